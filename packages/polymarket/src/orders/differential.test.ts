/** The same orders through the native API and through this dialect: the same events, but for what was signed. */
import { createHmac } from "node:crypto";
import type { Event, Quantity } from "@probity/core";
import { formatId, formatPrice, formatQuantity } from "@probity/protocol";
import type { Price } from "@probity/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderIdOf, signedOrder } from "../../test/signed-orders.ts";
import type { OrderJson, OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket, Hex } from "../ports.ts";
import { formatUnits } from "./decimals.ts";

const STEPS = 160;
const TRADERS = 3;
const WALLETS = ["11", "22", "33"].map((byte): Hex => `0x${byte.repeat(32)}`);

interface World {
  readonly venue: TestVenue;
  readonly traders: readonly TestTrader[];
  readonly markets: readonly ChainMarket[];
  /** Of the last command before the orders. */
  readonly begin: number;
}

/** What a trader does: an order, or the end of one of theirs, or of all. */
type Step =
  | { readonly kind: "order"; readonly trader: number; readonly wish: RandomOrder }
  | { readonly kind: "cancel"; readonly trader: number; readonly nth: number }
  | { readonly kind: "cancel-all"; readonly trader: number; readonly isMarket: boolean };

interface RandomOrder {
  readonly market: number;
  readonly outcome: "yes" | "no";
  readonly side: "BUY" | "SELL";
  /** In cents. */
  readonly cents: number;
  readonly lots: number;
  readonly cashCents: number;
  readonly orderType: "GTC" | "GTD" | "FOK" | "FAK";
  readonly postOnly: boolean;
}

const order = fc.record({
  market: fc.nat(1),
  outcome: fc.constantFrom("yes", "no"),
  side: fc.constantFrom("BUY", "BUY", "SELL"),
  cents: fc.integer({ min: 35, max: 65 }),
  lots: fc.integer({ min: 50, max: 5_000 }),
  cashCents: fc.integer({ min: 100, max: 4_000 }),
  orderType: fc.constantFrom("GTC", "GTC", "GTC", "GTD", "FOK", "FAK"),
  postOnly: fc.boolean().map((is) => is),
});
const trader = fc.nat(TRADERS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("order"), trader, wish: order }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel"), trader, nth: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("cancel-all"), trader, isMarket: fc.boolean() }),
  },
) as fc.Arbitrary<Step>;

let native: World;
let dialect: World;

beforeAll(async () => {
  native = await openWorld();
  dialect = await openWorld();
}, 120_000);

afterAll(async () => {
  await native.venue.close();
  await dialect.venue.close();
});

test("the same random orders give the same events", { timeout: 120_000 }, async () => {
  const seed = Date.now() & 0x7fffffff;
  const steps = fc.sample(step, { numRuns: STEPS, seed });
  const ids: string[][] = Array.from({ length: TRADERS }, () => []);
  const seen = new Map<string, number>();
  for (const one of steps) {
    const [mine, theirs] = [dialect.traders[one.trader]!, native.traders[one.trader]!];
    switch (one.kind) {
      case "order": {
        const market = dialect.markets[one.wish.market]!;
        const body = await signedOrder(mine.wallet, mine.apiKey, wishOf(market, one.wish));
        const id = orderIdOf(body, market.isNegRisk);
        const { body: told } = await mine.ask("POST", "/order", body);
        await ask(
          theirs,
          "/orders",
          nativeOrder(native.markets[one.wish.market]!, one.wish, body, id),
        );
        ids[one.trader]!.push(id);
        const outcome = String(told.status ?? told.error).replaceAll(/0x[0-9a-f]+/g, "");
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        break;
      }
      case "cancel": {
        const own = ids[one.trader]!;
        const id = own[own.length - 1 - one.nth] ?? `0x${"ab".repeat(32)}`;
        await mine.ask("DELETE", "/order", { orderID: id });
        await ask(theirs, "/orders/cancel", { targets: [{ client_order_id: id.slice(2) }] });
        break;
      }
      case "cancel-all":
        if (one.isMarket) {
          const [market] = dialect.markets;
          await mine.ask("DELETE", "/cancel-market-orders", { market: market!.conditionId });
          const id = formatId("mkt", native.markets[0]!.market);
          await ask(theirs, "/orders/cancel-all", { market_id: id });
        } else {
          await mine.ask("DELETE", "/cancel-all");
          await ask(theirs, "/orders/cancel-all", {});
        }
        break;
      default:
        one satisfies never;
    }
  }
  const [here, there] = [await eventsOf(dialect), await eventsOf(native)];
  expect(here, `seed ${seed}`).toEqual(there);
  // A quiet run proves nothing.
  const wanted = ["live", "matched", "not enough balance / allowance"];
  expect(
    wanted.filter((outcome) => !seen.has(outcome)),
    `seed ${seed}`,
  ).toEqual([]);
  expect(here.filter(({ type }) => type === "OrdersMatched").length).toBeGreaterThan(5);
});

async function openWorld(): Promise<World> {
  const venue = await openTestVenue();
  const markets = [
    await venue.openMarket("sun"),
    ...(await venue.openNegRisk("race", ["red", "blue"])).slice(0, 1),
  ];
  const traders: TestTrader[] = [];
  for (const wallet of WALLETS) traders.push(await venue.signIn(wallet));
  for (const { owner, account } of traders) {
    const { market } = markets[0]!;
    const quantity = 20_000 as Quantity;
    const split = { type: "SplitSet", account, market, quantity, key: null } as const;
    await venue.gateway.submitter.submit(owner, split);
  }
  return { venue, traders, markets, begin: venue.sequencer.durableSequence };
}

function wishOf(market: ChainMarket, wish: RandomOrder): OrderWish {
  const { outcome, side, cents, lots, cashCents, orderType } = wish;
  return {
    market,
    outcome,
    side,
    price: cents * 100,
    lots,
    orderType,
    postOnly: isPostOnly(wish),
    ...(spends(wish) ? { cash: cashCents * 10_000 } : {}),
    ...(orderType === "GTD" ? { expiration: expiration() } : {}),
  };
}

function nativeOrder(
  { market }: ChainMarket,
  wish: RandomOrder,
  { order: { expiration: until } }: OrderJson,
  id: Hex,
): object {
  const { outcome, side, cents, lots, cashCents, orderType } = wish;
  const common = {
    market_id: formatId("mkt", market),
    outcome,
    side: side.toLowerCase(),
    client_order_id: id.slice(2),
  };
  const limit = formatPrice((cents * 100) as Price);
  const quantity = formatQuantity(lots as Quantity);
  if (orderType === "FOK" || orderType === "FAK") {
    return {
      ...common,
      type: "market",
      price_cap: limit,
      fill_or_kill: orderType === "FOK",
      ...(spends(wish)
        ? { cash: formatUnits(cashCents * 10_000), fee_included: false }
        : { quantity }),
    };
  }
  return {
    ...common,
    type: "limit",
    price: limit,
    quantity,
    time_in_force: orderType.toLowerCase(),
    post_only: isPostOnly(wish),
    ...(orderType === "GTD"
      ? { expires_at: new Date((Number(until) - 60) * 1_000).toISOString() }
      : {}),
  };
}

/** BUYs at once spend cash; all others are of so many shares. */
function spends({ side, orderType }: RandomOrder): boolean {
  return side === "BUY" && (orderType === "FOK" || orderType === "FAK");
}

function isPostOnly({ orderType, postOnly }: RandomOrder): boolean {
  return postOnly && orderType === "GTD";
}

function expiration(): number {
  return Math.floor(Date.now() / 1_000) + 3_600;
}

/** Asks the native API with the same key, signed as it wants it. */
async function ask({ apiKey, secret }: TestTrader, path: string, json: object): Promise<void> {
  const url = `/api/v1${path}`;
  const body = JSON.stringify(json);
  const timestamp = String(Date.now());
  const signature = createHmac("sha256", Buffer.from(secret, "base64"))
    .update(`${timestamp}POST${url}${body}`)
    .digest("base64url");
  const { status } = await native.venue.ask("POST", url, body, {
    "probity-key": apiKey,
    "probity-timestamp": timestamp,
    "probity-signature": signature,
  });
  expect([200, 400, 404, 409, 422]).toContain(status);
}

/** All events behind the beginning, but for what was signed. */
async function eventsOf({ venue, begin }: World): Promise<readonly Event[]> {
  const end = venue.sequencer.durableSequence;
  const events: Event[] = [];
  const stop = new AbortController();
  for await (const batch of venue.sequencer.followBatches(begin + 1, { signal: stop.signal })) {
    for (const entry of batch) events.push(...entry.events);
    if (batch.at(-1)!.sequence >= end) break;
  }
  stop.abort();
  return events.filter(({ type }) => type !== "OrderSigned");
}
