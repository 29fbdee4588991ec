import { Ranking, comparePlaces } from "./ranking.ts";
import type { Place } from "./ranking.ts";

/** What a list may be ordered by, and the number that stands for it. */
export type Keys<Id> = Readonly<Record<string, (id: Id) => number>>;

interface Halves<Id extends number> {
  readonly open: Ranking<Id>;
  readonly closed: Ranking<Id>;
}

/**
 * Ids that can be read in any of several orders. What is closed, in the end nearly all, stands apart
 * from what is open, so that who asks for the open ones does not walk over the others. An order costs
 * nothing until somebody asks for it.
 */
export class RankedList<Id extends number> {
  readonly #keys: Keys<Id>;
  readonly #isClosed = new Map<Id, boolean>();
  readonly #orders = new Map<string, Halves<Id>>();

  constructor(keys: Keys<Id>) {
    this.#keys = keys;
  }

  has(id: Id): boolean {
    return this.#isClosed.has(id);
  }

  isClosed(id: Id): boolean {
    return this.#isClosed.get(id) ?? false;
  }

  hasOrder(order: string): boolean {
    return Object.hasOwn(this.#keys, order);
  }

  /** Lists it, or leaves it out with null. */
  set(id: Id, isClosed: boolean | null): void {
    const before = this.#isClosed.get(id) ?? null;
    if (isClosed === null) this.#isClosed.delete(id);
    else this.#isClosed.set(id, isClosed);
    for (const { open, closed } of this.#orders.values()) {
      if (before !== null && before !== isClosed) (before ? closed : open).remove(id);
      if (isClosed === null) continue;
      const half = isClosed ? closed : open;
      if (before === isClosed) half.moved([id]);
      else half.add(id);
    }
  }

  /** Their numbers may be others now. @param order null: in all orders. */
  moved(ids: readonly Id[], order: string | null = null): void {
    const orders = order === null ? [...this.#orders.values()] : [this.#orders.get(order)];
    for (const halves of orders) {
      halves?.open.moved(ids);
      halves?.closed.moved(ids);
    }
  }

  /** Those whose number in this order, if anybody ever asked for it, is above zero. */
  aboveZero(order: string): Id[] {
    const halves = this.#orders.get(order);
    if (halves === undefined) return [];
    const above: Id[] = [];
    for (const half of [halves.open, halves.closed]) {
      for (const id of half.walk(false, null)) {
        if (half.placeOf(id).key <= 0) break;
        above.push(id);
      }
    }
    return above;
  }

  placeOf(order: string, id: Id): Place {
    const { open, closed } = this.#halves(order);
    return (this.isClosed(id) ? closed : open).placeOf(id);
  }

  /** @param closed null: both. @param after where somebody stopped. */
  *walk(
    order: string,
    ascending: boolean,
    closed: boolean | null,
    after: Place | null,
  ): Generator<Id> {
    const halves = this.#halves(order);
    if (closed !== null) {
      yield* (closed ? halves.closed : halves.open).walk(ascending, after);
      return;
    }
    const [one, other] = [halves.open, halves.closed].map((half) => half.walk(ascending, after));
    let [left, right] = [one!.next(), other!.next()];
    while (left.done !== true || right.done !== true) {
      const isLeft =
        right.done === true ||
        (left.done !== true && this.#before(halves, left.value, right.value, ascending));
      if (isLeft && left.done !== true) {
        yield left.value;
        left = one!.next();
      } else if (right.done !== true) {
        yield right.value;
        right = other!.next();
      }
    }
  }

  #before({ open, closed }: Halves<Id>, left: Id, right: Id, ascending: boolean): boolean {
    const compared = comparePlaces(open.placeOf(left), closed.placeOf(right));
    return ascending ? compared < 0 : compared > 0;
  }

  #halves(order: string): Halves<Id> {
    let halves = this.#orders.get(order);
    if (halves === undefined) {
      const keyOf = this.#keys[order] ?? ((id: Id) => Number(id));
      const of = (closed: boolean) =>
        Array.from(this.#isClosed).flatMap(([id, isClosed]) => (isClosed === closed ? [id] : []));
      halves = { open: new Ranking(of(false), keyOf), closed: new Ranking(of(true), keyOf) };
      this.#orders.set(order, halves);
    }
    return halves;
  }
}
