import type { MarketId } from "@probity/core";
import { candleStart } from "@probity/market-data";
import { beforeEach, expect, test } from "vitest";
import type { Desk } from "../desk.ts";
import { LongVolumes } from "./long-volumes.ts";

const DAY_MS = 86_400_000;
const today = candleStart(Date.now(), "1d");
const [OLD, YOUNG, QUIET] = [1, 2, 3] as [MarketId, MarketId, MarketId];
/** When and for how much the old market traded. */
const TRADES = [
  [today, 1n],
  [today - 6 * DAY_MS, 10n],
  [today - 7 * DAY_MS, 100n],
  [today - 29 * DAY_MS, 1_000n],
  [today - 364 * DAY_MS, 10_000n],
  [today - 365 * DAY_MS, 100_000n],
] as const;

let asked: (readonly MarketId[])[];
let state: string;
let lagMs: number;
let isBroken: boolean;
let isStuck: boolean;
let volumes: LongVolumes;

beforeEach(() => {
  asked = [];
  [state, lagMs, isBroken, isStuck] = ["idle", 0, false, false];
  const venue = {
    readSide: {
      data: {
        tickers: {
          ticker: (market: MarketId) => ({ volumeNotional: market === QUIET ? 0n : 77n }),
        },
        catalogue: {
          market: (market: MarketId) => ({
            createdAt: market === YOUNG ? today : today - 400 * DAY_MS,
          }),
        },
      },
    },
    store: {
      state: () => ({ state }),
      lag: () => ({ ms: lagMs }),
      query: {
        candles: {
          valuesSince: async (input: {
            markets: readonly MarketId[];
            since: readonly number[];
          }) => {
            asked.push(input.markets);
            if (isStuck) await new Promise(() => {});
            if (isBroken) throw new Error("gone");
            return input.markets.flatMap((market) =>
              input.since.map((since) => ({
                market,
                since,
                notional: TRADES.reduce((sum, [at, value]) => (at < since ? sum : sum + value), 0n),
              })),
            );
          },
        },
      },
    },
  };
  volumes = new LongVolumes({ venue } as unknown as Desk);
});

test("history is asked for old markets that traded, once a minute; memory knows the others", async () => {
  await volumes.load([OLD, YOUNG, QUIET]);
  await volumes.load([OLD, YOUNG, QUIET]);
  expect(asked).toEqual([[OLD]]);
  expect(volumes.of(OLD)).toMatchObject({ week: 11, month: 1_111, year: 11_111 });
  expect(volumes.of(YOUNG)).toEqual({ week: 77, month: 77, year: 77 });
  expect(volumes.of(QUIET)).toEqual({ week: 0, month: 0, year: 0 });
});

test("markets are asked for in parts", async () => {
  await volumes.load(Array.from({ length: 2_500 }, (_, at) => (at + 10) as MarketId));
  expect(asked.map((part) => part.length)).toEqual([1_000, 1_000, 500]);
});

test.each([
  ["is not open", () => (state = "starting")],
  ["is far behind", () => (lagMs = 100_000)],
  ["hangs", () => (isStuck = true)],
  ["breaks", () => (isBroken = true)],
])("nobody knows and nobody waits long while history %s", async (_, happen) => {
  happen();
  await volumes.load([OLD, YOUNG]);
  expect(volumes.of(OLD)).toBeNull();
  expect(volumes.of(YOUNG)).not.toBeNull();
});

test("few ask a history that hangs", async () => {
  isStuck = true;
  const asking = Array.from({ length: 50 }, (_, at) => volumes.load([(at + 10) as MarketId]));
  await Promise.all(asking);
  expect(asked).toHaveLength(8);
});
