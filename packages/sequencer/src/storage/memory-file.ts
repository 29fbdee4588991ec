/** The content of one file of the faulty disk: what a reader sees, and what survives a crash. */
export class MemoryFile {
  readonly #pageBytes: number;
  #current: Uint8Array;
  #size: number;
  /** What is on the platter for certain. */
  #durable: Uint8Array;
  /** Pages that differ, or may: written since the last sync. */
  readonly #dirty = new Set<number>();
  #sizeInDoubt = false;

  constructor(pageBytes: number, bytes: Uint8Array) {
    this.#pageBytes = pageBytes;
    this.#current = bytes.slice();
    this.#size = bytes.length;
    this.#durable = bytes.slice();
  }

  get size(): number {
    return this.#size;
  }

  contents(): Uint8Array {
    return this.#current.slice(0, this.#size);
  }

  write(bytes: Uint8Array, offset: number): void {
    if (bytes.length === 0) return;
    const end = offset + bytes.length;
    if (end > this.#size) this.resize(end);
    this.#current.set(bytes, offset);
    this.#touch(offset, end);
  }

  read(into: Uint8Array, offset: number): number {
    const part = this.#current.subarray(offset, Math.min(offset + into.length, this.#size));
    into.set(part);
    return part.length;
  }

  resize(length: number): void {
    if (length > this.#current.length) {
      const larger = new Uint8Array(Math.max(length, this.#current.length * 2));
      larger.set(this.#current.subarray(0, this.#size));
      this.#current = larger;
    }
    if (length < this.#size) {
      this.#current.fill(0, length, this.#size);
      this.#touch(length, this.#size);
    }
    if (length !== this.#size) this.#sizeInDoubt = true;
    this.#size = length;
  }

  sync(): void {
    this.#durable = this.contents();
    this.#dirty.clear();
    this.#sizeInDoubt = false;
  }

  /** A sync that failed: some pages reached the disk, and none is tried again. */
  syncInDoubt(random: () => number): void {
    this.#durable = this.afterCrash(random);
    this.#dirty.clear();
    this.#sizeInDoubt = false;
  }

  /** What the next process finds: every dirty page new, old or torn, as `random` decides. */
  afterCrash(random: () => number): Uint8Array {
    const size = this.#sizeInDoubt && random() < 0.5 ? this.#durable.length : this.#size;
    const found = new Uint8Array(size);
    const settled = Math.min(this.#durable.length, size);
    found.set(this.#durable.subarray(0, settled));
    for (const page of [...this.#dirty].toSorted((a, b) => a - b)) {
      const from = page * this.#pageBytes;
      const to = Math.min(from + this.#pageBytes, size, this.#size);
      if (to <= from) continue;
      const fate = random();
      if (fate < 0.4) continue;
      const until = fate < 0.8 ? to : from + Math.floor(random() * (to - from));
      found.set(this.#current.subarray(from, until), from);
    }
    return found;
  }

  #touch(from: number, to: number): void {
    const last = Math.floor((to - 1) / this.#pageBytes);
    for (let page = Math.floor(from / this.#pageBytes); page <= last; page++) this.#dirty.add(page);
  }
}

/** The first part of `bytes`: all of it at 1. */
export function inPieces(bytes: Uint8Array, part: number): Uint8Array {
  return part === 1 ? bytes : bytes.subarray(0, Math.floor(bytes.length * part));
}
