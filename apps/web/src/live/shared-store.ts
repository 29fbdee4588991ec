import { onNextFrame } from "./frame.ts";

/** How long what nobody looks at is kept, so that going back and forth asks for nothing anew. */
const LINGER_MS = 5_000;

/** Something live that any number of components look at: opened with the first, closed after the last. */
export class SharedStore<Snapshot> {
  readonly #open: (changed: () => void) => { readonly close: () => void };
  readonly #take: () => Snapshot;
  readonly #listeners = new Set<() => void>();
  #opened: { readonly close: () => void } | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #snapshot: Snapshot;

  /** @param take what is to be shown now; a new object for a new picture. */
  constructor(open: (changed: () => void) => { readonly close: () => void }, take: () => Snapshot) {
    this.#open = open;
    this.#take = take;
    this.#snapshot = take();
  }

  readonly get = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    clearTimeout(this.#closing);
    this.#listeners.add(listener);
    this.#opened ??= this.#open(() => onNextFrame(this.#tell));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#closing = setTimeout(() => {
        this.#opened?.close();
        this.#opened = null;
      }, LINGER_MS);
    };
  };

  readonly #tell = (): void => {
    this.#snapshot = this.#take();
    for (const listener of this.#listeners) listener();
  };
}
