/** Places to begin with; a power of two. */
const PLACES = 1_024;

/**
 * Slots by order id, for those who know an id and no slot. One chain of slots a
 * place, linked through the slots themselves, so that to add and to drop an order
 * is two writes. Ids are handed out in sequence, so the hash is the sequence
 * itself: neighbours in time lie beside each other.
 */
export class OrderIndex {
  /** First slot + 1 of each chain; 0: none. */
  private heads = new Int32Array(PLACES);
  /** The slot + 1 that follows in the chain of a slot; 0: none. */
  private links = new Int32Array(PLACES);
  private count = 0;

  /** @returns the slot of `id`, or −1. `ids` holds the id of slot s at 4 × s. */
  find(ids: Float64Array, id: number): number {
    let entry = this.heads[hashOf(id) & (this.heads.length - 1)];
    while (entry !== 0 && ids[(entry - 1) << 2] !== id) entry = this.links[entry - 1];
    return entry - 1;
  }

  /** Takes in a slot whose id stands in `ids` and not in here. */
  add(ids: Float64Array, slot: number): void {
    if (slot >= this.links.length) this.growLinks(slot);
    if (++this.count > this.heads.length) this.growHeads(ids);
    const place = hashOf(ids[slot << 2]) & (this.heads.length - 1);
    this.links[slot] = this.heads[place];
    this.heads[place] = slot + 1;
  }

  /** Takes out a slot that is in here; its id still stands in `ids`. */
  drop(ids: Float64Array, slot: number): void {
    const { heads, links } = this;
    const place = hashOf(ids[slot << 2]) & (heads.length - 1);
    let entry = heads[place];
    if (entry === slot + 1) {
      heads[place] = links[slot];
    } else {
      while (links[entry - 1] !== slot + 1) entry = links[entry - 1];
      links[entry - 1] = links[slot];
    }
    this.count--;
  }

  private growLinks(slot: number): void {
    const links = new Int32Array(Math.max(slot + 1, this.links.length * 2));
    links.set(this.links);
    this.links = links;
  }

  private growHeads(ids: Float64Array): void {
    const old = this.heads;
    this.heads = new Int32Array(old.length * 2);
    const mask = this.heads.length - 1;
    for (const head of old) {
      for (let entry = head; entry !== 0;) {
        const next = this.links[entry - 1];
        const place = hashOf(ids[(entry - 1) << 2]) & mask;
        this.links[entry - 1] = this.heads[place];
        this.heads[place] = entry;
        entry = next;
      }
    }
  }
}

/** The low bits of the sequence in the id, and a little of the place in the batch. */
function hashOf(id: number): number {
  const low = id | 0;
  const high = (id * 2 ** -32) | 0;
  return ((low >>> 12) | (high << 20)) + (low & 4_095) * 61;
}
