import { BATCH_MAX } from "@probity/core";
import type { CommandContent, KeyOutcome, OrderId, OrderSpec } from "@probity/core";
import { invalid, reject, rejectOrder, speaker } from "./answers.ts";
import { toAmount, toLots } from "./arithmetic.ts";
import { cancel } from "./cancelling.ts";
import { badPricing } from "./fields.ts";
import { carryOut, tripGroups } from "./fills.ts";
import type { Progress } from "./fills.ts";
import { consultKey, contentOf, contentOfOrder, remember, repeat } from "./keys.ts";
import { examine } from "./order-checks.ts";
import { idOf } from "./state.ts";
import type { Account, Order, Turn } from "./state.ts";
import { finish, settleDown } from "./the-end.ts";
import type { Taker } from "./walk.ts";

/** RULES.md section 6: orders are placed, alone, in batches and in place of others. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

/** One order to place, and how it is to be answered. */
interface Placing {
  readonly account: Account;
  readonly item: number;
  readonly key: string | null;
  readonly content: object;
  readonly order: OrderSpec;
  /** Set: the id of the order it is to replace. */
  readonly replaces: OrderId | null;
}

export function placeOrder(turn: Turn, content: Content<"PlaceOrder">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { key, order } = content;
  place(turn, { account, item: 0, key, content: contentOf(content), order, replaces: null });
}

export function placeOrders(turn: Turn, { account: id, items }: Content<"PlaceOrders">): void {
  const account = speaker(turn, id);
  if (account === null) return;
  if (items.length < 1 || items.length > BATCH_MAX) return reject(turn, invalid("items"));
  for (const [item, { key, order }] of items.entries()) {
    place(turn, { account, item, key, content: contentOfOrder(order), order, replaces: null });
  }
}

export function replaceOrder(turn: Turn, content: Content<"ReplaceOrder">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { key, order: replaces, replacement: order } = content;
  place(turn, { account, item: 0, key, content: contentOf(content), order, replaces });
}

function place(turn: Turn, placing: Placing): void {
  const { account, item, key, content, order: spec } = placing;
  const said = consultKey(turn, account, key, content);
  if (said !== null && "repeated" in said) return repeat(turn, account, item, said.repeated);
  if (said !== null) return rejectOrder(turn, account, item, key, said.refused);
  const refuse = (rejection: Parameters<typeof rejectOrder>[4]): void =>
    rejectOrder(turn, account, item, key, rejection);

  const bad = badPricing(spec.pricing, spec.side);
  if (bad !== null) return refuse(invalid(bad));
  if (account.status === "frozen") return refuse({ code: "AccountFrozen" });
  const market = turn.state.markets.get(spec.market);
  if (market === undefined) return refuse({ code: "MarketNotFound" });
  const replaced = placing.replaces === null ? null : account.orders.get(placing.replaces);
  if (replaced === undefined) return refuse({ code: "OrderNotFound" });
  const examined = examine(turn, { account, spec, market, replaced, amended: null });
  if ("refused" in examined) return refuse(examined.refused);

  const { taker, plan } = examined;
  const id = idOf<OrderId>(turn.sequence, item);
  const accepted = clipped(spec, taker.quantity);
  if (replaced !== null) cancel(turn, replaced, "replaced");
  turn.events.push({
    type: "OrderAccepted",
    order: id,
    account: account.id,
    item,
    key,
    spec: accepted,
    parametersVersion: market.parametersVersion,
  });
  const progress = start(taker, id);
  carryOut(turn, progress, plan);
  const order = restingOrder(taker, id, progress.filled);
  const resting = order === null ? 0 : settleDown(turn, order, plan);
  if (order === null) finish(turn, progress, plan, accepted.pricing);
  remember(turn, account, key, content, outcomeOf(progress, resting));
  tripGroups(turn, progress.groups);
}

/** What a key will answer about an order. */
export function outcomeOf({ order, filled, notional, fee }: Progress, resting: number): KeyOutcome {
  return {
    id: order.id,
    filled: toLots(filled),
    notional: toAmount(notional),
    fee: toAmount(fee),
    resting: toLots(resting),
  };
}

/** The spec with the quantity a reduce-only order was clipped to. */
function clipped(spec: OrderSpec, quantity: number): OrderSpec {
  const { pricing } = spec;
  if (pricing.kind === "cash") return spec;
  return { ...spec, pricing: { ...pricing, quantity: toLots(quantity) } };
}

export function start({ account, market, spec }: Taker, id: OrderId): Progress {
  const { outcome, side, group } = spec;
  return {
    account,
    market,
    order: { id, outcome, side, group },
    fees: market.parameters.fees,
    filled: 0,
    notional: 0n,
    fee: 0n,
    numerators: 0n,
    groups: new Set(),
  };
}

/** The order as it would rest; null for kinds that never do. */
function restingOrder(taker: Taker, id: OrderId, filled: number): Order | null {
  const { account, market, spec, quantity } = taker;
  const { pricing, outcome, side, reduceOnly, selfTrade, group, session } = spec;
  if (pricing.kind !== "limit") return null;
  const { price, timeInForce } = pricing;
  if (timeInForce.kind === "ioc" || timeInForce.kind === "fok") return null;
  return {
    id,
    account,
    market,
    outcome,
    side,
    price,
    total: quantity,
    remaining: quantity - filled,
    timeInForce,
    reduceOnly,
    selfTrade,
    group,
    session,
    fees: market.parameters.fees,
  };
}
