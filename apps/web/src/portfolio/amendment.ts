import { parsePrice, parseQuantity } from "@probity/protocol";
import type { AmendOrderJson, Order } from "@probity/protocol";

type Amended = Pick<Order, "price" | "quantity">;

/** What of an order would change; null: nothing. */
export function amendmentOf(
  order: Amended,
  typed: { readonly price: string; readonly quantity: string },
): AmendOrderJson | null {
  const isSamePrice = order.price !== null && parsePrice(order.price) === parsePrice(typed.price);
  const isSameQuantity =
    order.quantity !== null && parseQuantity(order.quantity) === parseQuantity(typed.quantity);
  if (isSamePrice && isSameQuantity) return null;
  return {
    ...(isSamePrice ? {} : { price: typed.price }),
    ...(isSameQuantity ? {} : { quantity: typed.quantity }),
  };
}

/** Whether the order stays where it is in the queue: only fewer shares at the same price do. */
export function keepsPlace(order: Amended, wish: AmendOrderJson): boolean {
  if (wish.price !== undefined || wish.quantity === undefined || order.quantity === null) {
    return false;
  }
  return parseQuantity(wish.quantity) <= parseQuantity(order.quantity);
}
