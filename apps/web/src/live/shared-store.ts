import { onNextFrame } from "./frame.ts";

/** How long what nobody looks at is kept, so that going back and forth asks for nothing anew. */
const LINGER_MS = 5_000;

interface Opened {
  readonly close: () => void;
}

/**
 * Something live that any number of components look at: opened with the first, closed some time after
 * the last. Whatever is told after it was closed is told to nobody.
 */
export class SharedStore<Snapshot> {
  readonly #open: (changed: () => void) => Opened;
  readonly #take: () => Snapshot;
  readonly #onNextFrame: (tell: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #opened: Opened | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #snapshot: Snapshot;

  /**
   * @param open begins to follow; `changed` may be called at any time, as often as it likes.
   * @param take what is to be shown now; a new object for a new picture.
   */
  constructor(
    open: (changed: () => void) => Opened,
    take: () => Snapshot,
    nextFrame: (tell: () => void) => void = onNextFrame,
  ) {
    this.#open = open;
    this.#take = take;
    this.#onNextFrame = nextFrame;
    this.#snapshot = take();
  }

  readonly get = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    clearTimeout(this.#closing);
    this.#listeners.add(listener);
    this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#closing);
      this.#closing = setTimeout(() => this.#end(), LINGER_MS);
    };
  };

  /** Lets go at once, for good: who still looks is told nothing more. */
  drop(): void {
    clearTimeout(this.#closing);
    this.#end();
  }

  #begin(): void {
    if (this.#opened !== null) return;
    const opened: Opened = this.#open(() => {
      // What was closed meanwhile has nothing to say any more.
      if (this.#opened === null || this.#opened === opened) this.#onNextFrame(this.#tell);
    });
    this.#opened = opened;
    // What it shows may be older than what it knows to begin with.
    this.#snapshot = this.#take();
  }

  #end(): void {
    this.#opened?.close();
    this.#opened = null;
  }

  readonly #tell = (): void => {
    if (this.#opened === null) return;
    this.#snapshot = this.#take();
    for (const listener of this.#listeners) listener();
  };
}
