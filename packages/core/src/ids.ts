import { assert } from "./assert.ts";
import type { Branded } from "./money.ts";

/** Position of a command in the one order of all commands; the first is 1. */
export type Sequence = Branded<number, "Sequence">;
/** Milliseconds since 1970, stamped by the sequencer; never goes back. */
export type Timestamp = Branded<number, "Timestamp">;

/** A person or firm, numbered by identity; 0 is the venue itself. */
export type OwnerId = Branded<number, "OwnerId">;
export type AccountId = Branded<number, "AccountId">;
/** Registered collateral; counted from 1. */
export type AssetId = Branded<number, "AssetId">;
export type EventId = Branded<number, "EventId">;
export type MarketId = Branded<number, "MarketId">;
export type OrderId = Branded<number, "OrderId">;
export type MatchId = Branded<number, "MatchId">;
export type GroupId = Branded<number, "GroupId">;
export type SessionId = Branded<number, "SessionId">;
export type WithdrawalId = Branded<number, "WithdrawalId">;

/** The venue itself: internal commands and the operator's own. */
export const SYSTEM = 0 as OwnerId;

/** Things one command may number, and so the stride between the ids of two commands. */
export const IDS_PER_COMMAND = 4_096;

/**
 * Id of the `index`-th thing made by the command at `sequence`. Follows from
 * the sequence alone, so a replay makes the same ids; good for 2⁴¹ commands.
 */
export function idFrom<Id extends number>(sequence: Sequence, index: number): Id {
  assert(index >= 0 && index < IDS_PER_COMMAND, "id index out of range");
  const id = sequence * IDS_PER_COMMAND + index;
  assert(Number.isSafeInteger(id), "ids exhausted");
  return id as Id;
}

/** The command that made `id`. */
export function sequenceOf(id: number): Sequence {
  return Math.floor(id / IDS_PER_COMMAND) as Sequence;
}

/** The place of `id` among the things its command made. */
export function indexOf(id: number): number {
  return id % IDS_PER_COMMAND;
}
