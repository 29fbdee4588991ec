/** Reads what a command did to orders off its events, item by item. */
import { amount, notional, quantity } from "@probity/core";
import type { Event, KeyOutcome, Leg, OrderId, Rejection } from "@probity/core";

export type ItemResult =
  | { readonly kind: "done"; readonly outcome: KeyOutcome; readonly repeated: boolean }
  | { readonly kind: "refused"; readonly rejection: Rejection };

/**
 * What became of one item of `PlaceOrder`, `PlaceOrders`, `ReplaceOrder` or (with
 * the order it amends) `AmendOrder`. The outcome is the one the machine remembers
 * under the item's key, so that a repetition gives the same.
 */
export function itemResult(
  events: readonly Event[],
  item: number,
  amended: OrderId | null = null,
): ItemResult {
  let order = amended;
  let filled = 0;
  let value = 0;
  let fee = 0;
  let resting = 0;
  for (const event of events) {
    switch (event.type) {
      case "CommandRejected":
        return { kind: "refused", rejection: event.rejection };
      case "OrderRejected":
        if (event.item === item) return { kind: "refused", rejection: event.rejection };
        break;
      case "CommandRepeated":
        if (event.item === item) return { kind: "done", outcome: event.outcome, repeated: true };
        break;
      case "OrderAccepted":
        if (event.item === item) order = event.order;
        break;
      case "OrderAmended":
        if (event.order === order && event.keepsPriority) resting = event.remaining;
        break;
      case "OrdersMatched":
        for (const leg of event.legs) {
          if (leg.order !== order || leg.role !== "taker") continue;
          filled += leg.quantity;
          value += notional(leg.price, leg.quantity);
          fee += leg.fee;
        }
        break;
      case "OrderDelayed":
      case "OrderRested":
        if (event.order === order) resting = event.quantity;
        break;
      default:
        break;
    }
  }
  if (order === null) throw new Error(`the events say nothing of item ${item}`);
  const outcome: KeyOutcome = {
    id: order,
    filled: quantity(filled),
    notional: amount(value),
    fee: amount(fee),
    resting: quantity(resting),
  };
  return { kind: "done", outcome, repeated: false };
}

/**
 * What became of each of the first `count` items of `PlaceOrders`: `itemResult` of them all, in one
 * pass over the events.
 */
export function batchResults(events: readonly Event[], count: number): readonly ItemResult[] {
  const items: ItemSoFar[] = [];
  for (let item = 0; item < count; item++) items.push(new ItemSoFar());
  let latest: ItemSoFar | null = null;
  // The events speak of the order accepted last, unless of one before it.
  const itemOf = (order: OrderId): ItemSoFar | undefined =>
    latest?.order === order ? latest : items.find((item) => item.order === order);
  for (const event of events) {
    switch (event.type) {
      case "CommandRejected":
        for (const item of items) item.end({ kind: "refused", rejection: event.rejection });
        break;
      case "OrderRejected":
        items[event.item]?.end({ kind: "refused", rejection: event.rejection });
        break;
      case "CommandRepeated":
        items[event.item]?.end({ kind: "done", outcome: event.outcome, repeated: true });
        break;
      case "OrderAccepted":
        latest = items[event.item] ?? null;
        if (latest !== null) latest.order = event.order;
        break;
      case "OrderAmended": {
        const item = event.keepsPriority ? itemOf(event.order) : undefined;
        if (item !== undefined) item.resting = event.remaining;
        break;
      }
      case "OrdersMatched":
        for (const leg of event.legs) {
          if (leg.role === "taker") itemOf(leg.order)?.take(leg);
        }
        break;
      case "OrderDelayed":
      case "OrderRested": {
        const item = itemOf(event.order);
        if (item !== undefined) item.resting = event.quantity;
        break;
      }
      default:
        break;
    }
  }
  return items.map((item, place) => item.finish(place));
}

/** An item of a batch while its events are read. */
class ItemSoFar {
  order: OrderId | null = null;
  filled = 0;
  value = 0;
  fee = 0;
  resting = 0;
  result: ItemResult | null = null;

  end(result: ItemResult): void {
    this.result ??= result;
  }

  take({ price, quantity: lots, fee }: Leg): void {
    this.filled += lots;
    this.value += notional(price, lots);
    this.fee += fee;
  }

  finish(place: number): ItemResult {
    if (this.result !== null) return this.result;
    if (this.order === null) throw new Error(`the events say nothing of item ${place}`);
    const outcome: KeyOutcome = {
      id: this.order,
      filled: quantity(this.filled),
      notional: amount(this.value),
      fee: amount(this.fee),
      resting: quantity(this.resting),
    };
    return { kind: "done", outcome, repeated: false };
  }
}
