/** The live socket `/ws`: what clients say, what the venue says. One JSON object a message. */
import type { AccountId, EventId, MarketId, Outcome } from "@probity/core";
import { z } from "zod";
import { Book, Level, Trade } from "./books.ts";
import { ErrorAnswer } from "./envelope.ts";
import { idText, sequenceNumber, timeText } from "./fields.ts";
import { formatId, parseId } from "./ids.ts";
import {
  LiveBalance,
  LivePosition,
  MarketNow,
  MarketOrderbook,
  MarketTrade,
  MarketUpdate,
  ShareUpdate,
} from "./live-bodies.ts";
import {
  CancelOrdersRequest,
  Fill,
  Order,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  accountChoice,
} from "./orders.ts";

/** Channels one message may name. */
export const CHANNELS_PER_MESSAGE = 200;

/** What may be followed of an account: its name is the channel's. */
const ACCOUNT_KINDS = ["orders", "balances", "positions", "shares"] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/**
 * A channel that is named by a market speaks natively: `book:<market>:yes|no`, `trades:<market>`,
 * `market:<market>`. One that is named by an event, or by `*` for all events, speaks as source S1,
 * whose market is our event and whose outcome is our market: `trades:<event>|*`,
 * `orderbook:<event>|*`, `orderbook:<event>:<market>:yes|no`, `market:<event>`. Those of an account
 * need a token and mean your first account unless they name one: `orders`, `orders:<account>`,
 * `balances`, `positions`, `shares`.
 */
export type Channel =
  | { readonly kind: "book"; readonly market: MarketId; readonly outcome: Outcome }
  | { readonly kind: "trades"; readonly market: MarketId }
  | { readonly kind: "market"; readonly market: MarketId }
  | PmChannel
  | { readonly kind: AccountKind; readonly account: AccountId | null };

/** A channel of source S1; event null: all events. */
export type PmChannel =
  | { readonly kind: "pm-trades"; readonly event: EventId | null }
  | {
      readonly kind: "pm-orderbook";
      readonly event: EventId | null;
      /** Null: all books of the event. */
      readonly book: { readonly market: MarketId; readonly outcome: Outcome } | null;
    }
  | { readonly kind: "pm-market"; readonly event: EventId };

export function parseChannel(name: string): Channel | null {
  const [kind = "", id, ...rest] = name.split(":");
  if (isAccountKind(kind)) {
    if (rest.length > 0) return null;
    if (id === undefined) return { kind, account: null };
    const account = parseId("acc", id);
    return account === null ? null : { kind, account };
  }
  if (kind === "orderbook") return parseOrderbook(id, rest);
  const market = parseId("mkt", id ?? "");
  if (kind === "book") {
    const [outcome, ...more] = rest;
    if (market === null || more.length > 0 || !isOutcome(outcome)) return null;
    return { kind, market, outcome };
  }
  if (rest.length > 0) return null;
  if (kind !== "trades" && kind !== "market") return null;
  if (market !== null) return { kind, market };
  if (kind === "trades" && id === "*") return { kind: "pm-trades", event: null };
  const event = parseId("evt", id ?? "");
  return event === null ? null : { kind: `pm-${kind}`, event };
}

/** The one text of a channel. */
export function formatChannel(channel: Channel): string {
  switch (channel.kind) {
    case "book":
      return `book:${formatId("mkt", channel.market)}:${channel.outcome}`;
    case "trades":
    case "market":
      return `${channel.kind}:${formatId("mkt", channel.market)}`;
    case "pm-trades":
      return `trades:${eventName(channel.event)}`;
    case "pm-market":
      return `market:${eventName(channel.event)}`;
    case "pm-orderbook": {
      const { event, book } = channel;
      const all = `orderbook:${eventName(event)}`;
      return book === null ? all : `${all}:${formatId("mkt", book.market)}:${book.outcome}`;
    }
    case "orders":
    case "balances":
    case "positions":
    case "shares":
      return channel.account === null
        ? channel.kind
        : `${channel.kind}:${formatId("acc", channel.account)}`;
    default:
      return channel satisfies never;
  }
}

function parseOrderbook(id = "", rest: readonly string[] = []): Channel | null {
  if (id === "*") return rest.length > 0 ? null : { kind: "pm-orderbook", event: null, book: null };
  const event = parseId("evt", id);
  if (event === null) return null;
  if (rest.length === 0) return { kind: "pm-orderbook", event, book: null };
  const [name = "", outcome, ...more] = rest;
  const market = parseId("mkt", name);
  if (market === null || more.length > 0 || !isOutcome(outcome)) return null;
  return { kind: "pm-orderbook", event, book: { market, outcome } };
}

function isAccountKind(kind: string): kind is AccountKind {
  return (ACCOUNT_KINDS as readonly string[]).includes(kind);
}

function isOutcome(text: string | undefined): text is Outcome {
  return text === "yes" || text === "no";
}

function eventName(event: EventId | null): string {
  return event === null ? "*" : formatId("evt", event);
}

const channels = z.array(z.string().max(64)).min(1).max(CHANNELS_PER_MESSAGE);
/** Yours to choose; the answers to the message carry it. */
const id = z.union([z.string().max(64), z.int()]).optional();

const token = z.string().max(4_096);

/** Everything a client says but orders. */
export const ControlMessage = z
  .discriminatedUnion("op", [
    z
      .strictObject({
        op: z.literal("authenticate"),
        id,
        token: token.optional(),
        /** Instead of a token: a key, and its signature as for `GET /ws`. */
        key: z
          .strictObject({
            key_id: z.string().max(64),
            timestamp: z.string().max(16),
            signature: z.string().max(64),
          })
          .optional(),
      })
      .refine((said) => (said.token === undefined) !== (said.key === undefined), {
        message: "either a token or a key is expected",
      }),
    z.strictObject({
      op: z.literal("subscribe"),
      id,
      channels,
      /** An access token; needed once a connection for the channels of an account. */
      token: token.optional(),
      /** Send what came after this sequence instead of a snapshot, if it is still at hand. */
      resume_from: sequenceNumber.optional(),
    }),
    z.strictObject({ op: z.literal("unsubscribe"), id, channels }),
    /** A session that closes, and cancels its orders, when this connection ends; answered by `answer` as `POST /sessions`. */
    z.strictObject({ op: z.literal("session"), id, ...accountChoice }),
    z.strictObject({ op: z.literal("ping"), id }),
  ])
  .meta({ id: "ControlMessage" });
export type ControlMessage = z.output<typeof ControlMessage>;

/**
 * Order entry, for who has said a token on this connection. Each is answered by `answer` with what
 * the route would have answered: `POST /orders`, `/orders/batch` and `/orders/cancel`.
 */
export const OrderMessage = z
  .discriminatedUnion("op", [
    z.strictObject({ op: z.literal("place"), id, order: PlaceOrderRequest }),
    PlaceOrdersRequest.extend({ op: z.literal("batch"), id }),
    CancelOrdersRequest.extend({ op: z.literal("cancel"), id }),
  ])
  .meta({ id: "OrderMessage" });
export type OrderMessageJson = z.input<typeof OrderMessage>;

export type ClientMessageJson = z.input<typeof ControlMessage> | OrderMessageJson;

/** What a level holds now, in the terms of the channel's outcome; quantity "0": the level is gone. */
export const LevelChange = Level.extend({ side: z.enum(["bid", "ask"]) }).meta({
  id: "LevelChange",
});
export type LevelChange = z.output<typeof LevelChange>;

/**
 * `seq` is the machine's sequence of the change, `prev_seq` that of the message
 * of this channel before it (0: there was none): if it is not the last one you
 * saw, something is missing, and you subscribe again. After `subscribed` and
 * `resync` the snapshot replaces whatever you hold; `resumed` keeps it.
 *
 * A message of a book or of trades may stand for several commands: `seq` is that of the
 * last. A reader who falls behind on a book is not sent the changes in between but, once
 * there is room again, a `resync` nobody asked for.
 */
const place = { channel: z.string(), seq: sequenceNumber, prev_seq: sequenceNumber };
const snapshots = {
  book: Book.optional(),
  trades: z.array(Trade).optional().meta({ description: "Newest first." }),
  orders: z.array(Order).optional().meta({ description: "The open ones." }),
  market: MarketNow.optional(),
  balances: z.array(LiveBalance).optional(),
  positions: z.array(LivePosition).optional().meta({ description: "Those with shares." }),
  shares: z.array(ShareUpdate.omit({ event: true })).optional(),
  market_trades: z.array(MarketTrade).optional().meta({ description: "Newest first." }),
  orderbooks: z.array(MarketOrderbook).optional(),
  market_updates: z.array(z.object({ outcome_id: idText, data: MarketUpdate })).optional(),
};

/**
 * `book` changes come as levels, `orders` as each order is now with the fills of this command.
 * In `pong` and in `heartbeat`, which comes by itself, everything up to `seq` has been said on your
 * channels. Balances, positions and shares are told as they are in the end, `orderbook` as a whole.
 */
export const ServerMessage = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("subscribed"), id, ...place, ...snapshots }),
    z.object({ type: z.literal("resync"), id, ...place, ...snapshots }),
    z.object({ type: z.literal("resumed"), id, ...place }),
    z.object({ type: z.literal("unsubscribed"), id, channel: z.string() }),
    z.object({
      type: z.literal("book"),
      ...place,
      time: z.string(),
      changes: z.array(LevelChange),
      checksum: z.int(),
    }),
    z.object({ type: z.literal("trades"), ...place, trades: z.array(Trade) }),
    z.object({
      type: z.literal("orders"),
      ...place,
      orders: z.array(Order),
      fills: z.array(Fill),
    }),
    z.object({ type: z.literal("market"), ...place, market: MarketNow }),
    z.object({ type: z.literal("balances"), ...place, balances: z.array(LiveBalance) }),
    z.object({ type: z.literal("positions"), ...place, positions: z.array(LivePosition) }),
    z.object({ type: z.literal("share_update"), ...place, data: ShareUpdate }),
    z.object({ type: z.literal("market_trade"), ...place, data: MarketTrade }),
    z.object({ type: z.literal("orderbook"), ...place, data: MarketOrderbook }),
    z.object({
      type: z.literal("market_update"),
      ...place,
      outcome_id: idText,
      data: MarketUpdate,
    }),
    z.object({ type: z.literal("heartbeat"), seq: sequenceNumber, time: z.string() }),
    z.object({ type: z.literal("pong"), id, seq: sequenceNumber, time: z.string() }),
    z.object({
      type: z.literal("authenticated"),
      id,
      owner_id: idText,
      expires_at: timeText.nullable(),
    }),
    z.object({ type: z.literal("answer"), id, status: z.int(), body: z.unknown() }),
    z.object({
      type: z.literal("error"),
      id,
      channel: z.string().optional(),
      error: ErrorAnswer.shape.error,
    }),
  ])
  .meta({ id: "ServerMessage" });
export type ServerMessage = z.output<typeof ServerMessage>;
