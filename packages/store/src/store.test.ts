import { amount, price, PRICE_ONE, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  MarketId,
  OrderId,
  OrderSpec,
  Outcome,
  OwnerId,
  Side,
  Timestamp,
} from "@probity/core";
import { NotYet } from "@probity/sequencer";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { databases } from "../test/databases.ts";
import { startPostgres } from "../test/postgres-server.ts";
import { MachineSource } from "../test/machine-source.ts";
import { openPostgres } from "./database/postgres.ts";
import { BadCursor } from "./queries/cursors.ts";
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
  const question = {
    question: "Will it rain?",
    description: "On the roof.",
    image: "",
    external: "elsewhere",
  };
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

  test("what was signed is kept with its order, and orders are found by many keys at once", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(bob, "buy", "no", 4_000, 10);
    const [accepted] = place(ann, "buy", "yes", 5_000, 10);
    const unsigned = (accepted as { order: OrderId }).order;
    const order = { ...(accepted as { spec: OrderSpec }).spec };
    const keys = ["a".repeat(64), "b".repeat(64)];
    const events = source.run({
      type: "PlaceSignedOrders",
      account: ann,
      items: keys.map((key) => ({ key, order, signed: `{"by":"${key}\\","salt":"\u0000☂"}` })),
    });
    const [first, second] = events.flatMap((event) =>
      event.type === "OrderSigned" ? [event.order] : [],
    ) as [OrderId, OrderId];
    const store = await follow(source);
    const signed = await store.query.orders.signedOf([second, unsigned, first]);
    expect([...signed.keys()].toSorted((a, b) => a - b)).toEqual([first, second]);
    expect(signed.get(first)).toBe(`{"by":"${keys[0]}\\","salt":"\ufffd☂"}`);
    const found = await store.query.orders.byKeys(ann, [...keys, "unknown"]);
    expect(found.map(({ order: id, key }) => [id, key])).toEqual([
      [second, keys[1]],
      [first, keys[0]],
    ]);
    expect(await store.query.orders.byKeys(bob, keys)).toEqual([]);
    expect(await store.query.orders.byKeys(ann, [])).toEqual([]);
    expect((await store.query.orders.signedOf([])).size).toBe(0);
    expect(await store.query.markets.byId(market)).toMatchObject({ external: "elsewhere" });
  });

  test("a match that was undone is in balances, positions and statement; trade and fills stay", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(ann, "buy", "yes", 6_000, 500);
    const events = place(bob, "buy", "no", 4_000, 300);
    const matched = events.find(({ type }) => type === "OrdersMatched");
    if (matched?.type !== "OrdersMatched") throw new Error("they did not meet");
    const { match, kind, legs } = matched;
    const before = await follow(source);
    const known = await before.query.trades.legsOf(match);
    expect(known.map(({ leg, account, fee }) => [leg, account, fee])).toEqual([
      [0, ann, 0],
      [1, bob, legs[1]?.fee],
    ]);
    expect((await before.query.trades.reversedOf([match])).size).toBe(0);
    source.run({ type: "ReverseMatch", market, match, kind, legs });
    const store = await follow(source);
    const { query } = store;
    expect([...(await query.trades.reversedOf([match, 5 as never]))]).toEqual([match]);
    expect(await query.trades.legsOf(match)).toEqual(known);
    for (const account of [ann, bob]) {
      const { available, held } = source.machine.account(account)!.balances[0]!;
      expect(await query.accounts.balances(account)).toMatchObject([{ available, held }]);
      const { rows } = await query.statement.of(account, { limit: 50, reasons: ["reversal"] });
      const money = rows.filter(({ asset }) => asset !== null);
      const [leg] = legs.filter((one) => one.account === account);
      const back = leg!.price * leg!.quantity + leg!.fee;
      expect(money.reduce((sum, { amount: each }) => sum + each, 0)).toBe(back);
      const changes = await query.statement.shareChanges(account, {
        limit: 50,
        changeType: "reversal",
      });
      expect(changes.rows.map(({ amount: lots, balance }) => [lots, balance])).toEqual([[-300, 0]]);
      const [position] = (await query.positions.of(account, { limit: 10 })).rows;
      expect(position).toMatchObject({ shares: 0, cost: 0, realised: 0, fees: 0 });
    }
    const { rows } = await query.audit.list({ limit: 1 });
    expect(rows).toMatchObject([{ action: "MatchReversed", targetKind: "market" }]);
  });

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

  test("S3.11 S3.12 S3.13 what S3's models hold is found by owner, slug and order", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(ann, "buy", "yes", 6_000, 500);
    place(bob, "buy", "no", 4_000, 300);
    source.run({ type: "SetRole", owner: 1 as OwnerId, role: "admin" });
    const store = await follow(source);
    const { query } = store;

    expect(await query.accounts.owner(1 as OwnerId)).toMatchObject({ role: "admin" });
    expect(await query.accounts.owner(2 as OwnerId)).toMatchObject({ role: "user" });
    const own = await query.accounts.ofOwner(1 as OwnerId);
    expect(own.map(({ account, status }) => [account, status])).toEqual([[ann, "active"]]);

    const found = await query.markets.bySlug("rain-1");
    expect(found).toMatchObject({ market, question: "Will it rain?", description: "On the roof." });
    expect(found).toMatchObject({ state: "open", lastPrice: 6_000, tickSize: 100, place: 0 });
    expect(await query.markets.byId(market)).toEqual(found);
    const event = await query.events.byId(found!.event);
    expect(event).toMatchObject({ slug: "rain", tags: ["a b", "c"], rulesVersion: 1 });
    const rules = { version: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(await query.events.rules(found!.event, { limit: 10 })).toMatchObject([rules]);
    expect(await query.events.rules(found!.event, { before: 1, limit: 10 })).toEqual([]);
    const text = "It rains if the roof is wet.";
    expect(await query.events.rulesVersion(found!.event, 1)).toMatchObject({ ...rules, text });
    expect(await query.events.rulesVersion(found!.event, 2)).toBeNull();

    const { rows } = await query.orders.of(ann, { limit: 10 });
    expect(rows).toMatchObject([
      {
        market,
        side: "buy",
        outcome: "yes",
        kind: "limit",
        timeInForce: "gtc",
        price: 6_000,
        quantity: 500,
        filled: 300,
        remaining: 200,
        status: "open",
        notional: 300 * 6_000,
      },
    ]);
    expect(await query.orders.byId(rows[0]!.order)).toEqual(rows[0]);
    expect((await query.orders.of(ann, { limit: 10, status: ["cancelled"] })).rows).toEqual([]);
  });

  test("what was paid and got in trades names the market, whoever was on the other side", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(ann, "buy", "yes", 6_000, 300);
    place(bob, "buy", "no", 4_000, 300);
    place(ann, "sell", "yes", 5_500, 100);
    place(bob, "buy", "yes", 5_500, 100);
    const { query } = await follow(source);
    for (const account of [ann, bob]) {
      const { rows } = await query.statement.of(account, { limit: 10, asset: USD });
      const traded = rows.filter(({ reason }) => reason === "trade");
      expect(traded.length).toBeGreaterThan(0);
      expect(traded.map((row) => row.tradedMarket)).toEqual(traded.map(() => market));
      const other = rows.filter(({ reason }) => reason === "deposit");
      expect(other.map((row) => row.tradedMarket)).toEqual(other.map(() => null));
    }
    // The sale went to another account: no pool tells of the market.
    const [sale] = (await query.statement.of(ann, { limit: 1, asset: USD, reasons: ["trade"] }))
      .rows;
    expect(sale).toMatchObject({ otherKind: "account", amount: 100 * 5_500 });
  });

  test("S1.39 S2.18 a resolution leaves redeemed shares, credited balances and a trail", async () => {
    const { source, market, ann, bob, place } = smallVenue();
    place(ann, "buy", "yes", 6_000, 300);
    place(bob, "buy", "no", 4_000, 300);
    const before = source.machine.account(ann)!.balances[0]!.available;
    source.run({ type: "SetRole", owner: 2 as OwnerId, role: "admin" });
    source.run({ type: "ResolveMarket", market, yesPayout: price(PRICE_ONE) }, { actor: 2 });
    const store = await follow(source);
    const { query } = store;

    const redeemed = await query.statement.shareChanges(ann, { limit: 10, changeType: "redeem" });
    expect(redeemed.rows).toMatchObject([{ market, outcome: "yes", amount: -300, balance: 0 }]);
    const lost = await query.statement.shareChanges(bob, { limit: 10, changeType: "redeem" });
    expect(lost.rows).toMatchObject([{ market, outcome: "no", amount: -300, balance: 0 }]);
    expect(await query.accounts.balances(ann)).toMatchObject([
      { asset: USD, available: before + 300 * PRICE_ONE, held: 0 },
    ]);
    const paid = await query.statement.of(ann, { limit: 10, asset: USD, reasons: ["payout"] });
    expect(paid.rows).toMatchObject([
      {
        amount: 300 * PRICE_ONE,
        balance: before + 300 * PRICE_ONE,
        otherKind: "pool",
        otherId: market,
      },
    ]);
    // Bought for 1.80 and paid 3.00; the other lost what it cost.
    const made = async (account: AccountId) =>
      (await query.positions.of(account, { limit: 10 })).rows.map(({ shares, cost, realised }) => [
        shares,
        cost,
        realised,
      ]);
    expect(await made(ann)).toEqual([[0, 0, 300 * 4_000]]);
    expect(await made(bob)).toEqual([[0, 0, -300 * 4_000]]);

    expect((await query.resolutions.timeline(market)).map(({ step }) => step)).toEqual([
      "fixed",
      "finished",
    ]);
    expect(await query.resolutions.payouts([market], ann)).toMatchObject([
      { yes: 300, no: 0, amount: 300 * PRICE_ONE },
    ]);
    const states = await query.markets.states(market);
    expect(states.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "draft open",
      "open resolving",
      "resolving resolved",
    ]);
    const trail = await query.audit.list({ limit: 3, target: { kind: "market", id: market } });
    expect(trail.rows.map(({ action, actor }) => [action, actor])).toEqual([
      ["MarketStateChanged", 0],
      ["MarketStateChanged", 2],
      ["EndingFixed", 2],
    ]);
    expect(trail.next).not.toBeNull();
  });

  test("pages are the same while rows come in, and a cursor that is not ours is refused", async () => {
    const { source, ann, bob, place } = smallVenue();
    for (let count = 0; count < 7; count++) place(ann, "buy", "yes", 1_000 + 100 * count, 10);
    const store = await follow(source);
    const { rows: all } = await store.query.orders.of(ann, { limit: 100 });
    const seen: number[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await store.query.orders.of(ann, { limit: 2, cursor });
      seen.push(...page.rows.map(({ order }) => order));
      if (page.next === null) break;
      cursor = page.next;
      place(ann, "buy", "yes", 3_000, 10);
      place(bob, "buy", "no", 9_500, 5);
      await store.caughtUp(source.machine.sequence);
    }
    expect(seen).toEqual(all.map(({ order }) => order));
    for (const cursor of ["", "x", "W10", "WyJhIl0", "e30"]) {
      await expect(store.query.orders.of(ann, { limit: 2, cursor })).rejects.toThrow(BadCursor);
    }
  });

  test("what is not there yet is said after a while, and an operator finds no dead letters", async () => {
    const { source } = smallVenue();
    const database = await create();
    const durableSequence = () => source.machine.sequence + 5;
    const store = openInlineStore({ database, source, durableSequence, waitMs: 60_000 });
    stores.push(store);
    await store.caughtUp(source.machine.sequence);
    expect(await store.deadLetters.list()).toEqual([]);
    expect(store.lag().sequences).toBe(5);
    const hasty = openInlineStore({ database, source, durableSequence, waitMs: 1 });
    stores.push(hasty);
    await expect(hasty.caughtUp(source.machine.sequence + 1)).rejects.toThrow(NotYet);
  });
});

test("S3.27 S4.17 the pooled URL serves, the direct one migrates, the third is read from", async () => {
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
