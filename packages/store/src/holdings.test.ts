/** What everybody may see of accounts, against the events it is made of. */
import { Exchange, notional } from "@probity/core";
import type { AccountId, Event, Leg, MarketId, MatchId } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import { Duel } from "@probity/simulator";
import { afterEach, describe, expect, test } from "vitest";
import { databases } from "../test/databases.ts";
import type { Database } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";
import { openDatabase } from "./database/open.ts";
import { Projector } from "./projector/projector.ts";
import { firstAt } from "./queries/first-at.ts";
import { openQueries } from "./queries/queries.ts";

const COMMANDS = 6_000;
const LONG_MS = 120_000;
const ALL = { markets: null, account: null, isTaker: false, side: null } as const;
const ANY = { minLots: 0, minValue: 0, from: null, to: null, limit: 10_000, offset: 0 } as const;
const KINDS = ["trade", "split", "merge", "convert", "payout", "rebate"] as const;

const opened: Database[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

interface Side {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly time: number;
  readonly sequence: number;
  readonly leg: Leg;
}

/** A random history in the tables, and the sides of its matches, newest first and the taker's before the maker's. */
async function history(database: Database, seed: string) {
  const machine = Exchange.create();
  const entries: FeedEntry<Event>[] = [];
  const duel = new Duel(seed, machine);
  duel.join({
    observe({ sequence, time, origin, counter, actor }, events) {
      entries.push({ sequence, time, origin, counter, actor, events: [...events] });
    },
  });
  duel.run(COMMANDS);
  opened.push(database);
  await migrate(database);
  const source = {
    async read(sequence: number, maxEntries: number) {
      const some = entries.slice(sequence - 1, sequence - 1 + maxEntries);
      return some.length === 0 ? null : { entries: some, digest: "" };
    },
    digestAt: async () => null,
    close: async () => {},
  };
  const projector = new Projector({ database, source });
  await projector.begin();
  while (projector.sequence < entries.length) await projector.step(1_000);
  const undone = new Set(
    entries.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === "MatchReversed" ? [event.match] : [])),
    ),
  );
  const matches: Side[] = entries
    .flatMap(({ events, time, sequence }) =>
      events.flatMap((event) =>
        event.type === "OrdersMatched"
          ? event.legs.map((leg) => {
              const { match, market } = event;
              return { match, market, time, sequence, leg };
            })
          : [],
      ),
    )
    .reverse();
  const sides = matches.filter(({ match }) => !undone.has(match));
  expect(sides.length).toBeLessThan(matches.length);
  return { entries, sides, query: openQueries(database) };
}

describe.each(databases())("on $name", ({ create }) => {
  test(
    "trades of everybody, of a market, of an account and of a while are the matches of the events",
    async () => {
      const database = await openDatabase(await create());
      const { sides, query } = await history(database, "trades");
      expect(sides.length).toBeGreaterThan(200);
      const told = async (input: Partial<Parameters<typeof query.activity.trades>[0]>) =>
        (await query.activity.trades({ ...ALL, ...ANY, ...input })).map(
          ({ match, account, lots, price }) => [match, account, lots, price],
        );
      const of = (wanted: (side: Side) => boolean) =>
        sides.filter(wanted).map(({ match, leg }) => [match, leg.account, leg.quantity, leg.price]);
      expect(await told({})).toEqual(of(() => true));
      expect(await told({ isTaker: true })).toEqual(of(({ leg }) => leg.role === "taker"));
      const { market, leg } = sides[40]!;
      expect(await told({ markets: [market, market] })).toEqual(of((one) => one.market === market));
      expect(await told({ account: leg.account, side: "buy" })).toEqual(
        of((one) => one.leg.account === leg.account && one.leg.side === "buy"),
      );
      expect(await told({ minValue: 2_000_000 })).toEqual(
        of((one) => notional(one.leg.price, one.leg.quantity) >= 2_000_000),
      );
      const [from, to] = [sides[150]!.time, sides[20]!.time];
      const meanwhile = of(({ time }) => time >= from && time < to);
      expect(meanwhile.length).toBeGreaterThan(50);
      expect(await told({ from, to })).toEqual(meanwhile);
      expect(await told({ from, to, limit: 7, offset: 5 })).toEqual(meanwhile.slice(5, 12));

      // Page by page, undone matches among them: nothing twice, nothing left out.
      const busy = [...new Set(sides.map((one) => one.market))].slice(0, 3);
      for (const markets of [null, busy.slice(0, 1), busy]) {
        const takers = of((one) => {
          return one.leg.role === "taker" && (markets === null || markets.includes(one.market));
        });
        expect(takers.length).toBeGreaterThan(12);
        for (let offset = 0; offset < Math.min(60, takers.length); offset += 6) {
          const page = { isTaker: true, markets, limit: 6, offset };
          expect(await told(page)).toEqual(takers.slice(offset, offset + 6));
        }
      }

      const key = { table: "trades", key: "match_id" } as const;
      for (const place of [0, 1, 7, Math.floor(sides.length / 2), sides.length - 1]) {
        const { time } = sides[place]!;
        const bound = await firstAt(database, key, time);
        for (const side of sides) expect(side.match < bound).toBe(side.time < time);
      }
      expect(await firstAt(database, key, sides[0]!.time + 1)).toBe(sides[0]!.match + 1);
    },
    LONG_MS,
  );

  test(
    "what an account did is all there, by time either way, and what it bought adds up",
    async () => {
      const { entries, sides, query } = await history(
        await openDatabase(await create()),
        "activity",
      );
      const sets = new Map<AccountId, number>();
      for (const { events } of entries) {
        for (const event of events) {
          if (event.type !== "SetSplit" && event.type !== "SetMerged") continue;
          sets.set(event.account, (sets.get(event.account) ?? 0) + 1);
        }
      }
      const [account] = [...sets].reduce((most, one) => (one[1] > most[1] ? one : most));
      const input = { account, markets: null, side: null, from: null, to: null } as const;
      const page = { sort: "time", ascending: false, limit: 5_000, offset: 0 } as const;
      const all = await query.activity.of({ ...input, ...page, kinds: KINDS });
      const counted = (kinds: readonly string[]) =>
        all.filter(({ kind }) => kinds.includes(kind)).length;
      expect(counted(["trade"])).toBe(sides.filter(({ leg }) => leg.account === account).length);
      expect(counted(["split", "merge"])).toBe(sets.get(account));
      expect(counted(["rebate"])).toBe(
        sides.filter(({ leg }) => leg.account === account && leg.rebate > 0).length,
      );
      expect(all.map(({ sequence }) => sequence)).toEqual(
        all.map(({ sequence }) => sequence).toSorted((a, b) => b - a),
      );
      const paid = all.filter(({ kind }) => kind === "rebate");
      const rebatesIn = (from: number, to: number) => {
        const sums = new Map<MarketId, number>();
        for (const { market, value, time } of paid) {
          if (time >= from && time < to) sums.set(market, (sums.get(market) ?? 0) + value);
        }
        return sums;
      };
      const [since, before] = [paid.at(-1)!.time + 1, paid[0]!.time];
      expect(rebatesIn(since, before).size).toBeGreaterThan(0);
      expect(await query.activity.rebates({ account, from: since, to: before })).toEqual(
        rebatesIn(since, before),
      );
      const part = await query.activity.of({
        ...input,
        ...page,
        kinds: KINDS,
        limit: 5,
        offset: 3,
      });
      expect(part).toEqual(all.slice(3, 8));
      const oldest = await query.activity.of({
        ...input,
        ...page,
        kinds: ["split"],
        ascending: true,
      });
      expect(oldest.map(({ sequence }) => sequence)).toEqual(
        all
          .filter(({ kind }) => kind === "split")
          .map(({ sequence }) => sequence)
          .reverse(),
      );
      for (const split of oldest) expect(split.value).toBe(split.lots * 10_000);
      const [from, to] = [oldest[0]!.time, oldest.at(-1)!.time];
      const meanwhile = await query.activity.of({ ...input, ...page, kinds: ["split"], from, to });
      expect(meanwhile).toEqual(
        all.filter(({ kind, time }) => kind === "split" && time >= from && time < to),
      );

      // Only bought and never split: all that came in are the buys.
      const buys = sides.filter(({ leg }) => leg.account === account && leg.side === "buy");
      const lots = buys.reduce((sum, { leg }) => sum + leg.quantity, 0);
      const { rows } = await query.positions.of(account, { limit: 1_000 });
      const bought = rows.reduce((sum, row) => sum + row.bought, 0);
      const split = all.filter(({ kind }) => kind === "split");
      expect(bought).toBeGreaterThanOrEqual(
        lots + split.reduce((sum, one) => sum + 2 * one.lots, 0),
      );
      for (const row of rows) expect(row.bought).toBeGreaterThanOrEqual(row.shares);

      const closed = await query.holdings.closed({
        account,
        markets: null,
        title: "",
        sort: "realised",
        ascending: false,
        limit: 100,
        offset: 0,
      });
      const gone = rows.filter(({ shares }) => shares === 0);
      expect(closed.map(({ realised }) => realised)).toEqual(
        gone
          .map(({ realised }) => realised)
          .toSorted((a, b) => b - a)
          .slice(0, 100),
      );
      expect(await query.holdings.marketsOf(account)).toBe(
        new Set(rows.map(({ market }) => market)).size,
      );
    },
    LONG_MS,
  );
});
