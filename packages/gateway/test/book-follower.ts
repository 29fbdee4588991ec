/** A follower of the live socket, for tests. */
import assert from "node:assert/strict";
import type { MarketId } from "@probity/core";
import { MarketBook } from "@probity/market-data";
import type { LevelChange } from "@probity/market-data";
import { parseId, parsePrice, parseQuantity } from "@probity/protocol";
import type { Book, ServerMessage } from "@probity/protocol";

/** A follower of a book and its trades that takes nothing on trust. */
export class BookFollower {
  readonly trades: string[] = [];
  messages = 0;
  private readonly book: MarketBook;
  private tradesSeen: number | null = null;

  constructor(market: string) {
    this.book = new MarketBook(parseId("mkt", market) as MarketId);
  }

  get sequence(): number {
    return this.book.sequence;
  }

  /** To be compared. */
  get view(): string {
    return JSON.stringify(this.book.view("yes"));
  }

  take(message: ServerMessage): void {
    switch (message.type) {
      case "subscribed":
      case "resync":
        if (message.book !== undefined) this.begin(message.book, message.seq);
        else this.tradesSeen = message.seq;
        break;
      case "book": {
        this.messages++;
        const result = this.book.apply({
          market: this.book.market,
          sequence: message.seq,
          previous: message.prev_seq,
          time: Date.parse(message.time),
          changes: message.changes.map(({ side, price, quantity }): LevelChange => ({
            side,
            price: parsePrice(price),
            quantity: parseQuantity(quantity),
          })),
        });
        assert.equal(result, "applied");
        assert.equal(this.book.checksum, message.checksum);
        break;
      }
      case "trades":
        assert.equal(message.prev_seq, this.tradesSeen);
        this.tradesSeen = message.seq;
        this.trades.push(...message.trades.map(({ trade_id }) => trade_id));
        break;
      default:
        break;
    }
  }

  private begin(shown: Book, sequence: number): void {
    const levels = (side: Book["bids"]) =>
      side.map(({ price, quantity }) => ({
        price: parsePrice(price),
        quantity: parseQuantity(quantity),
      }));
    this.book.reset({ bids: levels(shown.bids), asks: levels(shown.asks), sequence });
    assert.equal(this.book.checksum, shown.checksum);
  }
}
