/** Names of the live surface that several adapters share. */
import type { EventId, MarketId, Outcome, OwnerId } from "@probity/core";
import { formatId, formatOwner } from "./ids.ts";

/** Why the venue closes a live socket, by WebSocket close code; the name is the reason given. */
export const CLOSE_CODES = {
  /** It is stopping; come back in a moment. */
  GOING_AWAY: 1_001,
  /** The token is missing, not good, or good no longer. */
  TOKEN_INVALID: 4_001,
  /** More waits to be read than is allowed. */
  SLOW_CONSUMER: 4_008,
  /** More messages came than is allowed. */
  TOO_MANY_MESSAGES: 4_029,
} as const;
export type CloseName = keyof typeof CLOSE_CODES;

/**
 * Channels of source S1 between processes. Live data is told under these names inside a process,
 * too; an event is S1's market, a market its outcome. See docs/reference/live.md.
 */
export const PM_CHANNELS = {
  /** Null: of all events. */
  trades: (event: EventId | null) => `channel:pm:trades:${eventName(event)}`,
  /** Null for `event`: of all events; `book` null: all books of the event. */
  orderbook: (
    event: EventId | null,
    book: { readonly market: MarketId; readonly outcome: Outcome } | null,
  ) =>
    `channel:pm:orderbook:${eventName(event)}` +
    (book === null ? "" : `:${formatId("mkt", book.market)}:${book.outcome}`),
  prob: (event: EventId) => `channel:pm:prob:${eventName(event)}`,
  /** S1's address is our owner. */
  shares: (owner: OwnerId) => `channel:pm:shares:${formatOwner(owner)}`,
} as const;

/** Channels of source S3 between processes. */
export const CHANNELS = {
  ORDERBOOK: "orderbook",
  TRADES: "trades",
  MARKETS: "markets",
} as const;
export type ChannelName = (typeof CHANNELS)[keyof typeof CHANNELS];

/** Rooms of source S3. */
export const ROOMS = {
  market: (market: MarketId) => `m:${formatId("mkt", market)}`,
  outcome: (market: MarketId, outcome: Outcome) =>
    `m:${formatId("mkt", market)}:${outcome === "yes" ? "YES" : "NO"}`,
  user: (owner: OwnerId) => `u:${formatOwner(owner)}`,
} as const;

function eventName(event: EventId | null): string {
  return event === null ? "*" : formatId("evt", event);
}
