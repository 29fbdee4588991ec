import type { AccountId, MarketId } from "@probity/core";
import type { MarketData, MarketDataChanges, OwnFill, OwnOrder, Trade } from "@probity/market-data";
import type { CommandLinks } from "./channel-links.ts";

/** Commands whose changes are kept for those who resume. */
export const RESUME_WINDOW = 10_000;

/** Trades of one market in one command, with the sequence of the market's trades before. */
export interface TradesUpdate {
  readonly market: MarketId;
  readonly sequence: number;
  readonly previous: number;
  readonly trades: readonly Trade[];
}

/** What one command did to the orders of one account, with the sequence of the command before that did. */
export interface OrdersUpdate {
  readonly account: AccountId;
  readonly sequence: number;
  readonly previous: number;
  readonly orders: readonly OwnOrder[];
  readonly fills: readonly OwnFill[];
}

/**
 * What one command changed, and for each market with trades and each account with orders the link
 * to the command before. Kept lean because there is one for every command, and nearly none is ever
 * asked for.
 */
export interface LiveEntry extends CommandLinks {
  readonly changes: MarketDataChanges;
}

/** The command before among these links of an id; null when there is none of it. */
export function linkOf<Id extends number>(links: readonly number[], id: Id): number | null {
  for (let at = 0; at < links.length; at += 2) {
    if (links[at] === id) return links[at + 1] as number;
  }
  return null;
}

/** The trades of each market. */
export function* tradesUpdates(entry: LiveEntry): Generator<TradesUpdate> {
  const { sequence, trades } = entry.changes;
  for (let at = 0; at < entry.trades.length; at += 2) {
    const market = entry.trades[at] as MarketId;
    const previous = entry.trades[at + 1] as number;
    const own = trades.filter((trade) => trade.market === market);
    yield { market, sequence, previous, trades: own };
  }
}

/** The orders of one account, null when the command did not touch them. */
export function ordersUpdate(entry: LiveEntry, account: AccountId): OrdersUpdate | null {
  const previous = linkOf(entry.orders, account);
  if (previous === null) return null;
  const { sequence, orders, fills } = entry.changes;
  return {
    account,
    sequence,
    previous,
    orders: orders.filter((order) => order.account === account),
    fills: fills.filter((fill) => fill.account === account),
  };
}

/** The last `RESUME_WINDOW` commands as the channels tell them. */
export class ChannelLog {
  readonly #data: MarketData;
  readonly #window: number;
  #entries: LiveEntry[] = [];
  /** Everything after this sequence is here. */
  #completeAfter: number;

  constructor(data: MarketData, window = RESUME_WINDOW) {
    this.#data = data;
    this.#window = window;
    this.#completeAfter = data.sequence;
  }

  /** Whether all that came after `sequence` is here: nothing of it is forgotten, and it is not in the future. */
  reaches(sequence: number): boolean {
    return sequence >= this.#completeAfter && sequence <= this.#data.sequence;
  }

  /** Everything after `sequence`, as far as it is here. */
  since(sequence: number): readonly LiveEntry[] {
    return this.#entries.slice(this.#placeAfter(sequence));
  }

  /**
   * What one channel said after `sequence`, oldest first. Found along its links, so what all others
   * said costs nothing: whoever resumes asks this of each of a thousand channels.
   *
   * @param last command the channel spoke of.
   * @param previousIn the command before an entry's; null when the entry says nothing of the channel's.
   */
  linked(
    sequence: number,
    last: number,
    previousIn: (entry: LiveEntry) => number | null,
  ): LiveEntry[] {
    const found: LiveEntry[] = [];
    for (let at: number | null = last; at !== null && at > sequence;) {
      const entry: LiveEntry | undefined = this.#entries[this.#placeAfter(at) - 1];
      if (entry?.changes.sequence !== at) break;
      at = previousIn(entry);
      if (at !== null) found.push(entry);
    }
    return found.reverse();
  }

  /** Passes over a command that nobody will ask for: one of long ago. */
  pass(changes: MarketDataChanges): void {
    this.#completeAfter = changes.sequence;
  }

  /** Takes in what a command changed, which `data` has folded in just now. */
  add(changes: MarketDataChanges, links: CommandLinks): LiveEntry {
    const entry = { changes, trades: links.trades, orders: links.orders };
    // Fills come with an order of theirs.
    if (changes.books.length + changes.trades.length + changes.orders.length > 0) {
      this.#entries.push(entry);
    }
    // Dropped in lumps, so that a command does not shift the whole list.
    if (this.#entries.length >= 2 * this.#window) {
      this.#completeAfter = this.#entries.at(-this.#window - 1)?.changes.sequence ?? 0;
      this.#entries = this.#entries.slice(-this.#window);
    }
    return entry;
  }

  /** Of the first entry after `sequence`. */
  #placeAfter(sequence: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle] as LiveEntry).changes.sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
