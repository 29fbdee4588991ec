import type { AccountId, Event, OwnerId } from "@probity/core";
import type { MarketData, MarketDataChanges } from "@probity/market-data";
import { NotRunning, NotYet } from "@probity/sequencer";
import type { FeedEntry } from "@probity/sequencer";
import type { Checkpoints } from "./checkpoint/checkpoints.ts";
import type { ChannelLinks, CommandLinks } from "./live/channel-links.ts";
import type { ExchangeSequencer } from "./ports.ts";
import { ReadState } from "./read-state.ts";

/** Sees each command's events as they are folded in. `isLive`: the command is of this run, not of history. */
export type EntryObserver = (entry: FeedEntry<Event>, isLive: boolean) => void;

/** How long a read waits for a sequence to be folded in. */
const WAIT_MS = 2_000;

/** Hears of each command after it was folded in. */
type ReadSideListener = (
  changes: MarketDataChanges,
  links: CommandLinks,
  entry: FeedEntry<Event>,
) => void;

interface Waiting {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Follows the durable events once for the whole gateway and keeps what the
 * machine forgets: texts, trades, own orders and fills, books with checksums.
 * Begins at the last checkpoint or at the first event ever, so a restart ends where a run without
 * one did.
 */
export class ReadSide {
  readonly #sequencer: ExchangeSequencer;
  readonly #checkpoints: Checkpoints | null;
  readonly #state: ReadState;
  readonly #stop = new AbortController();
  readonly #observers: EntryObserver[] = [];
  #listener: ReadSideListener = () => {};
  #waiting: Waiting[] = [];
  #failure: Error | null = null;
  /** What was durable when it began. */
  #startSequence = 0;
  #done: Promise<void> = Promise.resolve();

  private constructor(
    sequencer: ExchangeSequencer,
    checkpoints: Checkpoints | null,
    state: ReadState,
  ) {
    this.#sequencer = sequencer;
    this.#checkpoints = checkpoints;
    this.#state = state;
  }

  /** @param checkpoints null: there are none, and all history is folded. */
  static async open(
    sequencer: ExchangeSequencer,
    checkpoints: Checkpoints | null,
  ): Promise<ReadSide> {
    const state = checkpoints === null ? ReadState.empty() : await checkpoints.load();
    return new ReadSide(sequencer, checkpoints, state);
  }

  get data(): MarketData {
    return this.#state.data;
  }

  get links(): ChannelLinks {
    return this.#state.links;
  }

  /** Of the last command folded in. */
  get sequence(): number {
    return this.#state.sequence;
  }

  /** Whether all history is folded in; what is live comes within moments. */
  get hasCaughtUp(): boolean {
    return this.sequence >= this.#startSequence;
  }

  /** Why it stopped, if it did by itself. */
  get failure(): Error | null {
    return this.#failure;
  }

  /**
   * Begins to follow; `listener` hears of each command after it was folded in,
   * `onFailure` if this ends before it is closed: then nothing can be read any more.
   */
  start(listener: ReadSideListener, onFailure: (failure: Error) => void): void {
    this.#listener = listener;
    this.#startSequence = this.#sequencer.durableSequence;
    this.#done = this.#follow().catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#rejectAll(new NotRunning("failed", this.#failure));
      onFailure(this.#failure);
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#rejectAll(new NotRunning("closing"));
    await this.#done;
    if (this.#failure === null) await this.#checkpoints?.close(this.#state);
  }

  /** Shows every command to `observer`, after it was folded in; must be called before `start`. */
  observe(observer: EntryObserver): void {
    this.#observers.push(observer);
  }

  /** The owner's accounts in the order they were opened. */
  accountsOf(owner: OwnerId): readonly AccountId[] {
    return this.#state.accountsOf(owner);
  }

  /** Null for an account not opened, or not folded in yet. */
  ownerOf(account: AccountId): OwnerId | null {
    return this.#state.ownerOf(account);
  }

  /**
   * Resolves when everything is folded in that was durable when it was called,
   * and `minSequence`; so whoever has an answer finds it in the next read.
   *
   * @throws NotYet
   */
  async caughtUp(minSequence = 0): Promise<void> {
    const sequence = Math.max(minSequence, this.#sequencer.durableSequence);
    if (this.#failure !== null) throw new NotRunning("failed", this.#failure);
    if (this.sequence >= sequence) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new NotYet(sequence, this.sequence));
      }, WAIT_MS);
      const waiting = { sequence, resolve, reject, timer };
      this.#waiting.push(waiting);
    });
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    for await (const batch of this.#sequencer.followBatches(this.sequence + 1, { signal })) {
      for (const entry of batch) {
        const { changes, links } = this.#state.apply(entry);
        this.#listener(changes, links, entry);
        const isLive = entry.sequence > this.#startSequence;
        for (const observe of this.#observers) observe(entry, isLive);
      }
      this.#release();
      this.#checkpoints?.folded(this.sequence);
    }
  }

  #release(): void {
    const { sequence } = this;
    if (!this.#waiting.some((waiting) => waiting.sequence <= sequence)) return;
    const due = this.#waiting.filter((waiting) => waiting.sequence <= sequence);
    this.#waiting = this.#waiting.filter((waiting) => waiting.sequence > sequence);
    for (const { timer, resolve } of due) {
      clearTimeout(timer);
      resolve();
    }
  }

  #rejectAll(error: Error): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (const { timer, reject } of all) {
      clearTimeout(timer);
      reject(error);
    }
  }
}
