import { assert } from "@probity/core";

/** What is written down of recent lists. */
export interface SavedLists<Key, Item> {
  /** Keys of the last pushes, oldest first. */
  readonly pushes: readonly Key[];
  /** What is remembered of each key, oldest first. */
  readonly lists: ReadonlyMap<Key, readonly Item[]>;
}

interface List<Item> {
  items: Item[];
  /** Where the oldest item that is remembered stands. */
  start: number;
  /** Items among the last pushes that are forgotten, because others of the same key came. */
  forgotten: number;
}

/**
 * Lists that forget: of the last `total` items pushed, the last `perKey` of each key. So memory is
 * bounded however many keys there are.
 */
export class RecentLists<Key extends number, Item> {
  private readonly perKey: number;
  private readonly total: number;
  private readonly lists = new Map<Key, List<Item>>();
  /** A ring of the keys of the last pushes. */
  private readonly pushes: Key[] = [];
  private next = 0;

  constructor(perKey: number, total: number) {
    this.perKey = perKey;
    this.total = total;
  }

  push(key: Key, item: Item): void {
    if (this.pushes.length < this.total) {
      this.pushes.push(key);
    } else {
      this.forgetOldest(this.pushes[this.next] as Key);
      this.pushes[this.next] = key;
      this.next = (this.next + 1) % this.total;
    }
    let list = this.lists.get(key);
    if (list === undefined) {
      list = { items: [], start: 0, forgotten: 0 };
      this.lists.set(key, list);
    }
    list.items.push(item);
    if (list.items.length - list.start > this.perKey) {
      list.forgotten += 1;
      drop(list);
    }
  }

  /** The latest items of a key, newest first. */
  newest(key: Key, limit: number = this.perKey): Item[] {
    const list = this.lists.get(key);
    if (list === undefined || limit <= 0) return [];
    return list.items.slice(Math.max(list.start, list.items.length - limit)).reverse();
  }

  /** The latest item of a key that `isIt` says it is. */
  find(key: Key, isIt: (item: Item) => boolean): Item | undefined {
    const at = this.placeOf(key, isIt);
    return at < 0 ? undefined : this.lists.get(key)?.items[at];
  }

  /** Puts `item` in the place of the latest that `isIt` says it is. @returns false when there is none. */
  replace(key: Key, isIt: (item: Item) => boolean, item: Item): boolean {
    const at = this.placeOf(key, isIt);
    const list = this.lists.get(key);
    if (at < 0 || list === undefined) return false;
    list.items[at] = item;
    return true;
  }

  /** The item before which items of a key may be forgotten; null: none is. */
  forgottenBefore(key: Key): Item | null {
    const list = this.lists.get(key);
    const isFull = this.pushes.length === this.total;
    if (list !== undefined && list.start < list.items.length) {
      const hasLost = isFull || list.items.length - list.start === this.perKey;
      return hasLost ? (list.items[list.start] as Item) : null;
    }
    if (!isFull) return null;
    // All of the key's items are older than the oldest push that is known of.
    const oldest = this.lists.get(this.pushes[this.next] as Key);
    return oldest?.items[oldest.start] ?? null;
  }

  save(): SavedLists<Key, Item> {
    const pushes = [...this.pushes.slice(this.next), ...this.pushes.slice(0, this.next)];
    const lists = new Map<Key, Item[]>();
    for (const [key, { items, start }] of this.lists) lists.set(key, items.slice(start));
    return { pushes, lists };
  }

  /** Becomes what was saved; must be new. */
  load({ pushes, lists }: SavedLists<Key, Item>): void {
    assert(this.pushes.length === 0 && pushes.length <= this.total, "lists are loaded once");
    for (const [key, items] of lists) {
      this.lists.set(key, { items: [...items], start: 0, forgotten: -items.length });
    }
    for (const key of pushes) {
      this.pushes.push(key);
      const list = this.lists.get(key);
      if (list !== undefined) list.forgotten += 1;
    }
  }

  private placeOf(key: Key, isIt: (item: Item) => boolean): number {
    const list = this.lists.get(key);
    if (list === undefined) return -1;
    for (let at = list.items.length - 1; at >= list.start; at -= 1) {
      if (isIt(list.items[at] as Item)) return at;
    }
    return -1;
  }

  private forgetOldest(key: Key): void {
    const list = this.lists.get(key);
    if (list === undefined) return;
    if (list.forgotten > 0) list.forgotten -= 1;
    else drop(list);
    if (list.start === list.items.length && list.forgotten === 0) this.lists.delete(key);
  }
}

/** Drops the oldest item; in lumps, so that it does not shift the whole list. */
function drop(list: List<unknown>): void {
  list.items[list.start] = undefined;
  list.start += 1;
  if (list.start * 2 < list.items.length || list.start < 16) return;
  list.items = list.items.slice(list.start);
  list.start = 0;
}
