/** A list that forgets: it keeps the last `window` items that were pushed. */
export class RecentList<Item> {
  private readonly window: number;
  private items: Item[] = [];

  constructor(window: number) {
    this.window = window;
  }

  push(item: Item): void {
    this.items.push(item);
    // Trimmed in lumps, so that a push does not shift the whole list.
    if (this.items.length >= 2 * this.window) this.items = this.items.slice(-this.window);
  }

  /** The latest items, newest first. */
  newest(limit: number): Item[] {
    const count = Math.min(limit, this.window);
    return count <= 0 ? [] : this.items.slice(-count).reverse();
  }
}
