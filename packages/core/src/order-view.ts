import { NO_SLOT } from "./book/order-pool.ts";
import type { GroupId, SessionId, Timestamp } from "./ids.ts";
import { PRICE_ONE } from "./money.ts";
import type { Price, Quantity } from "./money.ts";
import type { State } from "./state.ts";
import type { OrderView } from "./views.ts";

const GOOD_TILL_CANCELLED = { kind: "gtc", postOnly: false } as const;
const POST_ONLY = { kind: "gtc", postOnly: true } as const;

/** What is shown of an order at rest. */
export function orderView(state: State, slot: number): OrderView {
  const { orders } = state;
  const market = state.marketOf(slot);
  const yes = orders.isYes(slot);
  const price = orders.price(slot);
  const postOnly = orders.isPostOnly(slot);
  const { expiresAt, group, session } = orders.termsOf(slot);
  return {
    order: orders.id(slot),
    account: state.accountIdOf(slot),
    market: market.id,
    outcome: yes ? "yes" : "no",
    side: orders.isBuy(slot) ? "buy" : "sell",
    price: (yes ? price : PRICE_ONE - price) as Price,
    quantity: orders.quantity(slot) as Quantity,
    remaining: orders.remaining(slot) as Quantity,
    timeInForce:
      expiresAt !== 0
        ? { kind: "gtd", postOnly, expiresAt: expiresAt as Timestamp }
        : postOnly
          ? POST_ONLY
          : GOOD_TILL_CANCELLED,
    reduceOnly: orders.isReduceOnly(slot),
    selfTrade: orders.selfTrade(slot),
    group: group === 0 ? null : (group as GroupId),
    session: session === 0 ? null : (session as SessionId),
  };
}

/** The orders of an account (by its index) that are at rest, by ascending id. */
export function orderViews(state: State, account: number): OrderView[] {
  const { orders, ownOrders } = state;
  const views: OrderView[] = [];
  for (let slot = ownOrders.first(account); slot !== NO_SLOT; slot = ownOrders.behind(slot)) {
    if (!orders.isDelayed(slot)) views.push(orderView(state, slot));
  }
  return views;
}
