/** What has something to write at the end of the turn. */
export interface TurnWriter {
  /** @param scratch memory for whatever is put together. */
  flush(scratch: Scratch): void;
}

/** Counted by plain additions, for whoever asks. */
export interface SocketCounts {
  sent: number;
  received: number;
  /** Sockets given up because they did not read. */
  slowReaders: number;
}

/** Sockets that get what was said to many before others have their turn. */
const BULK_SLICE = 256;

/**
 * Lets many sockets collect what one turn of the event loop has to say to them, and write it at the
 * turn's end, each with one call to the kernel: that call costs more than all else together. What
 * is said to many goes out a slice a turn, so that thousands of followers hold up nobody's answer.
 */
export class WriteTurn {
  /** What all the sockets of the turn said and heard, in messages. */
  readonly counts: SocketCounts;
  readonly #scratch = new Scratch();
  readonly #end = (): void => this.#endTurn();
  readonly #endUrgent = (): void => this.#flushUrgent();
  #isScheduled = false;
  #urgent: TurnWriter[] = [];
  #prompt: TurnWriter[] = [];
  #bulk: TurnWriter[] = [];
  /** Where the next slice of `#bulk` begins. */
  #bulkStart = 0;

  constructor(counts: SocketCounts = { sent: 0, received: 0, slowReaders: 0 }) {
    this.counts = counts;
  }

  /** Whether some of what was said to many is not written yet. */
  get hasBulk(): boolean {
    return this.#bulk.length > 0;
  }

  /** Has the writer flushed at the end of this turn. */
  add(writer: TurnWriter): void {
    this.#prompt.push(writer);
    this.#schedule();
  }

  /** Has the writer flushed as soon as what runs now has ended: nothing more will come for it to collect. */
  addUrgent(writer: TurnWriter): void {
    if (this.#urgent.length === 0) queueMicrotask(this.#endUrgent);
    this.#urgent.push(writer);
  }

  /** Has the writer flushed after those that were added so before it. */
  addToBulk(writer: TurnWriter): void {
    this.#bulk.push(writer);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#end);
  }

  #flushUrgent(): void {
    const writers = this.#urgent;
    this.#urgent = [];
    for (const writer of writers) writer.flush(this.#scratch);
  }

  #endTurn(): void {
    this.#isScheduled = false;
    const writers = this.#prompt;
    this.#prompt = [];
    for (const writer of writers) writer.flush(this.#scratch);
    if (this.#bulk.length === 0) return;
    const end = Math.min(this.#bulkStart + BULK_SLICE, this.#bulk.length);
    for (; this.#bulkStart < end; this.#bulkStart++) {
      this.#bulk[this.#bulkStart]?.flush(this.#scratch);
    }
    if (end < this.#bulk.length) return this.#schedule();
    this.#bulk = [];
    this.#bulkStart = 0;
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
