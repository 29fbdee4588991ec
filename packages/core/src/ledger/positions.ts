/** No position: the account never had to do with the market. */
export const NO_POSITION = -1;

/** Places of a position's 64-byte record, in words of eight bytes from 8 × position; NO stands behind YES. */
export const SHARES = 0;
export const HELD = 2;
export const COST = 4;
export const OPEN_BUY = 6;

/** Places of an account's list, in words from 4 × account: where it begins, its words less one, its pairs. */
const BEGIN = 0;
const MASK = 1;
const PAIRS = 2;
/** Words of an account's first list; a power of two. */
const FIRST_WORDS = 8;

/**
 * Shares of one account in one market, all of them: one record of 64 bytes a
 * position. Shares include the held ones; costs exclude fees; open buys are lots.
 * Each account has a dense list of its own to find the position in a market.
 */
export class Positions {
  /** The record of position p from 8 × p. */
  values = new Float64Array(8 * 256);
  /** Account, market and whether it ever held a share: four words a position. */
  private words: Int32Array<ArrayBuffer> = new Int32Array(4 * 256);
  private accounts: Int32Array<ArrayBuffer> = new Int32Array(4 * 64);
  /** What the positions of each account cost. */
  private costs = new Float64Array(64);
  /** The lists of all accounts: pairs of market + 1 and position, each list at most half full. */
  private lists: Int32Array<ArrayBuffer> = new Int32Array(4_096);
  private listed = 0;
  /** Lists that were outgrown, by the logarithm of their words: where they begin. */
  private readonly outgrown: number[][] = [];
  private used = 0;

  /** Number of positions. */
  get size(): number {
    return this.used;
  }

  /** @returns the account's position in the market, or `NO_POSITION`. Both are dense indexes. */
  find(account: number, market: number): number {
    const { accounts, lists } = this;
    const at = account << 2;
    if (at >= accounts.length || accounts[at + PAIRS] === 0) return NO_POSITION;
    const begin = accounts[at + BEGIN];
    const mask = accounts[at + MASK];
    for (let place = (market << 1) & mask; ; place = (place + 2) & mask) {
      const found = lists[begin + place];
      if (found === market + 1) return lists[begin + place + 1];
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
    this.addCost(position, costs[0] + costs[1]);
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

  /** What all positions of the account cost. */
  costOf(account: number): number {
    return account < this.costs.length ? this.costs[account] : 0;
  }

  /** Counts what a position costs more (or less) among its account's costs. */
  addCost(position: number, cost: number): void {
    this.costs[this.words[position << 2]] += cost;
  }

  /** Whether it holds any share of either kind. */
  hasShares(position: number): boolean {
    return this.shares(position, true) > 0 || this.shares(position, false) > 0;
  }

  /** All positions of an account, in no particular order. */
  of(account: number): number[] {
    const positions: number[] = [];
    const at = account << 2;
    if (account < 0 || at >= this.accounts.length || this.accounts[at + PAIRS] === 0) {
      return positions;
    }
    const begin = this.accounts[at + BEGIN];
    const end = begin + this.accounts[at + MASK];
    for (let place = begin; place < end; place += 2) {
      if (this.lists[place] !== 0) positions.push(this.lists[place + 1]);
    }
    return positions;
  }

  private make(account: number, market: number): number {
    const position = this.used++;
    if (position << 2 === this.words.length) {
      this.words = twice(this.words);
      const values = new Float64Array(this.values.length * 2);
      values.set(this.values);
      this.values = values;
    }
    this.words[position << 2] = account;
    this.words[(position << 2) + 1] = market;
    while (account << 2 >= this.accounts.length) this.accounts = twice(this.accounts);
    if (account >= this.costs.length) {
      const costs = new Float64Array(this.accounts.length >> 2);
      costs.set(this.costs);
      this.costs = costs;
    }
    const at = account << 2;
    const pairs = ++this.accounts[at + PAIRS];
    if (pairs === 1) this.begin(account, FIRST_WORDS);
    else if (pairs * 4 > this.accounts[at + MASK] + 1) this.enlarge(account);
    this.put(account, market, position);
    return position;
  }

  /** Gives the account an empty list of so many words. */
  private begin(account: number, words: number): void {
    const spare = this.outgrown[Math.log2(words)]?.pop();
    const begin = spare ?? this.listed;
    if (spare === undefined) this.listed += words;
    while (this.listed > this.lists.length) this.lists = twice(this.lists);
    this.lists.fill(0, begin, begin + words);
    this.accounts[(account << 2) + BEGIN] = begin;
    this.accounts[(account << 2) + MASK] = words - 1;
  }

  private enlarge(account: number): void {
    const at = account << 2;
    const begin = this.accounts[at + BEGIN];
    const words = this.accounts[at + MASK] + 1;
    this.begin(account, words * 2);
    for (let place = begin; place < begin + words; place += 2) {
      const market = this.lists[place] - 1;
      if (market >= 0) this.put(account, market, this.lists[place + 1]);
    }
    const size = Math.log2(words);
    while (this.outgrown.length <= size) this.outgrown.push([]);
    this.outgrown[size].push(begin);
  }

  private put(account: number, market: number, position: number): void {
    const { lists } = this;
    const begin = this.accounts[(account << 2) + BEGIN];
    const mask = this.accounts[(account << 2) + MASK];
    let place = (market << 1) & mask;
    while (lists[begin + place] !== 0) place = (place + 2) & mask;
    lists[begin + place] = market + 1;
    lists[begin + place + 1] = position;
  }
}

function twice(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
}
