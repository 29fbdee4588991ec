/**
 * Things by id, each with a dense index from 0 in the order they came; none ever
 * leaves. Open addressing over numbers, at most half full: ids run into billions,
 * where a `Map` hashes boxed doubles.
 */
export class Registry<Id extends number, Item> {
  readonly list: Item[] = [];
  private keys = new Float64Array(64);
  /** Index + 1 of the item whose id stands at the same place of `keys`. */
  private places = new Int32Array(64);

  get size(): number {
    return this.list.length;
  }

  /** @returns the item's index, or −1. */
  indexOf(id: Id): number {
    const { keys, places } = this;
    const mask = keys.length - 1;
    for (let place = hashOf(id) & mask; ; place = (place + 1) & mask) {
      const index = places[place] - 1;
      if (index < 0 || keys[place] === id) return index;
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
    if (this.list.length * 2 > this.keys.length) this.grow();
    this.put(id, index);
    return index;
  }

  values(): IterableIterator<Item> {
    return this.list.values();
  }

  private put(id: number, index: number): void {
    const { keys, places } = this;
    const mask = keys.length - 1;
    let place = hashOf(id) & mask;
    while (places[place] !== 0) place = (place + 1) & mask;
    keys[place] = id;
    places[place] = index + 1;
  }

  private grow(): void {
    const { keys, places } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.places = new Int32Array(keys.length * 2);
    for (let place = 0; place < keys.length; place++) {
      if (places[place] !== 0) this.put(keys[place], places[place] - 1);
    }
  }
}

/** Spreads ids, which are multiples of 4 096 and a little. */
function hashOf(id: number): number {
  const mixed = Math.imul((id | 0) ^ ((id * 2 ** -32) | 0), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
