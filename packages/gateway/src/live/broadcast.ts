import type { MarketId } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { tradesUpdates } from "./channel-log.ts";
import type { LiveEntry } from "./channel-log.ts";
import { BookChanges, StatusChanges, TradeChanges } from "./market-changes.ts";
import type { MarketChange } from "./market-changes.ts";

/** One way to tell what happens to markets: a protocol with its followers. */
export interface Voice {
  /** Whether anybody follows anything. */
  readonly isListenedTo: boolean;
  /** Whether anybody follows anything of the market. */
  wants(market: MarketId): boolean;
  /** @param changes of one tick, in the order of first touch; those of markets nobody wants are among them. */
  tell(changes: readonly MarketChange[]): void;
}

export interface BroadcastParts {
  readonly data: MarketData;
  readonly voices: readonly Voice[];
  /** Least time between two messages of a channel; 0: a message for each command. */
  readonly tickMs: number;
  /** Whether what was told last is still being written. */
  readonly isBusy: () => boolean;
}

/**
 * Gathers what commands change about markets, and hands it to all voices at most once a tick: what
 * came within a tick is told as one. After a quiet tick a change is told at once; while there are
 * more followers than can be written to in a tick, the tick is as long as that takes. What nobody
 * follows is not gathered. See docs/decisions/0019-own-websocket-frames.md and
 * 0027-one-feed-four-adapters.md.
 */
export class Broadcast {
  readonly #parts: BroadcastParts;
  readonly #pending = new Map<MarketId, MarketChange>();
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

  /**
   * Resolves when nothing is pending of the markets: a follower begins between two ticks, where the
   * next message links to the snapshot.
   */
  async settled(isConcerned: (market: MarketId) => boolean): Promise<void> {
    while (this.#isPending(isConcerned)) {
      await new Promise<void>((resolve) => this.#settling.push(resolve));
    }
  }

  /** Takes in what a command changed, which `data` has folded in just now. */
  add(entry: LiveEntry): void {
    if (!this.#parts.voices.some((voice) => voice.isListenedTo)) return;
    const { books, statuses, sequence } = entry.changes;
    for (const update of books) {
      const change = this.#changeOf(update.market, sequence);
      if (change === null) continue;
      if (change.book === null) change.book = new BookChanges(update);
      else change.book.add(update);
    }
    for (const update of tradesUpdates(entry)) {
      const change = this.#changeOf(update.market, sequence);
      if (change === null) continue;
      if (change.trades === null) change.trades = new TradeChanges(update);
      else change.trades.add(update);
    }
    for (const status of statuses) {
      const change = this.#changeOf(status.market, sequence);
      if (change === null) continue;
      if (change.status === null) change.status = new StatusChanges(status);
      else change.status.status = status;
    }
    if (this.#pending.size === 0) return;
    if (this.#parts.tickMs === 0) this.#tick();
    else this.#schedule();
  }

  /** Tells nobody anything any more. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pending.clear();
    this.#release();
  }

  #isPending(isConcerned: (market: MarketId) => boolean): boolean {
    for (const market of this.#pending.keys()) if (isConcerned(market)) return true;
    return false;
  }

  /** Where changes of the market are gathered; null when nobody wants them. */
  #changeOf(market: MarketId, sequence: number): MarketChange | null {
    const known = this.#pending.get(market);
    if (known !== undefined) return known;
    if (!this.#parts.voices.some((voice) => voice.wants(market))) return null;
    if (this.#pending.size === 0) this.#toldSequence = sequence - 1;
    const change = { market, book: null, trades: null, status: null };
    this.#pending.set(market, change);
    return change;
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
    const changes = [...this.#pending.values()];
    for (const voice of this.#parts.voices) if (voice.isListenedTo) voice.tell(changes);
    this.#pending.clear();
    this.#release();
  }

  #release(): void {
    const settling = this.#settling;
    this.#settling = [];
    for (const resolve of settling) resolve();
  }
}
