/**
 * Things by id, each with a dense index from 0 in the order they came; none ever
 * leaves. Open addressing over pairs of id and index, at most half full: ids run
 * into billions, where a `Map` hashes boxed doubles, and a pair is one line of memory.
 */
export class Registry<Id extends number, Item> {
  readonly list: Item[] = [];
  /** Pairs of id and index + 1; a place without an item has 0 for both. */
  private pairs = new Float64Array(128);
  /** 32 less the logarithm of the number of places. */
  private shift = 26;

  get size(): number {
    return this.list.length;
  }

  /** @returns the item's index, or −1. */
  indexOf(id: Id): number {
    const { pairs } = this;
    const mask = pairs.length - 1;
    for (let at = this.home(id); ; at = (at + 2) & mask) {
      const index = pairs[at + 1] - 1;
      if (index < 0 || pairs[at] === id) return index;
    }
  }

  get(id: Id): Item | undefined {
    const index = this.indexOf(id);
    return index < 0 ? undefined : this.list[index];
  }

  has(id: Id): boolean {
    return this.indexOf(id) >= 0;
  }

  /** Adds an item with an id that is not in here. @returns its index. */
  add(id: Id, item: Item): number {
    const index = this.list.push(item) - 1;
    if (this.list.length * 4 > this.pairs.length) this.grow();
    this.put(id, index + 1);
    return index;
  }

  private put(id: number, entry: number): void {
    const { pairs } = this;
    let at = this.home(id);
    while (pairs[at + 1] !== 0) at = (at + 2) & (pairs.length - 1);
    pairs[at] = id;
    pairs[at + 1] = entry;
  }

  /** Where the search for an id begins: the high bits of its product with 2³² ÷ golden ratio. */
  private home(id: number): number {
    const folded = (id | 0) ^ ((id * 2 ** -32) | 0);
    return (Math.imul(folded, 0x9e3779b1) >>> this.shift) << 1;
  }

  private grow(): void {
    const { pairs } = this;
    this.pairs = new Float64Array(pairs.length * 2);
    this.shift--;
    for (let at = 0; at < pairs.length; at += 2) {
      if (pairs[at + 1] !== 0) this.put(pairs[at], pairs[at + 1]);
    }
  }
}
