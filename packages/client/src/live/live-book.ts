import { complement } from "@probity/core";
import type { MarketId, Outcome } from "@probity/core";
import { flip, MarketBook } from "@probity/market-data";
import type { DepthView, Level, LevelChange } from "@probity/market-data";
import { parseId, parsePrice, parseQuantity } from "@probity/protocol";
import type {
  Book,
  ErrorAnswer,
  Level as LevelJson,
  LevelChange as LevelChangeJson,
} from "@probity/protocol";
import type { ChannelHandler, ChannelMessage, LiveConnection, Subscription } from "./connection.ts";

export interface LiveBookEvents {
  /** The book is another one now. */
  readonly onChange?: () => void;
  /** Something was missing or did not add up; the book is asked for anew. */
  readonly onResync?: (why: "gap" | "checksum") => void;
  readonly onRefused?: (error: ErrorAnswer["error"]) => void;
}

type BookMessage = Extract<ChannelMessage, { readonly type: "book" }>;

/**
 * A market's book as the venue shows it now. Put together by the same code that the venue uses,
 * checked with each message against the venue's checksum and the link to the message before; in
 * doubt it is thrown away and asked for anew, so `view` never shows a book that was not there.
 */
export class LiveBook implements ChannelHandler {
  /** Messages of changes whose checksum agreed. */
  verified = 0;
  /** Times the book was thrown away. */
  resyncs = 0;
  private readonly outcome: Outcome;
  private readonly events: LiveBookEvents;
  private readonly book: MarketBook;
  private readonly subscription: Subscription;
  private current = false;

  /** @param outcome in whose terms the venue sends; `view` gives either. */
  constructor(
    live: LiveConnection,
    marketId: string,
    outcome: Outcome = "yes",
    events: LiveBookEvents = {},
  ) {
    this.outcome = outcome;
    this.events = events;
    this.book = new MarketBook(parseId("mkt", marketId) ?? unknownMarket(marketId));
    this.subscription = live.subscribe(`book:${marketId}:${outcome}`, this);
  }

  /** Whether the book is known; it is not before the first message and while it is asked for anew. */
  get isCurrent(): boolean {
    return this.current;
  }

  /** Of the last command that changed the book. */
  get sequence(): number {
    return this.book.sequence;
  }

  get resumeFrom(): number | null {
    return this.current ? this.book.sequence : null;
  }

  /** Best levels first. */
  view(outcome: Outcome, depthLevels?: number): DepthView {
    return this.book.view(outcome, depthLevels);
  }

  receive(message: ChannelMessage): void {
    switch (message.type) {
      case "subscribed":
      case "resync":
        if (message.book !== undefined) this.replace(message.book, message.seq);
        break;
      case "book":
        this.move(message);
        break;
      default:
        // `resumed` keeps what is there; other channels' messages do not come here.
        break;
    }
  }

  refused(error: ErrorAnswer["error"]): void {
    this.current = false;
    this.events.onRefused?.(error);
  }

  close(): void {
    this.subscription.close();
  }

  private replace(shown: Book, sequence: number): void {
    const own = { bids: shown.bids.map(levelOf), asks: shown.asks.map(levelOf) };
    const yes = this.outcome === "yes" ? own : flip(own);
    this.book.reset({ ...yes, sequence });
    if (this.book.checksum !== shown.checksum) return this.askAgain("checksum");
    this.current = true;
    this.events.onChange?.();
  }

  private move(message: BookMessage): void {
    if (!this.current) return;
    const result = this.book.apply({
      market: this.book.market,
      sequence: message.seq,
      previous: message.prev_seq,
      time: Date.parse(message.time),
      changes: message.changes.map((change) => this.changeOf(change)),
    });
    if (result === "stale") return;
    if (result === "gap") return this.askAgain("gap");
    if (this.book.checksum !== message.checksum) return this.askAgain("checksum");
    this.verified++;
    this.events.onChange?.();
  }

  private askAgain(why: "gap" | "checksum"): void {
    this.current = false;
    this.resyncs++;
    this.events.onResync?.(why);
    this.subscription.again();
  }

  /** The change in YES terms. */
  private changeOf(change: LevelChangeJson): LevelChange {
    const { price, quantity } = levelOf(change);
    if (this.outcome === "yes") return { side: change.side, price, quantity };
    const side = change.side === "bid" ? "ask" : "bid";
    return { side, price: complement(price), quantity };
  }
}

function levelOf({ price, quantity }: LevelJson): Level {
  return { price: parsePrice(price), quantity: parseQuantity(quantity) };
}

function unknownMarket(marketId: string): MarketId {
  throw new Error(`"${marketId}" is not the id of a market`);
}
