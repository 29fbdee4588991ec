import type { MarketId } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { formatChannel } from "@probity/protocol";
import { textFrame } from "../wire/websocket/frame-writer.ts";
import { tradesUpdates } from "./channel-log.ts";
import type { LiveEntry } from "./channel-log.ts";
import { BookChanges, TradeChanges } from "./market-changes.ts";
import { bookMessage, tradesMessage } from "./messages.ts";
import type { OpenChannel } from "./messages.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Who is told what a market's channels say. */
export interface MarketFollower {
  /** @param frame of a message that goes to all followers of the channel, `name`. */
  tell(channel: OpenChannel, name: string, frame: Buffer): void;
}

export interface BroadcastParts {
  readonly data: MarketData;
  readonly subscriptions: Subscriptions<MarketFollower>;
  /** Least time between two messages of a channel; 0: a message for each command. */
  readonly tickMs: number;
  /** Whether what was told last is still being written. */
  readonly isBusy: () => boolean;
}

interface Pending {
  book: BookChanges | null;
  trades: TradeChanges | null;
}

/**
 * Tells the followers of books and trades what commands changed, each channel at most once a tick:
 * what came within a tick is one message, encoded once for everybody. After a quiet tick a change
 * is told at once; while there are more followers than can be written to in a tick, the tick is as
 * long as that takes. See docs/decisions/0019-own-websocket-frames.md.
 */
export class Broadcast {
  readonly #parts: BroadcastParts;
  readonly #pending = new Map<MarketId, Pending>();
  /** What was told before the first command that is pending. */
  #toldSequence = 0;
  #lastTick = 0;
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;
  #settling: (() => void)[] = [];

  constructor(parts: BroadcastParts) {
    this.#parts = parts;
  }

  /** The followers have been told everything up to this sequence. */
  get toldSequence(): number {
    return this.#pending.size === 0 ? this.#parts.data.sequence : this.#toldSequence;
  }

  /** Whether the channel changed since its followers were told last. */
  isPending(channel: OpenChannel): boolean {
    return channel.kind !== "orders" && this.#pending.has(channel.market);
  }

  /** Resolves after the next tick. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#settling.push(resolve));
  }

  /** Takes in what a command changed, which `data` has folded in just now. */
  add(entry: LiveEntry): void {
    const { subscriptions, tickMs } = this.#parts;
    if (!subscriptions.hasMarkets) return;
    const { books, sequence } = entry.changes;
    for (const update of books) {
      if (subscriptions.ofMarket(update.market) === undefined) continue;
      const pending = this.#pendingOf(update.market, sequence);
      if (pending.book === null) pending.book = new BookChanges(update);
      else pending.book.add(update);
    }
    for (const update of tradesUpdates(entry)) {
      if (subscriptions.ofMarket(update.market) === undefined) continue;
      const pending = this.#pendingOf(update.market, sequence);
      if (pending.trades === null) pending.trades = new TradeChanges(update);
      else pending.trades.add(update);
    }
    if (this.#pending.size === 0) return;
    if (tickMs === 0) this.#tick();
    else this.#schedule();
  }

  /** Tells nobody anything any more. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pending.clear();
    this.#release();
  }

  #pendingOf(market: MarketId, sequence: number): Pending {
    let pending = this.#pending.get(market);
    if (pending === undefined) {
      if (this.#pending.size === 0) this.#toldSequence = sequence - 1;
      pending = { book: null, trades: null };
      this.#pending.set(market, pending);
    }
    return pending;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isDue) return;
    const waitMs = this.#lastTick + this.#parts.tickMs - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#tickIfIdle(), waitMs);
      return;
    }
    // Commands that became durable together are folded in together; they are one message then.
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#tickIfIdle();
    });
  }

  #tickIfIdle(): void {
    this.#timer = null;
    if (!this.#parts.isBusy()) return this.#tick();
    this.#lastTick = performance.now();
    this.#schedule();
  }

  #tick(): void {
    this.#lastTick = performance.now();
    for (const [market, pending] of this.#pending) this.#tell(market, pending);
    this.#pending.clear();
    this.#release();
  }

  #tell(market: MarketId, { book, trades }: Pending): void {
    const followers = this.#parts.subscriptions.ofMarket(market);
    if (followers === undefined) return;
    if (book !== null) {
      const checksum = this.#parts.data.depth.book(market)?.checksum ?? 0;
      for (const outcome of ["yes", "no"] as const) {
        if (followers.book[outcome].size === 0) continue;
        const channel = { kind: "book", market, outcome } as const;
        tellAll(followers.book[outcome], channel, bookMessage(book, outcome, checksum));
      }
    }
    if (trades !== null && followers.trades.size > 0) {
      tellAll(followers.trades, { kind: "trades", market }, tradesMessage(trades));
    }
  }

  #release(): void {
    const settling = this.#settling;
    this.#settling = [];
    for (const resolve of settling) resolve();
  }
}

function tellAll(followers: Iterable<MarketFollower>, channel: OpenChannel, message: object): void {
  const name = formatChannel(channel);
  const frame = textFrame(JSON.stringify(message));
  for (const follower of followers) follower.tell(channel, name, frame);
}
