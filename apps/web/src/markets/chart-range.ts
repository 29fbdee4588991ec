import type { Window } from "./chart-data.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far back a chart looks, and the candles it is made of; `all` from what is listed on. */
export const RANGES = {
  "1h": { ms: HOUR, interval: "1m" },
  "6h": { ms: 6 * HOUR, interval: "5m" },
  "1d": { ms: DAY, interval: "15m" },
  "1w": { ms: 7 * DAY, interval: "1h" },
  "1m": { ms: 30 * DAY, interval: "4h" },
  all: { ms: null, interval: "1d" },
} as const;
export type Range = keyof typeof RANGES;
export type Interval = "1m" | "5m" | "15m" | "1h" | "4h" | "1d" | "1w";

const INTERVAL_MS: Readonly<Record<Interval, number>> = {
  "1m": MINUTE,
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "1h": HOUR,
  "4h": 4 * HOUR,
  "1d": DAY,
  "1w": 7 * DAY,
};

/** Candles of one chart, at most. */
const CANDLES = 400;

export const isRange = (text: string | null): text is Range => text !== null && text in RANGES;

/** The shortest range in which everything that happened so far has room. @param ageMs of the event. */
export function fittingRange(ageMs: number): Range {
  const fitting = (["1h", "6h", "1d"] as const).find((range) => ageMs <= RANGES[range].ms);
  return fitting ?? "1w";
}

/** What is drawn of a range: no more than the event's own time. @param now ms since 1970, as `createdAt` is. */
export function windowOf(range: Range, interval: Interval, createdAt: number, now: number): Window {
  const { ms } = RANGES[range];
  return {
    from: Math.floor((ms === null ? createdAt : Math.max(now - ms, createdAt)) / 1_000),
    to: Math.floor(now / 1_000),
    step: INTERVAL_MS[interval] / 1_000,
  };
}

/** The candles a range is made of; of all there is the finest that are not too many. */
export function intervalOf(range: Range, ageMs: number): Interval {
  if (range !== "all") return RANGES[range].interval;
  const finest = (Object.keys(INTERVAL_MS) as Interval[]).find(
    (interval) => ageMs / INTERVAL_MS[interval] <= CANDLES,
  );
  return finest ?? "1w";
}
