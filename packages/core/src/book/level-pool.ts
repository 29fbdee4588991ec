/** Levels of one block: as many as a word of the bitmap has bits. */
export const BLOCK_LEVELS = 32;

/** Places of a level, in words of four bytes from 4 × level. */
export const HEAD = 0;
export const TAIL = 1;
export const ORDERS = 2;

/**
 * The levels of all ladders of the shard, in blocks of 32 neighbours that are
 * handed out on first use, so that a market without orders costs nothing. Block 0
 * is never handed out and stays empty: it stands for every block not made yet.
 */
export class LevelPool {
  /** First and last slot of the queue and the number of orders: four words a level. */
  words = new Int32Array(64 * BLOCK_LEVELS * 4).fill(-1);
  /** Lots at the level. */
  lots = new Float64Array(64 * BLOCK_LEVELS);
  private used = 1;
  private readonly free: number[] = [];

  constructor() {
    this.clear(0);
  }

  /** @returns the number of an empty block. */
  take(): number {
    const block = this.free.pop() ?? this.used++;
    if ((block + 1) * BLOCK_LEVELS > this.lots.length) this.grow();
    this.clear(block);
    return block;
  }

  /** Takes back a block with no orders in it. */
  giveBack(block: number): void {
    this.free.push(block);
  }

  private clear(block: number): void {
    const { words } = this;
    const from = block * BLOCK_LEVELS * 4;
    words.fill(-1, from, from + BLOCK_LEVELS * 4);
    for (let at = from + ORDERS; at < from + BLOCK_LEVELS * 4; at += 4) words[at] = 0;
    this.lots.fill(0, block * BLOCK_LEVELS, (block + 1) * BLOCK_LEVELS);
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const lots = new Float64Array(this.lots.length * 2);
    lots.set(this.lots);
    this.lots = lots;
  }
}
