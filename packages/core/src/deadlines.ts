import type { Timestamp } from "./ids.ts";

/** Kinds of deadline in the order in which simultaneous ones fall due. */
export const DEADLINE_GTD = 0;
export const DEADLINE_CLOSE = 1;
export const DEADLINE_DEAD_MAN = 2;
export const DEADLINE_TAKER_DELAY = 3;
export const DEADLINE_TICK_SIZE = 4;
export type DeadlineKind = 0 | 1 | 2 | 3 | 4;

/** `id` is an order's, a market's, an account's, again an order's or again a market's, by kind. */
export interface Deadline {
  readonly at: Timestamp;
  readonly kind: DeadlineKind;
  readonly id: number;
}

/** So many orders may have left before anybody looks. */
const STALE_LEAST = 1_024;

/**
 * All deadlines in one heap: earliest first, then by kind, then by id. Entries
 * whose subject has moved on stay until they come to the top, where whoever reads
 * the top judges them; those of orders at most until they are the greater half.
 */
export class Deadlines {
  private heap: Deadline[] = [];
  /** Orders with a deadline that left since the heap was last cleared of them. */
  private left = 0;

  add(deadline: Deadline): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(deadline);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(deadline, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = deadline;
  }

  /** An order with a deadline has left; its entry may still be here. */
  orderLeft(): void {
    this.left++;
  }

  /** Whether half of the entries, and a good many, may be of orders that have left. */
  get isStale(): boolean {
    return this.left > STALE_LEAST && this.left * 2 > this.heap.length;
  }

  /** Drops entries of orders that are not open, and what there is twice. */
  clear(isOpen: (order: number) => boolean): void {
    const seen = new Set<number>();
    const kept = this.heap.filter(({ kind, id }) => {
      if (kind !== DEADLINE_GTD) return true;
      if (seen.has(id) || !isOpen(id)) return false;
      seen.add(id);
      return true;
    });
    this.heap = [];
    this.left = 0;
    for (const deadline of kept) this.add(deadline);
  }

  /** When the earliest entry falls due, whether it still stands or not; Infinity if there is none. */
  get nextAt(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0].at;
  }

  top(): Deadline | undefined {
    return this.heap[0];
  }

  /** Takes the top away. */
  pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.kind !== b.kind) return a.kind < b.kind;
  return a.id < b.id;
}
