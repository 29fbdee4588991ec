/**
 * What falls due, earliest first. Made for deadlines that come nearly in their order: one is put in from
 * the end, and taken from the beginning, without a timer each.
 */
export class Deadlines<T> {
  readonly #most: number;
  readonly #entries: { readonly due: number; readonly value: T }[] = [];
  /** Entries before it were taken. */
  #first = 0;

  /** @param most entries; beyond them the earliest is forgotten. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#entries.length - this.#first;
  }

  /** Ms since 1970 of the earliest; infinity when there is none. */
  get next(): number {
    return this.#entries[this.#first]?.due ?? Number.POSITIVE_INFINITY;
  }

  /** Of equal deadlines the one that was put in first is taken first. */
  add(due: number, value: T): void {
    if (this.size >= this.#most) this.#drop();
    let at = this.#entries.length;
    while (at > this.#first && (this.#entries[at - 1]?.due ?? 0) > due) at -= 1;
    this.#entries.splice(at, 0, { due, value });
  }

  /** Takes the earliest if it is due. */
  take(now: number): T | undefined {
    const entry = this.#entries[this.#first];
    if (entry === undefined || entry.due > now) return undefined;
    this.#drop();
    return entry.value;
  }

  /** Moves what is left to the beginning once as much has been taken, which costs nothing in the long run. */
  #drop(): void {
    this.#first += 1;
    if (this.#first < 1_024 || this.#first * 2 < this.#entries.length) return;
    this.#entries.splice(0, this.#first);
    this.#first = 0;
  }
}
