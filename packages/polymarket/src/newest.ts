/**
 * The newest entries by their keys; the oldest goes for the next. Each step takes the same time: the first key of a
 * Map is found behind all that were deleted before it, which of tens of thousands is longer than all else.
 *
 * A key that was deleted does not come again.
 */
export class Newest<Key, Value> {
  readonly #most: number;
  readonly #entries = new Map<Key, Value>();
  /** Keys as they came, round and round. */
  readonly #ring: Key[] = [];
  #place = 0;

  /** @param most how many are remembered. */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  /** @returns the key that went for it; undefined: none did, or it was deleted before. */
  set(key: Key, value: Value): Key | undefined {
    const isNew = !this.#entries.has(key);
    this.#entries.set(key, value);
    if (!isNew) return undefined;
    const oldest = this.#ring.length < this.#most ? undefined : this.#ring[this.#place];
    this.#ring[this.#place] = key;
    this.#place = (this.#place + 1) % this.#most;
    return oldest !== undefined && this.#entries.delete(oldest) ? oldest : undefined;
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#ring.length = 0;
    this.#place = 0;
  }
}
