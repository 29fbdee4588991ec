/** Statistics against the events they are made of, and lists whose pages must not shift. */
import { Exchange, amount, notional, price, quantity } from "@probity/core";
import type { AccountId, AssetId, Event, MarketId, OwnerId, Timestamp } from "@probity/core";
import { CANDLE_INTERVALS, CandleFold, dayBefore } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import { Duel } from "@probity/simulator";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { databases } from "../test/databases.ts";
import { MachineSource } from "../test/machine-source.ts";
import type { Database } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";
import { openDatabase } from "./database/open.ts";
import { openDeadLetters } from "./projector/dead-letters.ts";
import { Projector } from "./projector/projector.ts";
import type { BrowseSort } from "./queries/browse.ts";
import { openQueries } from "./queries/queries.ts";
import { SCHEMA } from "./tables/columns.ts";

const COMMANDS = 6_000;
const LONG_MS = 120_000;
const NO_FILTER = {
  words: [],
  event: null,
  category: null,
  tag: null,
  state: null,
  closesAfter: null,
  closesBefore: null,
  minVolume: null,
};

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

/** A random history: every command, honest and hostile. */
function history(seed: string) {
  const machine = Exchange.create();
  const entries: FeedEntry<Event>[] = [];
  const duel = new Duel(seed, machine);
  duel.join({
    observe({ sequence, time, origin, counter, actor }, events) {
      entries.push({ sequence, time, origin, counter, actor, events: [...events] });
    },
  });
  duel.run(COMMANDS);
  return { machine, entries };
}

describe.each(databases())("on $name", ({ create }) => {
  async function emptyTables(): Promise<Database> {
    const database = await openDatabase(await create());
    opened.push(database);
    await migrate(database);
    return database;
  }

  test(
    "S1.10 S2.18 candles, volumes and open interest are what the trades add up to",
    async () => {
      const database = await emptyTables();
      const { machine, entries } = history("statistics");
      const source = {
        async read(sequence: number, maxEntries: number) {
          const some = entries.slice(sequence - 1, sequence - 1 + maxEntries);
          return some.length === 0 ? null : { entries: some, digest: "" };
        },
        digestAt: async () => null,
        close: async () => {},
      };
      // Batches of odd lengths, and a projector that begins anew: a candle is joined with what stands there.
      for (let done = 0; done < entries.length;) {
        const projector = new Projector({ database, source });
        await projector.begin();
        await projector.step(97);
        await projector.step(1_001);
        done = projector.sequence;
      }
      expect(await openDeadLetters(database, SCHEMA)).toEqual([]);
      const query = openQueries(database);

      const fold = new CandleFold();
      const trades = entries.flatMap(({ time, events }) =>
        events.flatMap((event) =>
          event.type === "OrdersMatched"
            ? [{ market: event.market, time, price: event.price, quantity: event.quantity }]
            : [],
        ),
      );
      expect(trades.length).toBeGreaterThan(100);
      for (const trade of trades) fold.add(trade);
      const candles = fold.candles();
      const markets = machine.markets();
      for (const market of markets) {
        for (const interval of CANDLE_INTERVALS) {
          const expected = candles.filter(
            (one) => one.market === market && one.interval === interval,
          );
          const input = { market, interval, from: 0, to: Number.MAX_SAFE_INTEGER, limit: 1_000 };
          expect(await query.candles.ofMarket(input)).toEqual(expected.slice(-1_000));
        }
      }

      const days = [
        ...new Set(candles.filter((one) => one.interval === "1d").map((one) => one.start)),
      ];
      const since = [0, days[Math.floor(days.length / 2)]!, Number.MAX_SAFE_INTEGER];
      const values = markets.flatMap((market) =>
        since.flatMap((from) => {
          const own = trades.filter((one) => one.market === market && one.time >= from);
          const value = own.reduce((sum, one) => sum + notional(one.price, one.quantity), 0);
          return own.length === 0 ? [] : { market, since: from, notional: BigInt(value) };
        }),
      );
      expect(await query.candles.valuesSince({ markets, since })).toEqual(values);
      // Of several markets at once: the newest of each.
      const wish = { markets, interval: "1m", from: 0, to: Number.MAX_SAFE_INTEGER } as const;
      const newest = await query.candles.ofMarkets({ ...wish, limit: 3 });
      expect(newest).toEqual(
        markets.flatMap((market) =>
          candles.filter((one) => one.market === market && one.interval === "1m").slice(-3),
        ),
      );

      const at = machine.time;
      const figures = await query.statistics.figures({ markets, at });
      expect(figures.map(({ market }) => market)).toEqual(markets);
      for (const found of figures) {
        const own = trades.filter((trade) => trade.market === found.market);
        const sum = (some: typeof own) =>
          some.reduce((total, one) => total + BigInt(notional(one.price, one.quantity)), 0n);
        expect(found.notional).toBe(sum(own));
        expect(found.notional24h).toBe(sum(own.filter(({ time }) => time >= dayBefore(at))));
        expect(found.trades).toBe(own.length);
        expect(found.openInterest).toBe(machine.market(found.market)?.outstanding);
        expect(found.lastPrice).toBe(machine.market(found.market)?.lastPrice);
      }
      const series = await query.statistics.openInterest({
        markets,
        from: 0,
        to: Number.MAX_SAFE_INTEGER,
        limit: 1_000,
      });
      const outstanding = figures.reduce((total, one) => total + one.openInterest, 0);
      expect(series.at(-1)?.lots).toBe(outstanding);

      // What days made is what positions made.
      const totals = new Map<number, readonly [number, number]>();
      for (const [account, realised, fees] of await database.run(
        `SELECT account, sum(realised)::bigint, sum(fees)::bigint FROM probity.positions GROUP BY account`,
      )) {
        totals.set(Number(account), [Number(realised), Number(fees)]);
      }
      for (const [account, realised, fees] of await database.run(
        `SELECT account, sum(realised)::bigint, sum(fees)::bigint FROM probity.account_days GROUP BY account`,
      )) {
        expect([Number(realised), Number(fees)]).toEqual(totals.get(Number(account)));
      }
      const leaders = await query.statistics.leaders({ by: "volume", sinceDay: 0, limit: 1_000 });
      const volumes = new Map<AccountId, bigint>();
      for (const { events } of entries) {
        for (const event of events) {
          if (event.type !== "OrdersMatched") continue;
          for (const leg of event.legs) {
            const value = BigInt(notional(leg.price, leg.quantity));
            volumes.set(leg.account, (volumes.get(leg.account) ?? 0n) + value);
          }
        }
      }
      const traded = leaders.filter(({ volume }) => volume > 0n);
      expect(new Map(traded.map(({ account, volume }) => [account, volume]))).toEqual(volumes);
      expect([...traded].sort((a, b) => Number(b.volume - a.volume))).toEqual(traded);

      // At the end an account is worth what the machine says, and every curve ends there.
      for (const account of machine.accounts().slice(0, 5)) {
        const points = await query.equity.curve({
          account,
          asset: 1 as AssetId,
          from: at - 86_400_000,
          to: at,
          points: 24,
        });
        const balance = machine.account(account)?.balances.find(({ asset }) => asset === 1);
        expect(points.at(-1)?.cash).toBe((balance?.available ?? 0) + (balance?.held ?? 0));
        expect(points.at(-1)?.positions).toBe(worthIn(machine, account, 1 as AssetId));
      }
    },
    LONG_MS,
  );

  test(
    "S2.8 pages of any order stay put while rows are inserted",
    async () => {
      const database = await emptyTables();
      const source = new MachineSource();
      source.run({ type: "RegisterCollateral", symbol: "USD" });
      const traders = [1, 2].map((owner) => {
        const [event] = source.run({ type: "OpenAccount", owner: owner as OwnerId });
        const { account } = event as { account: AccountId };
        const money = amount(4_000_000_000);
        source.run({
          type: "Deposit",
          account,
          asset: 1 as AssetId,
          amount: money,
          key: `${owner}`,
        });
        return account;
      }) as [AccountId, AccountId];
      const projector = new Projector({ database, source });
      await projector.begin();
      const query = openQueries(database);
      let made = 0;
      const add = (lots: number, closeTime: number): MarketId => {
        const slug = `event-${++made}`;
        source.run(newEvent(slug, closeTime));
        const market = source.machine.markets().at(-1) as MarketId;
        const target = { kind: "market", market } as const;
        source.run({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
        for (const [place, account] of traders.entries()) {
          source.run(buy(account, market, place === 0 ? "yes" : "no", lots));
        }
        return market;
      };
      const first = Array.from({ length: 12 }, (_, place) => add(1 + (place % 4), far(place)));
      const sorts: BrowseSort[] = [
        "new",
        "closing-soon",
        "volume",
        "volume-24h",
        "probability",
        "liquidity",
        "trending",
      ];
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...sorts),
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }), { maxLength: 8 }),
          async (sort, limit, inserted) => {
            await projector.run(1_000);
            const before = [...source.machine.markets()];
            const now = source.machine.time;
            const seen: MarketId[] = [];
            let cursor: string | undefined;
            for (let page = 0; ; page++) {
              const input = { filter: NO_FILTER, sort, limit, now, cursor };
              const { rows, next } = await query.browse.markets(input);
              expect(rows.length).toBeLessThanOrEqual(limit);
              seen.push(...rows);
              if (next === null) break;
              cursor = next;
              for (const lots of inserted[page] ?? []) add(lots, far(lots));
              await projector.run(1_000);
            }
            expect(new Set(seen).size, "none twice").toBe(seen.length);
            const missing = before.filter((market) => !seen.includes(market));
            expect(missing, "none left out").toEqual([]);
          },
        ),
        { numRuns: 25 },
      );
      // A page of events says the same as one of markets, of which each has one.
      const events = await query.browse.events({
        filter: NO_FILTER,
        sort: "volume",
        limit: 200,
        now: 0,
      });
      const markets = await query.browse.markets({
        filter: NO_FILTER,
        sort: "volume",
        limit: 200,
        now: 0,
      });
      expect(events.rows).toEqual(
        markets.rows.map((market) => source.machine.market(market)?.event),
      );
      expect(markets.rows).toEqual(expect.arrayContaining(first));
    },
    LONG_MS,
  );
});

/** Close times differ, but by no more than that. */
function far(place: number): number {
  return Date.UTC(2040, 0, 1) + place * 1_000;
}

/** What the shares of markets in `asset` are worth, µ$: at the last price, untraded ones at half a dollar. */
function worthIn(machine: Exchange, account: AccountId, asset: AssetId): number {
  let worth = 0;
  for (const { market, yes, no } of machine.positionsOf(account)) {
    const view = machine.market(market);
    if (view === null || machine.event(view.event)?.collateral !== asset) continue;
    const at = view.lastPrice ?? 5_000;
    worth += at * yes + (10_000 - at) * no;
  }
  return worth;
}

function newEvent(slug: string, closeTime: number) {
  return {
    type: "CreateEvent" as const,
    slug,
    text: { title: slug, description: "", category: "c", tags: ["t"], image: "" },
    rules: "",
    collateral: 1 as AssetId,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [
      {
        slug: `${slug}-market`,
        text: { question: `${slug}?`, description: "", image: "", external: "" },
        tickSize: price(100),
        parameters: {
          minQuantity: quantity(1),
          fees: {
            ...({ formula: "symmetric", exponent: 1 } as const),
            takerBps: 0,
            makerBps: 0,
            rebateBps: 0,
          },
          positionLimit: quantity(0),
          bandLow: price(1),
          bandHigh: price(9_999),
          closeTime: closeTime as Timestamp,
          takerDelayMs: 0,
        },
      },
    ],
  };
}

function buy(account: AccountId, market: MarketId, outcome: "yes" | "no", lots: number) {
  return {
    type: "PlaceOrder" as const,
    account,
    key: null,
    order: {
      market,
      outcome,
      side: "buy" as const,
      pricing: {
        kind: "limit" as const,
        price: price(5_000),
        quantity: quantity(lots),
        timeInForce: { kind: "gtc" as const, postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker" as const,
      group: null,
      session: null,
    },
  };
}
