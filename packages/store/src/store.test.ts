import { amount, price, PRICE_ONE, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  MarketId,
  OrderSpec,
  Outcome,
  OwnerId,
  Side,
  Timestamp,
} from "@probity/core";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { databases } from "../test/databases.ts";
import { startPostgres } from "../test/postgres-server.ts";
import { MachineSource } from "../test/machine-source.ts";
import { openPostgres } from "./database/postgres.ts";
import { openInlineStore } from "./store.ts";
import type { Store } from "./store.ts";

const USD = 1 as AssetId;

/** A venue with one market, and two traders with money. */
function smallVenue() {
  const source = new MachineSource();
  source.run({ type: "RegisterCollateral", symbol: "USD" });
  const [ann, bob] = [1, 2].map((owner) => {
    const [opened] = source.run({ type: "OpenAccount", owner: owner as OwnerId });
    const { account } = opened as { account: AccountId };
    const money = amount(1_000_000_000);
    source.run({ type: "Deposit", account, asset: USD, amount: money, key: `in-${account}` });
    return account;
  }) as [AccountId, AccountId];
  const question = { question: "Will it rain?", description: "On the roof.", image: "" };
  source.run({
    type: "CreateEvent",
    slug: "rain",
    text: { title: "Rain", description: "", category: "weather", tags: ["a b", "c"], image: "" },
    rules: "It rains if the roof is wet.",
    collateral: USD,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [
      {
        slug: "rain-1",
        text: question,
        tickSize: price(100),
        parameters: {
          minQuantity: quantity(1),
          fees: { formula: "symmetric", exponent: 1, takerBps: 100, makerBps: 0, rebateBps: 0 },
          positionLimit: quantity(0),
          bandLow: price(1),
          bandHigh: price(PRICE_ONE - 1),
          closeTime: 0 as Timestamp,
          takerDelayMs: 0,
        },
      },
    ],
  });
  const [market] = source.machine.markets() as [MarketId];
  const target = { kind: "market", market } as const;
  source.run({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
  const place = (account: AccountId, side: Side, outcome: Outcome, at: number, lots: number) => {
    const order: OrderSpec = {
      market,
      outcome,
      side,
      pricing: {
        kind: "limit",
        price: price(at),
        quantity: quantity(lots),
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    };
    return source.run({ type: "PlaceOrder", account, key: null, order });
  };
  return { source, market, ann, bob, place };
}

/** PGlite takes its time to make a database. */
vi.setConfig({ testTimeout: 90_000 });

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

describe.each(databases())("on $name", ({ create }) => {
  async function follow(source: MachineSource): Promise<Store> {
    const durableSequence = () => source.machine.sequence;
    const waitMs = 60_000;
    const store = openInlineStore({ database: await create(), source, durableSequence, waitMs });
    stores.push(store);
    await store.caughtUp(source.machine.sequence);
    return store;
  }

  test("S3.14 a match is a trade of the market and a fill of each trader", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(ann, "buy", "yes", 6_000, 500);
    place(bob, "buy", "no", 4_000, 300);
    const store = await follow(source);
    const { rows, next } = await store.query.trades.ofMarket(market, { limit: 10 });
    expect(rows).toEqual([
      {
        match: expect.any(Number),
        market,
        kind: "mint",
        price: 6_000,
        quantity: 300,
        takerOutcome: "no",
        takerSide: "buy",
        sequence: source.machine.sequence,
        time: source.machine.time,
      },
    ]);
    expect(next).toBeNull();
    const fills = await store.query.trades.fillsOf(bob, { limit: 10 });
    expect(fills.rows).toMatchObject([
      { account: bob, outcome: "no", side: "buy", role: "taker", price: 4_000, quantity: 300 },
    ]);
    expect(store.lag()).toEqual({ sequences: 0, ms: 0 });
  });
});

test("S3.27 the pooled URL serves, the direct one migrates, the third is read from", async () => {
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const directUrl = await server.createDatabase();
  const owner = openPostgres({ url: directUrl, connections: 1 });
  onTestFinished(() => owner.close());
  // Whoever serves may not make tables, and whoever reads may not write.
  await owner.run("CREATE ROLE serving LOGIN");
  await owner.run("CREATE ROLE reading LOGIN");
  await owner.run("CREATE SCHEMA probity");
  await owner.run("GRANT USAGE ON SCHEMA probity TO serving, reading");
  const defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA probity";
  await owner.run(`${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO serving`);
  await owner.run(`${defaults} GRANT SELECT ON TABLES TO reading`);
  const as = (role: string) => directUrl.replace("postgres@", `${role}@`);

  const { source, market, ann, bob, place } = smallVenue();
  place(ann, "buy", "yes", 6_000, 500);
  place(bob, "buy", "no", 4_000, 300);
  const store = openInlineStore({
    database: { kind: "postgres", url: as("serving"), readUrl: as("reading"), directUrl },
    source,
    durableSequence: () => source.machine.sequence,
    waitMs: 30_000,
  });
  stores.push(store);
  expect(await store.caughtUp(source.machine.sequence)).toBe(source.machine.sequence);
  const { rows } = await store.query.trades.ofMarket(market, { limit: 10 });
  expect(rows).toHaveLength(1);
});
