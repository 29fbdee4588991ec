/**
 * What the sources call a market's state. There is one state machine; this is the one table of its
 * other names. Drafts and the end of trading before a resolution are ours, so S1 and S3 lend them a word.
 */
import type { Ending, MarketState } from "@probity/core";

export const S1_STATUSES = ["active", "paused", "draft", "resolved", "cancelled"] as const;
export const S2_STATUSES = ["Active", "Closed", "Resolved"] as const;
export const S3_STATUSES = ["DRAFT", "OPEN", "PAUSED", "CLOSED", "RESOLVED", "CANCELLED"] as const;

export type S1Status = (typeof S1_STATUSES)[number];
export type S2Status = (typeof S2_STATUSES)[number];
export type S3Status = (typeof S3_STATUSES)[number];

interface Names {
  readonly s1: S1Status;
  readonly s2: S2Status;
  readonly s3: S3Status;
}

const RESOLVED: Names = { s1: "resolved", s2: "Resolved", s3: "RESOLVED" };
const VOIDED: Names = { s1: "cancelled", s2: "Closed", s3: "CANCELLED" };
const CLOSED: Names = { s1: "paused", s2: "Closed", s3: "CLOSED" };

const NAMES: Readonly<Record<Exclude<MarketState, "resolving">, Names>> = {
  draft: { s1: "draft", s2: "Closed", s3: "DRAFT" },
  open: { s1: "active", s2: "Active", s3: "OPEN" },
  halted: { s1: "paused", s2: "Closed", s3: "PAUSED" },
  closed: CLOSED,
  proposed: CLOSED,
  disputed: CLOSED,
  resolved: RESOLVED,
  voided: VOIDED,
  deleted: VOIDED,
};

/** A market that is paying out has the name of its end, which cannot change any more. */
export function dialectNames(market: {
  readonly state: MarketState;
  readonly ending: Ending | null;
}): Names {
  if (market.state !== "resolving") return NAMES[market.state];
  return market.ending?.kind === "resolved" ? RESOLVED : VOIDED;
}

/**
 * Source S1's market is our event: it trades while any of its markets does, and
 * is resolved when none is left and one was.
 */
export function s1EventStatus(markets: readonly Parameters<typeof dialectNames>[0][]): S1Status {
  const statuses = new Set(markets.map((market) => dialectNames(market).s1));
  return S1_STATUSES.find((status) => statuses.has(status)) ?? "paused";
}
