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

/** What one command changed, channel by channel. */
export interface LiveEntry {
  readonly sequence: number;
  readonly books: readonly BookUpdate[];
  readonly trades: readonly TradesUpdate[];
  readonly orders: readonly OrdersUpdate[];
}

/**
 * The last `RESUME_WINDOW` commands as the channels tell them. Each channel's
 * updates are linked by `previous` from the first event ever, so the links are
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

  /** Of the last command with trades in a market; 0: there was none. */
  lastTrade(market: MarketId): number {
    return this.#lastTrade.get(market) ?? 0;
  }

  /** Of the last command that changed an account's orders; 0: there was none. */
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
    const { sequence, books } = changes;
    const trades = this.#tradesOf(changes);
    const orders = this.#ordersOf(changes);
    const entry: LiveEntry = { sequence, books, trades, orders };
    if (books.length + trades.length + orders.length > 0) this.#entries.push(entry);
    // Dropped in lumps, so that a command does not shift the whole list.
    if (this.#entries.length >= 2 * this.#window) {
      this.#completeAfter = this.#entries.at(-this.#window - 1)?.sequence ?? 0;
      this.#entries = this.#entries.slice(-this.#window);
    }
    return entry;
  }

  #tradesOf({ sequence, trades }: MarketDataChanges): readonly TradesUpdate[] {
    if (trades.length === 0) return NONE;
    return Array.from(
      groupBy(trades, (trade) => trade.market),
      ([market, own]) => {
        const previous = this.lastTrade(market);
        this.#lastTrade.set(market, sequence);
        return { market, sequence, previous, trades: own };
      },
    );
  }

  #ordersOf({ sequence, orders, fills }: MarketDataChanges): readonly OrdersUpdate[] {
    if (orders.length === 0) return NONE;
    const fillsOf = new Map(groupBy(fills, (fill) => fill.account));
    return Array.from(
      groupBy(orders, (order) => order.account),
      ([account, own]) => {
        const previous = this.lastOrder(account);
        this.#lastOrder.set(account, sequence);
        return { account, sequence, previous, orders: own, fills: fillsOf.get(account) ?? NONE };
      },
    );
  }
}

const NONE: readonly never[] = [];

function groupBy<T, Key>(
  items: readonly T[],
  keyOf: (item: T) => Key,
): Iterable<readonly [Key, readonly T[]]> {
  const [first] = items;
  if (first === undefined) return NONE;
  // By far most commands touch one market, and one account or two.
  if (items.length === 1) return [[keyOf(first), items]];
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
