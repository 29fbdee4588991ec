/** What the channels of source S1 say: of an event, or of all; its market is our event. */
import type { EventId, MarketId, Outcome } from "@probity/core";
import type { MarketData, Trade } from "@probity/market-data";
import {
  dialectNames,
  formatId,
  marketOrderbookJson,
  marketTradeJson,
  marketUpdateJson,
} from "@probity/protocol";
import type { MarketOrderbook, MarketUpdate, PmChannel } from "@probity/protocol";
import { linkOf, tradesUpdates } from "./channel-log.ts";
import type { ChannelLog, LiveEntry } from "./channel-log.ts";
import type { ChannelLinks } from "./channel-links.ts";
import { volume24h, shownPrice } from "./market-prices.ts";
import { placeOf } from "./messages.ts";
import type { Continuation } from "./messages.ts";

/** Levels a side of a book that is told as a whole. */
export const WHOLE_BOOK_LEVELS = 50;
/** Trades in a snapshot. */
const SNAPSHOT_TRADES = 50;

/** The event's markets in its order; of all events for null. */
export function marketsOf(data: MarketData, event: EventId | null): readonly MarketId[] {
  if (event === null) return Array.from(data.catalogue.markets(), ({ market }) => market);
  return data.catalogue.event(event)?.markets ?? [];
}

/** A book as a whole, the best `WHOLE_BOOK_LEVELS` a side. */
export function wholeBook(
  data: MarketData,
  event: EventId,
  market: MarketId,
  outcome: Outcome,
  time: number,
): MarketOrderbook {
  const view = data.depth.book(market)?.view(outcome, WHOLE_BOOK_LEVELS);
  return marketOrderbookJson(event, market, outcome, view ?? { bids: [], asks: [] }, time);
}

export function marketUpdate(
  data: MarketData,
  event: EventId,
  market: MarketId,
  time: number,
): MarketUpdate {
  const status = data.statuses.status(market);
  const named = status === null ? "draft" : dialectNames(status).s1;
  const price = shownPrice(data, market);
  return marketUpdateJson(event, named, price, volume24h(data, market, time), time);
}

/** Of the last command that the channel told of, or would have. */
export function lastOf(channel: PmChannel, data: MarketData, links: ChannelLinks): number {
  let last = 0;
  for (const market of marketsOf(data, channel.event)) {
    last = Math.max(last, lastOfMarket(channel, market, data, links));
  }
  return last;
}

/**
 * What stands in `subscribed` and `resync`; null for an event that does not exist, or a book that is
 * not of it. The channels of all events begin with nothing.
 */
export function eventSnapshot(channel: PmChannel, data: MarketData, links: ChannelLinks) {
  const { event } = channel;
  const last = lastOf(channel, data, links);
  const place = placeOf(channel, last, last);
  if (event === null) return place;
  if (data.catalogue.event(event) === null) return null;
  const markets = marketsOf(data, event);
  switch (channel.kind) {
    case "pm-trades": {
      const trades = markets.flatMap((market) => data.tape.trades(market, SNAPSHOT_TRADES));
      trades.sort((a, b) => b.sequence - a.sequence || b.match - a.match);
      const newest = trades.slice(0, SNAPSHOT_TRADES);
      return { ...place, market_trades: newest.map((trade) => marketTradeJson(event, trade)) };
    }
    case "pm-orderbook": {
      const { book } = channel;
      if (book !== null && !markets.includes(book.market)) return null;
      const books =
        book === null
          ? markets.flatMap((market) => OUTCOMES.map((outcome) => ({ market, outcome })))
          : [book];
      const orderbooks = books.map(({ market, outcome }) =>
        wholeBook(data, event, market, outcome, Date.now()),
      );
      return { ...place, orderbooks };
    }
    case "pm-market": {
      const now = Date.now();
      const updates = markets.map((market) => ({
        outcome_id: formatId("mkt", market),
        data: marketUpdate(data, event, market, now),
      }));
      return { ...place, market_updates: updates };
    }
    default:
      return channel satisfies never;
  }
}

/** The trades of an event, or of all, after a sequence that the log reaches; null for what can only begin anew. */
export function missedTrades(
  channel: PmChannel,
  after: number,
  log: ChannelLog,
  data: MarketData,
  links: ChannelLinks,
): Continuation[] | null {
  if (channel.kind !== "pm-trades") return null;
  const { event } = channel;
  const markets = new Set(marketsOf(data, event));
  // What the event's markets traded last before what was missed.
  const before = new Map(Array.from(markets, (market) => [market, links.lastTrade(market)]));
  const seen = new Set<MarketId>();
  const trades: Trade[] = [];
  const entries = event === null ? log.since(after) : entriesOf(markets, after, log, links);
  for (const entry of entries) {
    for (const update of tradesUpdates(entry)) {
      if (!markets.has(update.market)) continue;
      if (!seen.has(update.market)) before.set(update.market, update.previous);
      seen.add(update.market);
      trades.push(...update.trades);
    }
  }
  let previous = 0;
  for (const sequence of before.values()) previous = Math.max(previous, sequence);
  return trades.map((trade) => {
    const place = placeOf(channel, trade.sequence, previous);
    previous = trade.sequence;
    const own = event ?? eventOf(data, trade.market);
    return { type: "market_trade", ...place, data: marketTradeJson(own, trade) };
  });
}

/** Commands with trades in any of the markets, in their order. */
function entriesOf(
  markets: Iterable<MarketId>,
  after: number,
  log: ChannelLog,
  links: ChannelLinks,
): LiveEntry[] {
  const entries = new Set<LiveEntry>();
  for (const market of markets) {
    const own = log.linked(after, links.lastTrade(market), ({ trades }) => linkOf(trades, market));
    for (const entry of own) entries.add(entry);
  }
  return [...entries].sort((a, b) => a.changes.sequence - b.changes.sequence);
}

/** Of a market that was created. */
export function eventOf(data: MarketData, market: MarketId): EventId {
  const event = data.catalogue.market(market)?.event;
  if (event === undefined) throw new Error("a market without an event");
  return event;
}

export const OUTCOMES = ["yes", "no"] as const;

function lastOfMarket(
  channel: PmChannel,
  market: MarketId,
  data: MarketData,
  links: ChannelLinks,
): number {
  switch (channel.kind) {
    case "pm-trades":
      return links.lastTrade(market);
    case "pm-orderbook":
      if (channel.book !== null && channel.book.market !== market) return 0;
      return data.depth.book(market)?.sequence ?? 0;
    case "pm-market":
      return Math.max(links.lastTrade(market), data.statuses.status(market)?.sequence ?? 0);
    default:
      return channel satisfies never;
  }
}
