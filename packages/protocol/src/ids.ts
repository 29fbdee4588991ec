/**
 * Ids as they travel: a prefix that says what it is, then the sequence of the
 * command that made it and the place within that command: `mkt_1042-1`. Owners
 * are plain counts: `own_7`. Leading zeros are not written, so an id has one text.
 */
import { IDS_PER_COMMAND, indexOf, sequenceOf } from "@probity/core";
import type {
  AccountId,
  EventId,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  OwnerId,
  SessionId,
  WithdrawalId,
} from "@probity/core";

/** Every kind of id that has a text, by its prefix. */
export interface IdKinds {
  readonly evt: EventId;
  readonly mkt: MarketId;
  readonly ord: OrderId;
  readonly acc: AccountId;
  readonly mat: MatchId;
  readonly grp: GroupId;
  readonly ses: SessionId;
  readonly wdr: WithdrawalId;
}
export type IdPrefix = keyof IdKinds;

/** Longest text of an id: prefix, 13 digits, 4 digits. */
const ID_LENGTH_MAX = 4 + 13 + 1 + 4;
const OWNER = /^own_([1-9][0-9]{0,15})$/;

/** The text of an id: `formatId("mkt", market)`. */
export function formatId<P extends IdPrefix>(prefix: P, id: IdKinds[P]): string {
  return `${prefix}_${sequenceOf(id)}-${indexOf(id)}`;
}

/** @returns the id, or null if `text` is not exactly an id of that kind. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): IdKinds[P] | null {
  if (text.length > ID_LENGTH_MAX || !text.startsWith(prefix) || text[3] !== "_") return null;
  const dash = text.indexOf("-");
  const sequence = wholeNumber(text, 4, dash, 13);
  const index = wholeNumber(text, dash + 1, text.length, 4);
  if (sequence < 1 || index < 0 || index >= IDS_PER_COMMAND) return null;
  const id = sequence * IDS_PER_COMMAND + index;
  return Number.isSafeInteger(id) ? (id as IdKinds[P]) : null;
}

/** The digits from `start` to `end`, without a leading zero and at most `most`; −1 when they are not that. */
function wholeNumber(text: string, start: number, end: number, most: number): number {
  const length = end - start;
  if (length < 1 || length > most) return -1;
  if (length > 1 && text.charCodeAt(start) === 0x30) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

export function formatOwner(owner: OwnerId): string {
  return `own_${owner}`;
}

/** @returns the owner, or null if `text` is not exactly an owner's id. The venue itself (0) has none. */
export function parseOwner(text: string): OwnerId | null {
  const match = OWNER.exec(text);
  const owner = match === null ? Number.NaN : Number(match[1]);
  return Number.isSafeInteger(owner) ? (owner as OwnerId) : null;
}
