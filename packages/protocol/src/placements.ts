/** Reads what a command did to orders off its events, item by item. */
import { amount, notional, quantity } from "@probity/core";
import type { Event, KeyOutcome, OrderId, Rejection } from "@probity/core";

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
