/** The live socket `/ws`: what clients say, what the venue says. One JSON object a message. */
import type { AccountId, MarketId, Outcome } from "@probity/core";
import { z } from "zod";
import { Book, Level, Trade } from "./books.ts";
import { ErrorAnswer } from "./envelope.ts";
import { idText, sequenceNumber, timeText } from "./fields.ts";
import { formatId, parseId } from "./ids.ts";
import {
  CancelOrdersRequest,
  Fill,
  Order,
  PlaceOrderRequest,
  PlaceOrdersRequest,
} from "./orders.ts";

/** Channels one message may name. */
export const CHANNELS_PER_MESSAGE = 200;

/** `book:<market>:yes|no`, `trades:<market>`, `orders` (your first account), `orders:<account>`. */
export type Channel =
  | { readonly kind: "book"; readonly market: MarketId; readonly outcome: Outcome }
  | { readonly kind: "trades"; readonly market: MarketId }
  | { readonly kind: "orders"; readonly account: AccountId | null };

export function parseChannel(name: string): Channel | null {
  const [kind, id, outcome, ...rest] = name.split(":");
  if (rest.length > 0) return null;
  if (kind === "orders" && outcome === undefined) {
    if (id === undefined) return { kind, account: null };
    const account = parseId("acc", id);
    return account === null ? null : { kind, account };
  }
  const market = parseId("mkt", id ?? "");
  if (market === null) return null;
  if (kind === "trades" && outcome === undefined) return { kind, market };
  if (kind === "book" && (outcome === "yes" || outcome === "no")) return { kind, market, outcome };
  return null;
}

/** The one text of a channel. */
export function formatChannel(channel: Channel): string {
  switch (channel.kind) {
    case "book":
      return `book:${formatId("mkt", channel.market)}:${channel.outcome}`;
    case "trades":
      return `trades:${formatId("mkt", channel.market)}`;
    case "orders":
      return channel.account === null ? "orders" : `orders:${formatId("acc", channel.account)}`;
    default:
      return channel satisfies never;
  }
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
      /** An access token; needed once a connection for `orders`. */
      token: token.optional(),
      /** Send what came after this sequence instead of a snapshot, if it is still at hand. */
      resume_from: sequenceNumber.optional(),
    }),
    z.strictObject({ op: z.literal("unsubscribe"), id, channels }),
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
};

/**
 * `book` changes come as levels, `orders` as each order is now with the fills of this command.
 * In `pong`, everything up to `seq` has been said on your channels.
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
