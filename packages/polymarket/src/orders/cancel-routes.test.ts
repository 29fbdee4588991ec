import { BATCH_MAX, WORK_PER_COMMAND, price, quantity } from "@probity/core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { placeLimit } from "../../test/native-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";
import { orderHash } from "./order-hash.ts";

let venue: TestVenue;
let market: ChainMarket;
let ann: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("rain");
  ann = await venue.signIn();
});
afterEach(() => ann.ask("DELETE", "/cancel-all"));
afterAll(() => venue.close());

const BID = { outcome: "yes", side: "buy", price: 100, quantity: 500 } as const;

/** Hashes as signed orders have them, so many and all different. */
function hashes(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `f${String(at).padStart(63, "0")}`);
}

async function placeAll(keys: readonly string[]): Promise<void> {
  const timeInForce = { kind: "gtc", postOnly: false } as const;
  const order = {
    market: market.market,
    outcome: BID.outcome,
    side: BID.side,
    pricing: {
      kind: "limit",
      price: price(BID.price),
      quantity: quantity(BID.quantity),
      timeInForce,
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  } as const;
  for (let from = 0; from < keys.length; from += BATCH_MAX) {
    const items = keys.slice(from, from + BATCH_MAX).map((key) => ({ key, order }));
    const content = { type: "PlaceOrders", account: ann.account, items } as const;
    await venue.gateway.submitter.submit(ann.owner, content);
  }
}

const openOrders = async () => {
  await venue.venue.readSide.caughtUp();
  return venue.venue.readSide.data.ownOrders.open(ann.account).map(({ order }) => order);
};

test("of more orders than the machine cancels in one turn each is told, by its hash", async () => {
  const keys = hashes(2 * WORK_PER_COMMAND + 500);
  await placeAll(keys);
  const { body } = await ann.ask("DELETE", "/cancel-all");
  expect(body.canceled).toEqual(keys.map((key) => `0x${key}`));
  expect(await openOrders()).toEqual([]);
});

test("an order that comes right behind a cancel of all is not told as cancelled", async () => {
  await placeLimit(venue, ann, market, BID);
  const [first] = await openOrders();
  const { submitter } = venue.gateway;
  const enqueue = submitter.enqueue.bind(submitter);
  let placed: Promise<unknown> = Promise.resolve();
  submitter.enqueue = (actor, content, waiter) => {
    enqueue(actor, content, waiter);
    if (content.type === "CancelAll") placed = placeLimit(venue, ann, market, BID);
  };
  const { body } = await ann.ask("DELETE", "/cancel-all");
  submitter.enqueue = enqueue;
  await placed;
  expect(body.canceled).toEqual([orderHash(first!, null)]);
  expect(await openOrders()).toHaveLength(1);
});
