/**
 * Source S4's two sockets: `/depth` for everybody, `/user` for who says a token first. One JSON
 * object a message.
 */
import { z } from "zod";
import { ErrorAnswer } from "./envelope.ts";
import {
  idField,
  idText,
  outcomeField,
  priceText,
  quantityText,
  sequenceNumber,
} from "./fields.ts";
import { LiveBalance, LivePosition } from "./live-bodies.ts";
import { Fill, Order } from "./orders.ts";

const market = { market_id: idField("mkt"), outcome: outcomeField.default("yes") };

/** What a client of `/depth` says. */
export const DepthRequest = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("subscribe"), ...market }),
    z.strictObject({ type: z.literal("unsubscribe"), ...market }),
    z.strictObject({ type: z.literal("ping") }),
  ])
  .meta({ id: "DepthRequest" });
export type DepthRequest = z.output<typeof DepthRequest>;

const levels = z.array(z.tuple([priceText, quantityText]));
const timestamp = z.int().meta({ description: "Milliseconds since 1970." });
const updateId = z.int().nonnegative();
const book = {
  event_id: idText,
  market_id: idText,
  outcome: outcomeField,
  /** Counts the changes of the market's book from 1, without gaps. */
  update_id: updateId,
  seq: sequenceNumber,
  bids: levels,
  asks: levels,
  timestamp,
};
const error = z.object({ type: z.literal("error"), error: ErrorAnswer.shape.error });
const pong = z.object({ type: z.literal("pong"), seq: sequenceNumber, timestamp });
const heartbeat = z.object({ type: z.literal("heartbeat"), seq: sequenceNumber, timestamp });

/**
 * `snapshot` is the whole book. `update` has each changed level as it is now ("0": gone) and
 * stands for the changes `first_update_id` to `update_id`: the first is one more than the last you
 * know, or something is missing.
 */
export const DepthMessage = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("snapshot"), ...book }),
    z.object({ type: z.literal("update"), first_update_id: updateId, ...book }),
    z.object({
      type: z.literal("unsubscribed"),
      market_id: idText,
      outcome: outcomeField,
    }),
    pong,
    heartbeat,
    error,
  ])
  .meta({ id: "DepthMessage" });
export type DepthMessage = z.output<typeof DepthMessage>;

/** What a client of `/user` says; `auth` comes first, and again to go on with a fresh token. */
export const UserRequest = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("auth"), token: z.string().max(4_096) }),
    z.strictObject({ type: z.literal("ping") }),
  ])
  .meta({ id: "UserRequest" });
export type UserRequest = z.output<typeof UserRequest>;

const at = { account_id: idText, seq: sequenceNumber, timestamp };

/**
 * `snapshot` is one account of yours, whole. Then `open_order_change` has the order as it is now, its
 * fills of this command, and the market's depth `update_id`; `position_change` and
 * `balance_change` what is held now.
 */
export const UserMessage = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("authenticated"), owner_id: idText, expires_at: z.string() }),
    z.object({
      type: z.literal("snapshot"),
      ...at,
      orders: z.array(Order),
      positions: z.array(LivePosition),
      balances: z.array(LiveBalance),
    }),
    z.object({
      type: z.literal("open_order_change"),
      ...at,
      event: z.enum(["OrderSubmitted", "OrderTraded", "OrderUpdated", "OrderCancelled"]),
      update_id: updateId,
      order: Order,
      fills: z.array(Fill),
    }),
    z.object({
      type: z.literal("order_rejected"),
      ...at,
      event: z.literal("OrderRejected"),
      client_order_id: z.string().nullable(),
      error: ErrorAnswer.shape.error,
    }),
    z.object({ type: z.literal("position_change"), ...at, positions: z.array(LivePosition) }),
    z.object({ type: z.literal("balance_change"), ...at, balances: z.array(LiveBalance) }),
    pong,
    heartbeat,
    error,
  ])
  .meta({ id: "UserMessage" });
export type UserMessage = z.output<typeof UserMessage>;
