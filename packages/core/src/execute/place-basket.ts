import { assert } from "../assert.ts";
import type { Entry } from "../book/entry.ts";
import { BASKET_MAX } from "../commands.ts";
import type { CommandContent, OrderItem } from "../commands.ts";
import type { KeyOutcome } from "../events.ts";
import { badOrderField, invalid } from "../fields.ts";
import type { AssetId } from "../ids.ts";
import { orderHash } from "../keys.ts";
import type { Amount, Quantity } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { NOTHING_FREED, admit, isDelayed } from "./admission.ts";
import type { Promised } from "./admission.ts";
import { actFor } from "./authority.ts";
import { KeyedCommand, PLAIN_OUTCOME, isNew, keyedCommand } from "./client-key.ts";
import { tripGroups } from "./mass-cancel.ts";
import { accept, rejectOrder } from "./place-order.ts";

/**
 * Several orders, each in a market of its own, as one: all are judged before any
 * is let in, and each against what the others before it may need. Because the
 * markets differ, what was judged stays true while the orders go in; groups trip
 * when the last is in.
 */
export function placeBasket(
  run: Run,
  command: Extract<CommandContent, { type: "PlaceBasket" }>,
  entry: Entry,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  if (!isNew(run, keyed)) return;
  const { items } = command;
  if (!isBasket(items)) return run.reject(invalid("items"));
  const refusals = judge(run, account, items, entry);
  if (refusals.some((refusal) => refusal !== null)) {
    for (const [item, { key }] of items.entries()) {
      rejectOrder(run, account, item, key, refusals[item] ?? { code: "BasketFailed" });
    }
    return;
  }
  keyed.remember(enterAll(run, account, items, entry));
}

/** Markets and keys of a basket are all different. */
function isBasket(items: readonly OrderItem[]): boolean {
  if (items.length < 2 || items.length > BASKET_MAX) return false;
  const keys = items.flatMap(({ key }) => (key === null ? [] : [key]));
  const markets = new Set(items.map(({ order }) => order.market));
  return markets.size === items.length && new Set(keys).size === keys.length;
}

/** Why each order is refused on its own; null for those that could go in. Changes nothing. */
function judge(
  run: Run,
  account: Account,
  items: readonly OrderItem[],
  entry: Entry,
): (Rejection | null)[] {
  const { state, time } = run;
  const collateral = new Map<AssetId, number>();
  let exposure = 0;
  let orders = 0;
  let { steps } = run;
  return items.map(({ key, order }) => {
    const field = badOrderField(order);
    const refusal = keyOf(run, account, { key, order }).refusal();
    if (refusal !== null) return refusal;
    if (field !== null) return invalid(field);
    const asset = state.markets.get(order.market)?.event.collateral ?? (0 as AssetId);
    const before = collateral.get(asset) ?? 0;
    const promised: Promised = { collateral: before, exposure, orders };
    const refused = admit(state, time, steps, account, order, NOTHING_FREED, entry, promised);
    if (refused !== null) return refused;
    collateral.set(asset, before + entry.required);
    exposure += entry.required;
    orders++;
    if (!isDelayed(entry.market, entry.plan)) steps -= entry.plan.length;
    return null;
  });
}

/** @returns what the basket's key answers: the first order's id, and sums over all. */
function enterAll(
  run: Run,
  account: Account,
  items: readonly OrderItem[],
  entry: Entry,
): KeyOutcome {
  const sum = { ...PLAIN_OUTCOME, id: run.id<number>(0) };
  const touched: typeof run.touched = [];
  run.touched = touched;
  for (const [item, { key, order }] of items.entries()) {
    const refusal = admit(run.state, run.time, run.steps, account, order, NOTHING_FREED, entry);
    assert(refusal === null, "an order of a basket was judged otherwise before");
    accept(run, entry, item, key, order);
    const outcome = entry.outcome();
    keyOf(run, account, { key, order }).remember(outcome);
    sum.filled = (sum.filled + outcome.filled) as Quantity;
    sum.notional = (sum.notional + outcome.notional) as Amount;
    sum.fee = (sum.fee + outcome.fee) as Amount;
    sum.resting = (sum.resting + outcome.resting) as Quantity;
  }
  run.touched = null;
  tripGroups(run, touched);
  return sum;
}

function keyOf(run: Run, account: Account, { key, order }: OrderItem): KeyedCommand {
  return new KeyedCommand(run, account, key, key === null ? 0 : orderHash(order));
}
