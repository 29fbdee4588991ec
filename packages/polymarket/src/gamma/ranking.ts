/** Where somebody stopped reading. */
export interface Place {
  readonly key: number;
  readonly id: number;
}

/** Beyond so many changes for one that stays, sorting anew is cheaper than moving. */
const FEW = 8;

/**
 * Ids in the order of a number each of them has, and of their own among equals. Moving one costs two
 * binary searches and a copy of what lies between; a page costs what is on it.
 */
export class Ranking<Id extends number> {
  readonly #keyOf: (id: Id) => number;
  readonly #keys = new Map<Id, number>();
  #order: Id[] = [];

  /** @param keyOf is asked when an id comes in and when it is `moved`. */
  constructor(ids: Iterable<Id>, keyOf: (id: Id) => number) {
    this.#keyOf = keyOf;
    for (const id of ids) this.#keys.set(id, keyOf(id));
    this.#sort();
  }

  get size(): number {
    return this.#order.length;
  }

  has(id: Id): boolean {
    return this.#keys.has(id);
  }

  placeOf(id: Id): Place {
    return { key: this.#keys.get(id) ?? 0, id };
  }

  add(id: Id): void {
    if (this.#keys.has(id)) return;
    const key = this.#keyOf(id);
    this.#keys.set(id, key);
    this.#order.splice(this.#firstNotBefore({ key, id }), 0, id);
  }

  remove(id: Id): void {
    if (!this.#keys.has(id)) return;
    this.#order.splice(this.#firstNotBefore(this.placeOf(id)), 1);
    this.#keys.delete(id);
  }

  /** These may have other keys now. */
  moved(ids: readonly Id[]): void {
    const own = ids.filter((id) => this.#keys.has(id) && this.#keyOf(id) !== this.#keys.get(id));
    if (own.length * FEW > this.#order.length) {
      for (const id of own) this.#keys.set(id, this.#keyOf(id));
      this.#sort();
      return;
    }
    for (const id of own) {
      this.remove(id);
      this.add(id);
    }
  }

  /** From behind `after`, or from the first. */
  *walk(ascending: boolean, after: Place | null): Generator<Id> {
    if (ascending) {
      let index = after === null ? 0 : this.#firstNotBefore({ ...after, id: after.id + 1 });
      for (; index < this.#order.length; index++) yield this.#order[index]!;
      return;
    }
    let index = after === null ? this.#order.length : this.#firstNotBefore(after);
    while (--index >= 0) yield this.#order[index]!;
  }

  #sort(): void {
    const places = Array.from(this.#keys, ([id, key]) => ({ key, id }));
    this.#order = places.sort(comparePlaces).map(({ id }) => id);
  }

  #firstNotBefore(place: Place): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePlaces(this.placeOf(this.#order[middle]!), place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function comparePlaces(a: Place, b: Place): number {
  return a.key - b.key || a.id - b.id;
}
