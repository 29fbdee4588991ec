/** No position: the account never had to do with the market. */
export const NO_POSITION = -1;

/** Places of a position's 64-byte record, in words of eight bytes from 8 × position; NO stands behind YES. */
export const SHARES = 0;
export const HELD = 2;
export const COST = 4;
export const OPEN_BUY = 6;

/** Pairs of market and position that an account has room for at first; a power of two. */
const FIRST_ROOM = 4;

/**
 * Shares of one account in one market, all of them: one record of 64 bytes a
 * position. Shares include the held ones; costs exclude fees; open buys are lots.
 * Each account has a dense list of its own to find the position in a market.
 */
export class Positions {
  /** The record of position p from 8 × p. */
  values = new Float64Array(8 * 256);
  /** Account, market and whether it ever held a share: four words a position. */
  private words = new Int32Array(4 * 256);
  /** By account: pairs of market + 1 and position, at most half of the room used; and how many pairs. */
  private readonly lists: (Int32Array | undefined)[] = [];
  private readonly counts: number[] = [];
  private used = 0;

  /** Number of positions. */
  get size(): number {
    return this.used;
  }

  /** @returns the account's position in the market, or `NO_POSITION`. Both are dense indexes. */
  find(account: number, market: number): number {
    const list = this.lists[account];
    if (list === undefined) return NO_POSITION;
    const mask = list.length - 1;
    for (let place = (market << 1) & mask; ; place = (place + 2) & mask) {
      const found = list[place];
      if (found === market + 1) return list[place + 1];
      if (found === 0) return NO_POSITION;
    }
  }

  /** @returns the account's position in the market, made if there is none. */
  take(account: number, market: number): number {
    const found = this.find(account, market);
    return found === NO_POSITION ? this.make(account, market) : found;
  }

  account(position: number): number {
    return this.words[position << 2];
  }

  market(position: number): number {
    return this.words[(position << 2) + 1];
  }

  /** Whether it ever held a share, and so stands in the market's list of holders. */
  isHolder(position: number): boolean {
    return this.words[(position << 2) + 2] !== 0;
  }

  markHolder(position: number): void {
    this.words[(position << 2) + 2] = 1;
  }

  /** Gives back to a position, YES first, what a snapshot says it holds; the caller enters it in its market's list. */
  restoreHolder(
    position: number,
    shares: readonly [number, number],
    costs: readonly [number, number],
  ): void {
    this.values.set(shares, (position << 3) + SHARES);
    this.values.set(costs, (position << 3) + COST);
    this.markHolder(position);
  }

  shares(position: number, yes: boolean): number {
    return this.values[(position << 3) + SHARES + (yes ? 0 : 1)];
  }

  /** Shares that are not held for resting sells; 0 without a position. */
  free(position: number, yes: boolean): number {
    if (position === NO_POSITION) return 0;
    const at = (position << 3) + (yes ? 0 : 1);
    return this.values[at + SHARES] - this.values[at + HELD];
  }

  held(position: number, yes: boolean): number {
    return this.values[(position << 3) + HELD + (yes ? 0 : 1)];
  }

  cost(position: number, yes: boolean): number {
    return this.values[(position << 3) + COST + (yes ? 0 : 1)];
  }

  openBuy(position: number, yes: boolean): number {
    return this.values[(position << 3) + OPEN_BUY + (yes ? 0 : 1)];
  }

  /** Whether it holds any share of either kind. */
  hasShares(position: number): boolean {
    return this.shares(position, true) > 0 || this.shares(position, false) > 0;
  }

  /** All positions of an account, in no particular order. */
  of(account: number): number[] {
    const list = this.lists[account] ?? [];
    const positions: number[] = [];
    for (let place = 0; place < list.length; place += 2) {
      if (list[place] !== 0) positions.push(list[place + 1]);
    }
    return positions;
  }

  private make(account: number, market: number): number {
    const position = this.used++;
    if (position << 2 === this.words.length) this.grow();
    this.words[position << 2] = account;
    this.words[(position << 2) + 1] = market;
    const list = this.roomFor(account);
    put(list, market, position);
    return position;
  }

  /** The account's list with room for one more. */
  private roomFor(account: number): Int32Array {
    while (this.lists.length <= account) {
      this.lists.push(undefined);
      this.counts.push(0);
    }
    const count = ++this.counts[account];
    const list = this.lists[account];
    if (list !== undefined && count * 4 <= list.length) return list;
    const larger = new Int32Array(list === undefined ? FIRST_ROOM * 2 : list.length * 2);
    for (let place = 0; list !== undefined && place < list.length; place += 2) {
      if (list[place] !== 0) put(larger, list[place] - 1, list[place + 1]);
    }
    this.lists[account] = larger;
    return larger;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const values = new Float64Array(this.values.length * 2);
    values.set(this.values);
    this.values = values;
  }
}

function put(list: Int32Array, market: number, position: number): void {
  const mask = list.length - 1;
  let place = (market << 1) & mask;
  while (list[place] !== 0) place = (place + 2) & mask;
  list[place] = market + 1;
  list[place + 1] = position;
}
