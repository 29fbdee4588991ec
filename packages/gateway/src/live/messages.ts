/** What the channels say, from what a command changed. */
import { complement } from "@probity/core";
import type { AccountId, Outcome } from "@probity/core";
import type { LevelChange } from "@probity/market-data";
import {
  bookJson,
  fillJson,
  formatChannel,
  formatTime,
  levelJson,
  tradeJson,
} from "@probity/protocol";
import type { Channel, ServerMessage } from "@probity/protocol";
import { orderJson } from "../order-json.ts";
import type { ReadSide } from "../read-side.ts";
import type { ChannelLog, LiveEntry } from "./channel-log.ts";

/** Trades in a snapshot. */
const SNAPSHOT_TRADES = 50;
/** Levels a side in a snapshot: a whole book. */
const SNAPSHOT_LEVELS = 10_000;

/** A channel whose account is known. */
export type OpenChannel = Exclude<Channel, { kind: "orders" }> | OrdersChannel;
export interface OrdersChannel {
  readonly kind: "orders";
  readonly account: AccountId;
}

/** The messages of one command, each with the channel it goes to. */
export function messagesOf(
  entry: LiveEntry,
): { channel: OpenChannel; make: () => ServerMessage }[] {
  const outcomes: readonly Outcome[] = ["yes", "no"];
  return [
    ...entry.books.flatMap((book) =>
      outcomes.map((outcome) => {
        const channel = { kind: "book", market: book.update.market, outcome } as const;
        return { channel, make: () => bookMessage(channel, book, entry.time) };
      }),
    ),
    ...entry.trades.map(({ market, previous, trades }) => {
      const channel = { kind: "trades", market } as const;
      const make = () => ({
        type: "trades" as const,
        ...placeOf(channel, entry.sequence, previous),
        trades: trades.map(tradeJson),
      });
      return { channel, make };
    }),
    ...entry.orders.map(({ account, previous, orders, fills }) => {
      const channel = { kind: "orders", account } as const;
      const make = () => ({
        type: "orders" as const,
        ...placeOf(channel, entry.sequence, previous),
        orders: orders.map(orderJson),
        fills: fills.map(fillJson),
      });
      return { channel, make };
    }),
  ];
}

/** What stands in `subscribed` and `resync`; null for a market that does not exist. */
export function snapshotOf(channel: OpenChannel, readSide: ReadSide, log: ChannelLog) {
  const { data } = readSide;
  switch (channel.kind) {
    case "book": {
      const { market, outcome } = channel;
      const book = data.depth.book(market);
      if (book === null) return null;
      const view = book.view(outcome, SNAPSHOT_LEVELS);
      const place = placeOf(channel, book.sequence, book.sequence);
      return { ...place, book: bookJson(market, outcome, view, book) };
    }
    case "trades": {
      if (data.depth.book(channel.market) === null) return null;
      const last = log.lastTrade(channel.market);
      const trades = data.tape.trades(channel.market, SNAPSHOT_TRADES).map(tradeJson);
      return { ...placeOf(channel, last, last), trades };
    }
    case "orders": {
      const last = log.lastOrder(channel.account);
      const orders = data.ownOrders.open(channel.account).map(orderJson);
      return { ...placeOf(channel, last, last), orders };
    }
    default:
      return channel satisfies never;
  }
}

function bookMessage(
  channel: Extract<OpenChannel, { kind: "book" }>,
  { update, checksum }: LiveEntry["books"][number],
  time: number,
): ServerMessage {
  const changes = update.changes.map((change) => levelChange(change, channel.outcome));
  const place = placeOf(channel, update.sequence, update.previous);
  return { type: "book", ...place, time: formatTime(time), changes, checksum };
}

/** In NO terms a bid is an ask at the other price. */
function levelChange(change: LevelChange, outcome: Outcome) {
  if (outcome === "yes") return { side: change.side, ...levelJson(change) };
  const side = change.side === "bid" ? ("ask" as const) : ("bid" as const);
  return { side, ...levelJson({ price: complement(change.price), quantity: change.quantity }) };
}

function placeOf(channel: OpenChannel, seq: number, previous: number) {
  return { channel: formatChannel(channel), seq, prev_seq: previous };
}
