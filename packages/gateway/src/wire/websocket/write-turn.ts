/** What has something to write at the end of the turn. */
export interface TurnWriter {
  /** @param scratch memory for whatever is put together. */
  flush(scratch: Scratch): void;
}

/**
 * Lets many sockets collect what one turn of the event loop has to say to them, and write it at the
 * turn's end, each with one call to the kernel: that call costs more than all else together.
 */
export class WriteTurn {
  readonly #scratch = new Scratch();
  #waiting: TurnWriter[] = [];

  add(writer: TurnWriter): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#end());
    this.#waiting.push(writer);
  }

  #end(): void {
    const writers = this.#waiting;
    this.#waiting = [];
    for (const writer of writers) writer.flush(this.#scratch);
  }
}

/** Largest write that is put together. */
const WRITE_BYTES_MAX = 64 << 10;
const SLAB_BYTES = 2 * WRITE_BYTES_MAX;

/**
 * Memory to put writes together in. Most are with the kernel as soon as they are made, and their
 * memory is used again at once; what a slow reader leaves behind stays its own.
 */
export class Scratch {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #used = 0;

  /** A piece of `WRITE_BYTES_MAX` to be filled; valid until the next one is taken. */
  take(): Buffer {
    if (this.#used + WRITE_BYTES_MAX > SLAB_BYTES) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#used = 0;
    }
    return this.#slab.subarray(this.#used, this.#used + WRITE_BYTES_MAX);
  }

  /** Keeps the first bytes of the piece taken last: the kernel has not taken them yet. */
  keep(bytes: number): void {
    this.#used += bytes;
  }
}
