import type { MarketId, Outcome, Price } from "@probity/core";
import type { Level, MarketData } from "@probity/market-data";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { ChainMarket } from "../ports.ts";
import { bookText } from "./book-text.ts";
import type { BookLevel, BookText } from "./book-text.ts";
import type { Parameters } from "./parameters.ts";
import { lastPrice, lastPriceText } from "./token-prices.ts";

/** Characters of books that are kept. */
const KEPT_MOST = 64 << 20;

/** What a book's text is made of; a text is good as long as none of it has changed. */
interface Made {
  readonly updates: number;
  readonly trades: number;
  readonly tickSize: Price;
  readonly minQuantity: number;
  readonly book: BookText;
}

/**
 * The books of tokens as text. A text is made when somebody wants it and kept until its book
 * changes, so that many readers cost little; the least recently wanted are forgotten first.
 */
export class TokenBooks {
  readonly #data: MarketData;
  readonly #parameters: Parameters;
  readonly #made = new Map<string, Made>();
  #kept = 0;

  constructor(data: MarketData, parameters: Parameters) {
    this.#data = data;
    this.#parameters = parameters;
  }

  /** Null for a market that has no book, or whose parameters were not loaded. */
  of(chain: ChainMarket, outcome: Outcome): BookText | null {
    const data = this.#data;
    const { market } = chain;
    const token = tokenOf(chain, outcome);
    const book = data.depth.book(market);
    const status = data.statuses.status(market);
    const parameters = this.#parameters.of(market);
    if (book === null || status === null || parameters === null) return null;
    const { updates } = book;
    const { tickSize } = status;
    const { minQuantity } = parameters;
    const { trades } = data.tickers.ticker(market);
    const known = this.#made.get(token);
    if (
      known?.updates === updates &&
      known.trades === trades &&
      known.tickSize === tickSize &&
      known.minQuantity === minQuantity
    ) {
      // Wanted again, so it is the last to be forgotten.
      this.#made.delete(token);
      this.#made.set(token, known);
      return known.book;
    }
    const { bids, asks } = book.view(outcome);
    const made = bookText({
      market: chain.conditionId,
      asset_id: token,
      timestamp: String(bookTime(data, market)),
      bids: bestLast(bids),
      asks: bestLast(asks),
      min_order_size: formatQuantity(minQuantity),
      tick_size: formatPrice(tickSize),
      neg_risk: chain.isNegRisk,
      last_trade_price: lastPriceText(lastPrice(data, market, outcome)),
    });
    this.#keep(token, { updates, trades, tickSize, minQuantity, book: made });
    return made;
  }

  #keep(token: string, made: Made): void {
    this.#kept -= this.#made.get(token)?.book.text.length ?? 0;
    this.#made.delete(token);
    this.#made.set(token, made);
    this.#kept += made.book.text.length;
    for (const [oldest, { book }] of this.#made) {
      if (this.#kept <= KEPT_MOST) break;
      this.#made.delete(oldest);
      this.#kept -= book.text.length;
    }
  }
}

export function tokenOf({ tokens }: ChainMarket, outcome: Outcome): string {
  return tokens[outcome === "yes" ? 0 : 1];
}

/** When the market's book changed last, ms. A trade counts, though it may leave all levels as they were. */
export function bookTime(data: MarketData, market: MarketId): number {
  return Math.max(
    data.depth.book(market)?.time ?? 0,
    data.tickers.ticker(market).lastTime ?? 0,
    data.catalogue.market(market)?.createdAt ?? 0,
  );
}

/** Clients walk a side from its end, so the best level is the last. */
function bestLast(levels: readonly Level[]): BookLevel[] {
  return levels.toReversed().map(({ price, quantity }) => {
    return { price: formatPrice(price), size: formatQuantity(quantity) };
  });
}
