import { assert } from "../assert.ts";
import type { Entry } from "../book/entry.ts";
import { NO_SLOT } from "../book/order-pool.ts";
import { cancelOpen } from "../book/cancel.ts";
import { findRestingOf, ownPriceOf, pullMaker } from "../book/resting.ts";
import type { CommandContent } from "../commands.ts";
import { badOrderField, invalid } from "../fields.ts";
import type { OrderId } from "../ids.ts";
import { adjustHold } from "../ledger/holds.ts";
import { isBookPrice, isOrderQuantity } from "../money.ts";
import type { Quantity } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { admit, specOf } from "./admission.ts";
import { actFor } from "./authority.ts";
import { PLAIN_OUTCOME, keyedCommand } from "./client-key.ts";
import type { KeyedCommand } from "./client-key.ts";
import { enterOrDelay } from "./delay-order.ts";
import { enterBook } from "./enter-book.ts";
import { rejectOrder, withLots } from "./place-order.ts";

type Amend = Extract<CommandContent, { type: "AmendOrder" }>;
type Replace = Extract<CommandContent, { type: "ReplaceOrder" }>;

/**
 * Changes price or total quantity of an order at rest. Less of it keeps its
 * priority; anything else is a cancel and a place in one step, under the same id.
 * On rejection the order stands as it was.
 */
export function amendOrder(run: Run, command: Amend, entry: Entry): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  const answer = keyed.check(0);
  if (answer === "repeated") return;
  const refusal = answer === "new" ? amend(run, account, command, keyed, entry) : answer;
  if (refusal !== null) rejectOrder(run, account, 0, command.key, refusal);
}

function amend(
  run: Run,
  account: Account,
  command: Amend,
  keyed: KeyedCommand,
  entry: Entry,
): Rejection | null {
  const { state } = run;
  const { orders } = state;
  const { price, quantity } = command;
  if (price !== null && !isBookPrice(price)) return invalid("price");
  if (quantity !== null ? !isOrderQuantity(quantity) : price === null) return invalid("quantity");
  if (account.status === "frozen") return { code: "AccountFrozen" };
  const slot = findRestingOf(state, account.id, command.order);
  if (slot === NO_SLOT) return { code: "OrderNotFound" };

  const before = orders.remaining(slot);
  const oldTotal = orders.quantity(slot);
  const filled = oldTotal - before;
  const total = quantity ?? oldTotal;
  if (total <= filled) {
    cancelOpen(run, slot, "amended");
    keyed.remember({ ...PLAIN_OUTCOME, id: command.order });
    return null;
  }
  if ((price === null || price === ownPriceOf(state, slot)) && total <= oldTotal) {
    decrease(run, slot, total, total - filled);
    keyed.remember({ ...PLAIN_OUTCOME, id: command.order, resting: (total - filled) as Quantity });
    return null;
  }
  const spec = specOf(state, slot, price, (total - filled) as Quantity);
  const freed = { slot, isAmend: true, total };
  const refusal = admit(state, run.time, run.steps, account, spec, freed, entry);
  if (refusal !== null) return refusal;
  state.ownOrders.keepPlace(slot);
  pullMaker(state, state.marketOf(slot), account.index, slot);
  entry.order = command.order;
  const accepted = withLots(spec, entry.lots);
  assert(accepted.pricing.kind === "limit", "an amended order is a limit order");
  const newTotal = (filled + entry.lots) as Quantity;
  run.emit({
    type: "OrderAmended",
    order: command.order,
    account: account.id,
    market: spec.market,
    price: accepted.pricing.price,
    quantity: newTotal,
    remaining: entry.lots as Quantity,
    keepsPriority: false,
  });
  enterBook(run, entry, accepted, newTotal);
  keyed.remember(entry.outcome());
  return null;
}

/** Takes lots off a resting order where it stands. */
function decrease(run: Run, slot: number, total: number, remaining: number): void {
  const { state } = run;
  const { orders } = state;
  const before = orders.remaining(slot);
  const market = state.marketOf(slot);
  adjustHold(state, market, state.accountIndexOf(slot), slot, before, remaining);
  market.ladder.reduce(slot, before - remaining);
  orders.setQuantity(slot, total);
  run.emit({
    type: "OrderAmended",
    order: orders.id(slot),
    account: state.accountIdOf(slot),
    market: state.marketOf(slot).id,
    price: ownPriceOf(state, slot),
    quantity: total as Quantity,
    remaining: remaining as Quantity,
    keepsPriority: true,
  });
}

/** Cancels one order and places another in the same market, in one step. */
export function replaceOrder(run: Run, command: Replace, entry: Entry): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  const answer = keyed.check(0);
  if (answer === "repeated") return;
  const refusal = answer === "new" ? replace(run, account, command, keyed, entry) : answer;
  if (refusal !== null) rejectOrder(run, account, 0, command.key, refusal);
}

function replace(
  run: Run,
  account: Account,
  command: Replace,
  keyed: KeyedCommand,
  entry: Entry,
): Rejection | null {
  const { state } = run;
  const { replacement: spec } = command;
  const field = badOrderField(spec);
  if (field !== null) return invalid(field);
  if (account.status === "frozen") return { code: "AccountFrozen" };
  if (!state.markets.has(spec.market)) return { code: "MarketNotFound" };
  const slot = findRestingOf(state, account.id, command.order);
  if (slot === NO_SLOT) return { code: "OrderNotFound" };
  const freed = { slot, isAmend: false, total: 0 };
  const refusal = admit(state, run.time, run.steps, account, spec, freed, entry);
  if (refusal !== null) return refusal;
  cancelOpen(run, slot, "replaced");
  entry.order = run.id<OrderId>(0);
  const accepted = withLots(spec, entry.lots);
  run.log.accepted(entry.order, account.id, 0, command.key, accepted, entry.version);
  enterOrDelay(run, entry, accepted);
  keyed.remember(entry.outcome());
  return null;
}
