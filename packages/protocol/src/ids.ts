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

const SEQUENCE_INDEX = /^([a-z]{3})_([1-9][0-9]{0,12})-(0|[1-9][0-9]{0,3})$/;
const OWNER = /^own_([1-9][0-9]{0,15})$/;

/** The text of an id: `formatId("mkt", market)`. */
export function formatId<P extends IdPrefix>(prefix: P, id: IdKinds[P]): string {
  return `${prefix}_${sequenceOf(id)}-${indexOf(id)}`;
}

/** @returns the id, or null if `text` is not exactly an id of that kind. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): IdKinds[P] | null {
  const match = text.length <= 24 ? SEQUENCE_INDEX.exec(text) : null;
  if (match === null || match[1] !== prefix) return null;
  const index = Number(match[3]);
  const id = Number(match[2]) * IDS_PER_COMMAND + index;
  if (index >= IDS_PER_COMMAND || !Number.isSafeInteger(id)) return null;
  return id as IdKinds[P];
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
