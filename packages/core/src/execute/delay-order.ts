import { assert } from "../assert.ts";
import { delayedAt, setAside, takeBack } from "../book/delayed.ts";
import type { Entry } from "../book/entry.ts";
import { NO_SLOT } from "../book/order-pool.ts";
import { walk } from "../book/walk.ts";
import type { CancelReason } from "../events.ts";
import type { Timestamp } from "../ids.ts";
import type { Quantity } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Run } from "../run.ts";
import { isDelayed } from "./admission.ts";
import { enterBook, openOrder, takePosition } from "./enter-book.ts";

/**
 * Lets an admitted and accepted order into the book, or sets it aside first if
 * it would trade at once in a market with a taker delay.
 */
export function enterOrDelay(run: Run, entry: Entry, spec: OrderSpec): void {
  const { account, market, lots, order } = entry;
  if (!isDelayed(market, entry.plan)) return enterBook(run, entry, spec, lots);
  const until = (run.time + market.parameters.takerDelayMs) as Timestamp;
  takePosition(run.state, entry);
  const open = openOrder(entry, lots, lots, spec.reduceOnly);
  // The spec stays for long; the command it came with need not.
  const own = { ...spec, pricing: { ...spec.pricing } };
  setAside(run.state, open, {
    spec: own,
    until,
    collateral: entry.required,
    openBuy: entry.wanted,
  });
  const quantity = (entry.isCash ? entry.wanted : lots) as Quantity;
  run.emit({
    type: "OrderDelayed",
    order,
    account: account.id,
    market: market.id,
    quantity,
    until,
  });
  entry.resting = quantity;
}

/**
 * Ends an order's delay: what was held is given back, and the order goes into
 * the book as it is now, under the fees of its acceptance. A market that takes no
 * such orders any more cancels it.
 */
export function releaseOrder(run: Run, slot: number, entry: Entry): void {
  const { state } = run;
  const { orders } = state;
  const delayed = delayedAt(state, slot);
  assert(delayed !== undefined, "only a delayed order is released");
  const { spec } = delayed;
  const market = state.marketOf(slot);
  const account = state.accountAt(state.accountIndexOf(slot));
  const order = orders.id(slot);
  const lots = orders.remaining(slot);
  entry.begin(account, market, spec);
  entry.lots = entry.taker.quantity = lots;
  entry.taker.limit = orders.price(slot) / market.unit;
  entry.taker.without = NO_SLOT;
  entry.order = order;
  entry.version = orders.version(slot);
  entry.taker.schedule = state.scheduleOf(slot);
  entry.required = delayed.collateral;
  entry.wanted = delayed.openBuy;
  state.ownOrders.keepPlace(slot);
  takeBack(state, slot);
  run.emit({ type: "OrderReleased", order, account: account.id, market: market.id });
  const cancel = (reason: CancelReason): void => {
    const { cash } = entry.taker;
    run.log.cancelled(order, account.id, market.id, lots, cash, reason);
  };
  const takes =
    market.state === "open" &&
    market.mode === "normal" &&
    market.tickChange?.hasBegun !== true &&
    run.time >= state.postOnlyUntil;
  if (!takes) return cancel("market-state");
  walk(orders, market.ladder, entry.taker, run.steps, entry.plan);
  if (entry.isFillOrKill && !entry.isFilled()) return cancel("unfilled");
  enterBook(run, entry, spec, lots);
}
