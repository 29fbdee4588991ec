import { idFrom } from "@probity/core";
import type { Event, OrderId, Sequence } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import type { FeedEntry } from "@probity/sequencer";
import { Newest } from "../newest.ts";
import type { KeptOrder, KeptOrders } from "../ports.ts";

/** Orders remembered; those before them are in the database. */
const REMEMBERED = 20_000;

/** What was signed with the orders of this run, and from the database with those before. */
export class JournalledOrders implements KeptOrders {
  readonly #venue: Pick<Venue, "store">;
  /** As text until somebody looks, which is seldom. */
  readonly #recent = new Newest<OrderId, string | KeptOrder | null>(REMEMBERED);
  /** Of orders from this one on memory has all that was signed. */
  #wholeFrom = Number.POSITIVE_INFINITY;

  constructor(venue: Pick<Venue, "store">) {
    this.#venue = venue;
  }

  apply({ sequence, events }: FeedEntry<Event>): void {
    if (this.#wholeFrom === Number.POSITIVE_INFINITY) {
      this.#wholeFrom = idFrom(sequence as Sequence, 0);
    }
    for (const event of events) {
      if (event.type === "OrderSigned") this.#remember(event.order, event.signed);
    }
  }

  peek(order: OrderId): KeptOrder | null {
    const known = this.#recent.get(order);
    if (typeof known !== "string") return known ?? null;
    const kept = readKept(known);
    this.#recent.set(order, kept);
    return kept;
  }

  async of(orders: readonly OrderId[]): Promise<ReadonlyMap<OrderId, KeptOrder>> {
    const found = new Map<OrderId, KeptOrder>();
    const sought: OrderId[] = [];
    for (const order of orders) {
      const kept = this.peek(order);
      if (kept !== null) found.set(order, kept);
      else if (order < this.#wholeFrom) sought.push(order);
    }
    if (sought.length === 0) return found;
    const { value } = await fromHistory(this.#venue, 0, ({ orders: stored }) =>
      stored.signedOf(sought),
    );
    for (const [order, signed] of value) {
      const kept = readKept(signed);
      if (kept !== null) found.set(order, kept);
    }
    return found;
  }

  #remember(order: OrderId, signed: string): void {
    const oldest = this.#recent.set(order, signed);
    if (oldest !== undefined) this.#wholeFrom = oldest + 1;
  }
}

/** Null for what another version of the venue wrote, which nobody has seen yet. */
function readKept(signed: string): KeptOrder | null {
  try {
    return JSON.parse(signed) as KeptOrder;
  } catch {
    return null;
  }
}
