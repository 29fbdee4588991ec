/** What the native channels say, from what commands changed. */
import { complement } from "@probity/core";
import type { AccountId, Outcome, Price } from "@probity/core";
import type { LevelChange, MarketData } from "@probity/market-data";
import {
  bookJson,
  fillJson,
  formatChannel,
  formatTime,
  levelJson,
  marketNowJson,
  tradeJson,
} from "@probity/protocol";
import type { AccountKind, Channel, PmChannel, ServerMessage } from "@probity/protocol";
import { orderJson } from "../order-json.ts";
import { linkOf, ordersUpdate, tradesUpdates } from "./channel-log.ts";
import type { ChannelLinks } from "./channel-links.ts";
import type { ChannelLog, LiveEntry, OrdersUpdate } from "./channel-log.ts";
import { BookChanges, TradeChanges } from "./market-changes.ts";
import type { StatusChanges } from "./market-changes.ts";
import type { MarketChannel } from "./subscriptions.ts";

/** Trades in a snapshot. */
const SNAPSHOT_TRADES = 50;
/** Levels a side in a snapshot: a whole book. */
const SNAPSHOT_LEVELS = 10_000;

/** A channel whose account is known. */
export type OpenChannel = MarketChannel | PmChannel | OrdersChannel | StateChannel;
export interface OrdersChannel {
  readonly kind: "orders";
  readonly account: AccountId;
}
/** A channel of what an account holds. */
export interface StateChannel {
  readonly kind: Exclude<AccountKind, "orders">;
  readonly account: AccountId;
}
/** A channel that can say what was missed, or begin anew at once. */
type PlainChannel = MarketChannel | OrdersChannel;

/** A message that continues a channel. */
type Message<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;
export type Continuation = Message<"book" | "trades" | "orders" | "market" | "market_trade">;

/** @param checksum of the book after these changes. */
export function bookMessage(
  changes: BookChanges,
  outcome: Outcome,
  checksum: number,
): Message<"book"> {
  const channel = { kind: "book", market: changes.market, outcome } as const;
  return {
    type: "book",
    ...placeOf(channel, changes.sequence, changes.previous),
    time: formatTime(changes.time),
    changes: Array.from(changes.levels, (change) => levelChange(change, outcome)),
    checksum,
  };
}

export function tradesMessage(changes: TradeChanges): Message<"trades"> {
  const channel = { kind: "trades", market: changes.market } as const;
  return {
    type: "trades",
    ...placeOf(channel, changes.sequence, changes.previous),
    trades: changes.trades.map(tradeJson),
  };
}

/** @param probability of YES now, null when there is none yet. */
export function marketMessage(
  { status, previous }: StatusChanges,
  probability: Price | null,
): Message<"market"> {
  const channel = { kind: "market", market: status.market } as const;
  return {
    type: "market",
    ...placeOf(channel, status.sequence, previous),
    market: marketNowJson(status, probability),
  };
}

export function ordersMessage(update: OrdersUpdate): Message<"orders"> {
  const channel = { kind: "orders", account: update.account } as const;
  return {
    type: "orders",
    ...placeOf(channel, update.sequence, update.previous),
    orders: update.orders.map(orderJson),
    fills: update.fills.map(fillJson),
  };
}

/**
 * What a channel said after a sequence that the log reaches, up to now: for a book and for trades one
 * message that stands for all, linked to whatever was seen last before them. Null: it can only begin anew.
 */
export function missedMessages(
  channel: PlainChannel,
  after: number,
  log: ChannelLog,
  data: MarketData,
  links: ChannelLinks,
): Continuation[] | null {
  switch (channel.kind) {
    case "book": {
      const { market, outcome } = channel;
      const book = data.depth.book(market);
      const updateIn = ({ changes }: LiveEntry) =>
        changes.books.find((one) => one.market === market);
      let changes: BookChanges | null = null;
      const entries = log.linked(
        after,
        book?.sequence ?? 0,
        (entry) => updateIn(entry)?.previous ?? null,
      );
      for (const update of entries.map(updateIn)) {
        if (update === undefined) continue;
        if (changes === null) changes = new BookChanges(update);
        else changes.add(update);
      }
      return changes === null ? [] : [bookMessage(changes, outcome, book?.checksum ?? 0)];
    }
    case "trades": {
      const { market } = channel;
      let changes: TradeChanges | null = null;
      const last = links.lastTrade(market);
      for (const entry of log.linked(after, last, ({ trades }) => linkOf(trades, market))) {
        for (const update of tradesUpdates(entry)) {
          if (update.market !== market) continue;
          if (changes === null) changes = new TradeChanges(update);
          else changes.add(update);
        }
      }
      return changes === null ? [] : [tradesMessage(changes)];
    }
    case "orders": {
      const { account } = channel;
      const last = links.lastOrder(account);
      return log
        .linked(after, last, ({ orders }) => linkOf(orders, account))
        .flatMap((entry) => {
          const update = ordersUpdate(entry, account);
          return update === null ? [] : [ordersMessage(update)];
        });
    }
    case "market":
      return null;
    default:
      return channel satisfies never;
  }
}

/** What stands in `subscribed` and `resync`; null for a market that does not exist. */
export function snapshotOf(channel: PlainChannel, data: MarketData, links: ChannelLinks) {
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
      const last = links.lastTrade(channel.market);
      const trades = data.tape.trades(channel.market, SNAPSHOT_TRADES).map(tradeJson);
      return { ...placeOf(channel, last, last), trades };
    }
    case "market": {
      const status = data.statuses.status(channel.market);
      if (status === null) return null;
      const { sequence } = status;
      const probability = data.probabilities.of(channel.market)?.yes ?? null;
      return {
        ...placeOf(channel, sequence, sequence),
        market: marketNowJson(status, probability),
      };
    }
    case "orders": {
      const last = links.lastOrder(channel.account);
      const orders = data.ownOrders.open(channel.account).map(orderJson);
      return { ...placeOf(channel, last, last), orders };
    }
    default:
      return channel satisfies never;
  }
}

/** In NO terms a bid is an ask at the other price. */
function levelChange(change: LevelChange, outcome: Outcome) {
  if (outcome === "yes") return { side: change.side, ...levelJson(change) };
  const side = change.side === "bid" ? ("ask" as const) : ("bid" as const);
  return { side, ...levelJson({ price: complement(change.price), quantity: change.quantity }) };
}

/** Channel and links of a message. */
export function placeOf(channel: Channel, seq: number, previous: number) {
  return { channel: formatChannel(channel), seq, prev_seq: previous };
}
