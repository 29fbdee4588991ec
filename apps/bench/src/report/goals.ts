import { ratio } from "./format.ts";

/** One bound of the list of goals; a goal with several bounds has several. */
export interface Goal {
  readonly what: string;
  readonly against: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly unit: "×" | " ms" | " s" | " B" | " MB";
}

const twin = "C++ twin of the same design";
const npm = "best npm book, equal 100,000 operations";
const echo = "bare `node:http` POST echo";
const published = "the published figures of source S2";

export const GOALS = {
  "1": { what: "book, mixed-999", against: twin, atLeast: 0.35, unit: "×" },
  "2 mixed": { what: "book, mixed", against: npm, atLeast: 50, unit: "×" },
  "2 cancel": { what: "book, cancel", against: npm, atLeast: 300, unit: "×" },
  "3 one": { what: "engine and ledger, 1 market", against: "own book", atLeast: 0.3, unit: "×" },
  "3 many": {
    what: "engine and ledger, 100 markets",
    against: "own book",
    atLeast: 0.18,
    unit: "×",
  },
  "4": {
    what: "durable commands in process, batches of 1,000",
    against: "raw `fdatasync` loop of the same bytes or the engine alone, whichever is slower",
    atLeast: 0.5,
    unit: "×",
  },
  "5 rate": {
    what: "HTTP order entry, 256 connections, durable",
    against: echo,
    atLeast: 0.8,
    unit: "×",
  },
  "5 p99": { what: "… its p99, sent at a fixed rate", against: "–", atMost: 15, unit: " ms" },
  "6": {
    what: "HTTP batches of 15, durable, orders a second",
    against: `${echo}, requests a second`,
    atLeast: 4,
    unit: "×",
  },
  "7": {
    what: "WebSocket order entry, 64 × 16 in flight, durable",
    against: "bare `ws` echo",
    atLeast: 2,
    unit: "×",
  },
  "8": {
    what: "one client, durable acknowledgement, p50",
    against: "`fdatasync` p50 and loopback round trip",
    atMost: 2,
    unit: "×",
  },
  "9 frames": {
    what: "fan-out, 10,000 subscribers, deliveries a second",
    against: "naive `ws` send loop",
    atLeast: 1.25,
    unit: "×",
  },
  "9 updates": {
    what: "… logical updates a second, coalesced",
    against: "naive `ws` send loop",
    atLeast: 5,
    unit: "×",
  },
  "10 rate": { what: "replay", against: "engine and ledger live", atLeast: 0.8, unit: "×" },
  "10 time": { what: "… 10 million commands and a snapshot", against: "–", atMost: 5, unit: " s" },
  "11 order": { what: "memory of a resting order", against: "–", atMost: 64, unit: " B" },
  "11 markets": {
    what: "memory of 100,000 empty markets with 0.001 ticks",
    against: "–",
    atMost: 300,
    unit: " MB",
  },
  "12 best": {
    what: "best bid and ask, p50",
    against: `${published}, 7.4 µs`,
    atLeast: 5,
    unit: "×",
  },
  "12 book": {
    what: "book of 100 levels a side, p50",
    against: `${published}, 8.6 µs`,
    atLeast: 5,
    unit: "×",
  },
  "12 orders": {
    what: "a user's 100 open orders, p50",
    against: `${published}, 14.4 µs`,
    atLeast: 5,
    unit: "×",
  },
  "13 markets": {
    what: "cost of an order at p50, 100,000 markets",
    against: "1 market",
    atMost: 3,
    unit: "×",
  },
  "13 accounts": {
    what: "cost of an order at p50, 1 million accounts",
    against: "1 account",
    atMost: 3,
    unit: "×",
  },
  "13 past": {
    what: "cost of an order at p50, 10 million past orders",
    against: "1,000 past orders",
    atMost: 3,
    unit: "×",
  },
  "14": {
    what: "rows projected to PostgreSQL, commands to commit",
    against: "bare UNNEST insert of as many rows",
    atLeast: 0.5,
    unit: "×",
  },
  "15": {
    what: "signed orders checked on one core: digest, recovery, address",
    against: "a bare recovery of noble's",
    atLeast: 12,
    unit: "×",
  },
  "16": {
    what: "a limit order placed through clob-client-v2, p50",
    against: "the client's own signing",
    atMost: 2,
    unit: "×",
  },
} as const satisfies Record<string, Goal>;

export type GoalId = keyof typeof GOALS;

/** What was reached of a goal. */
export interface Reading {
  readonly goal: GoalId;
  /** In the goal's unit. */
  readonly value: number;
  /** The figures the value was made of, such as `27.9 M/s of 72.1 M/s`. */
  readonly figures: string;
  /** Why the run says nothing about the goal, if so: the client was the limit, something was not there. */
  readonly doesNotCount: string | null;
}

/** One line of the table of goals. */
export interface Verdict {
  readonly goal: GoalId;
  readonly what: string;
  readonly against: string;
  readonly bound: string;
  readonly reached: string;
  readonly figures: string;
  readonly verdict: "reached" | "missed" | "does not count" | "not measured";
}

/** The list of goals with what the readings say of each. */
export function verdicts(
  readings: readonly Reading[],
  only: readonly GoalId[] | null = null,
): Verdict[] {
  // Keys that are whole numbers would come first, whatever stands in the table.
  const ids = (Object.keys(GOALS) as GoalId[])
    .filter((id) => only === null || only.includes(id))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return ids.map((goal) =>
    verdictOf(
      goal,
      readings.findLast((reading) => reading.goal === goal),
    ),
  );
}

function verdictOf(goal: GoalId, reading: Reading | undefined): Verdict {
  const { what, against, atLeast, atMost, unit }: Goal = GOALS[goal];
  const bound = atLeast === undefined ? `≤ ${atMost}${unit}` : `≥ ${atLeast}${unit}`;
  const line = { goal, what, against, bound };
  if (reading === undefined) return { ...line, reached: "", figures: "", verdict: "not measured" };
  const { value, figures, doesNotCount } = reading;
  const reached = ratio(value).replace("×", unit);
  if (doesNotCount !== null)
    return { ...line, reached, figures: `${figures}; ${doesNotCount}`, verdict: "does not count" };
  const isReached = value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
  return { ...line, reached, figures, verdict: isReached ? "reached" : "missed" };
}
