import type { AccountId, MarketId } from "@probity/core";
import type {
  BookUpdate,
  MarketData,
  MarketDataChanges,
  OwnFill,
  OwnOrder,
  Trade,
} from "@probity/market-data";

/** Commands whose changes are kept for those who resume. */
export const RESUME_WINDOW = 10_000;

/** What one command changed, channel by channel, with the sequence of each channel's message before. */
export interface LiveEntry {
  readonly sequence: number;
  readonly time: number;
  readonly books: readonly { readonly update: BookUpdate; readonly checksum: number }[];
  readonly trades: readonly {
    readonly market: MarketId;
    readonly previous: number;
    readonly trades: readonly Trade[];
  }[];
  readonly orders: readonly {
    readonly account: AccountId;
    readonly previous: number;
    readonly orders: readonly OwnOrder[];
    readonly fills: readonly OwnFill[];
  }[];
}

/**
 * The last `RESUME_WINDOW` commands as the channels tell them. Each channel's
 * messages are linked by `previous` from the first event ever, so the links are
 * the same whenever the process was started.
 */
export class ChannelLog {
  readonly #data: MarketData;
  readonly #window: number;
  readonly #lastTrade = new Map<MarketId, number>();
  readonly #lastOrder = new Map<AccountId, number>();
  #entries: LiveEntry[] = [];
  /** Everything after this sequence is here. */
  #completeAfter = 0;

  constructor(data: MarketData, window = RESUME_WINDOW) {
    this.#data = data;
    this.#window = window;
  }

  /** Of the last message of a market's trades; 0: there was none. */
  lastTrade(market: MarketId): number {
    return this.#lastTrade.get(market) ?? 0;
  }

  /** Of the last message of an account's orders; 0: there was none. */
  lastOrder(account: AccountId): number {
    return this.#lastOrder.get(account) ?? 0;
  }

  /** What came after `sequence`; null when some of it is forgotten, or it lies in the future. */
  since(sequence: number): readonly LiveEntry[] | null {
    if (sequence < this.#completeAfter || sequence > this.#data.sequence) return null;
    return this.#entries.filter((entry) => entry.sequence > sequence);
  }

  /** Keeps the links of a command that nobody will ask for: one of long ago. */
  pass(changes: MarketDataChanges): void {
    this.#tradesOf(changes);
    this.#ordersOf(changes);
    this.#completeAfter = changes.sequence;
  }

  /** Takes in what a command changed, which `data` has folded in just now. */
  add(changes: MarketDataChanges): LiveEntry {
    const entry: LiveEntry = {
      sequence: changes.sequence,
      time: changes.time,
      books: changes.books.map((update) => ({
        update,
        checksum: this.#data.depth.book(update.market)?.checksum ?? 0,
      })),
      trades: this.#tradesOf(changes),
      orders: this.#ordersOf(changes),
    };
    if (entry.books.length + entry.trades.length + entry.orders.length > 0) {
      this.#entries.push(entry);
    }
    // Dropped in lumps, so that a command does not shift the whole list.
    if (this.#entries.length >= 2 * this.#window) {
      this.#completeAfter = this.#entries.at(-this.#window - 1)?.sequence ?? 0;
      this.#entries = this.#entries.slice(-this.#window);
    }
    return entry;
  }

  #tradesOf({ sequence, trades }: MarketDataChanges): LiveEntry["trades"] {
    return [...groupBy(trades, (trade) => trade.market)].map(([market, own]) => {
      const previous = this.lastTrade(market);
      this.#lastTrade.set(market, sequence);
      return { market, previous, trades: own };
    });
  }

  #ordersOf({ sequence, orders, fills }: MarketDataChanges): LiveEntry["orders"] {
    const fillsOf = groupBy(fills, (fill) => fill.account);
    return [...groupBy(orders, (order) => order.account)].map(([account, own]) => {
      const previous = this.lastOrder(account);
      this.#lastOrder.set(account, sequence);
      return { account, previous, orders: own, fills: fillsOf.get(account) ?? [] };
    });
  }
}

function groupBy<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
