import { BASKET_MAX, BATCH_MAX, SIGNED_BATCH_MAX } from "@probity/core";
import type {
  CommandContent,
  KeyOutcome,
  OrderId,
  OrderItem,
  OrderSpec,
  Rejection,
} from "@probity/core";
import { invalid, reject, rejectOrder, speaker } from "./answers.ts";
import { toAmount, toLots } from "./arithmetic.ts";
import { cancel } from "./cancelling.ts";
import { badPricing, badSigned } from "./fields.ts";
import { meetBook, mustWait, setAside } from "./delaying.ts";
import { tripGroups } from "./fills.ts";
import {
  consultKey,
  contentOf,
  contentOfOrder,
  isAnsweredByKey,
  remember,
  repeat,
} from "./keys.ts";
import { examine } from "./order-checks.ts";
import type { Promised } from "./order-checks.ts";
import { idOf } from "./state.ts";
import type { Account, Turn } from "./state.ts";

/** RULES.md section 6: orders are placed, alone, in batches and in place of others. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

/** One order to place, and how it is to be answered. */
interface Placing {
  readonly account: Account;
  readonly item: number;
  readonly key: string | null;
  readonly content: object;
  readonly order: OrderSpec;
  /** Set: what its owner signed. */
  readonly signed?: string;
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

export function placeSignedOrders(turn: Turn, content: Content<"PlaceSignedOrders">): void {
  const { account: id, items } = content;
  const account = speaker(turn, id);
  if (account === null) return;
  if (items.length < 1 || items.length > SIGNED_BATCH_MAX) return reject(turn, invalid("items"));
  for (const [item, { key, order, signed }] of items.entries()) {
    const placing = { account, item, key, content: contentOfOrder(order), order, signed };
    place(turn, { ...placing, replaces: null });
  }
}

export function replaceOrder(turn: Turn, content: Content<"ReplaceOrder">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { key, order: replaces, replacement: order } = content;
  place(turn, { account, item: 0, key, content: contentOf(content), order, replaces });
}

/** RULES.md section 6, "Basket". */
export function placeBasket(turn: Turn, content: Content<"PlaceBasket">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { key, items } = content;
  if (isAnsweredByKey(turn, account, key, content)) return;
  const markets = new Set(items.map(({ order }) => order.market));
  const keys = items.map((item) => item.key).filter((itemKey) => itemKey !== null);
  const isBasket =
    items.length >= 2 &&
    items.length <= BASKET_MAX &&
    markets.size === items.length &&
    new Set(keys).size === keys.length;
  if (!isBasket) return reject(turn, invalid("items"));

  const refusals = judgeBasket(turn, account, items);
  if (refusals.some((refusal) => refusal !== null)) {
    for (const [item, { key: own }] of items.entries()) {
      rejectOrder(turn, account, item, own, refusals[item] ?? { code: "BasketFailed" });
    }
    return;
  }
  turn.heldBack = new Set();
  const outcomes = items.map(({ key: own, order }, item) =>
    place(turn, {
      account,
      item,
      key: own,
      content: contentOfOrder(order),
      order,
      replaces: null,
    }),
  );
  const sum = (of: (outcome: Partial<KeyOutcome>) => number | undefined): number =>
    outcomes.reduce((total, outcome) => total + (of(outcome ?? {}) ?? 0), 0);
  remember(turn, account, key, contentOf(content), {
    id: idOf<OrderId>(turn.sequence, 0),
    filled: toLots(sum(({ filled }) => filled)),
    notional: toAmount(BigInt(sum(({ notional }) => notional))),
    fee: toAmount(BigInt(sum(({ fee }) => fee))),
    resting: toLots(sum(({ resting }) => resting)),
  });
  const groups = turn.heldBack;
  turn.heldBack = null;
  tripGroups(turn, groups);
}

/** Why each item is refused on its own, given what those before it may need. */
function judgeBasket(
  turn: Turn,
  account: Account,
  items: readonly OrderItem[],
): (Rejection | null)[] {
  const promised: Promised = { collateral: new Map(), exposure: 0n, orders: 0 };
  const allSteps = turn.steps;
  const refusals = items.map(({ key, order: spec }): Rejection | null => {
    const said = consultKey(turn, account, key, {});
    if (said !== null && "refused" in said) return said.refused;
    const bad = badPricing(spec.pricing, spec.side);
    if (bad !== null) return invalid(bad);
    if (account.status === "frozen") return { code: "AccountFrozen" };
    const market = turn.state.markets.get(spec.market);
    if (market === undefined) return { code: "MarketNotFound" };
    const wish = { account, spec, market, replaced: null, amended: null, promised };
    const examined = examine(turn, wish);
    if ("refused" in examined) return examined.refused;
    const { taker, plan } = examined;
    const required = spec.side === "buy" ? examined.required : 0n;
    const { collateral } = market.event;
    promised.collateral.set(collateral, (promised.collateral.get(collateral) ?? 0n) + required);
    promised.exposure += required;
    promised.orders += 1;
    if (!mustWait(taker, plan)) turn.steps -= plan.steps.length;
    return null;
  });
  turn.steps = allSteps;
  return refusals;
}

/** @returns what its key answers, if it was placed. */
function place(turn: Turn, placing: Placing): Partial<KeyOutcome> | null {
  const { account, item, key, content, order: spec } = placing;
  const said = consultKey(turn, account, key, content);
  const refuse = (rejection: Rejection): null => {
    rejectOrder(turn, account, item, key, rejection);
    return null;
  };
  if (said !== null && "repeated" in said) {
    repeat(turn, account, item, said.repeated);
    return null;
  }
  if (said !== null) return refuse(said.refused);

  const { signed } = placing;
  const bad =
    badPricing(spec.pricing, spec.side) ?? (signed === undefined ? null : badSigned(signed));
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
  if (signed !== undefined) {
    turn.events.push({ type: "OrderSigned", order: id, account: account.id, signed });
  }
  if (mustWait(taker, plan)) {
    const outcome = setAside(turn, taker, id, accepted, plan, examined.required);
    remember(turn, account, key, content, outcome);
    return outcome;
  }
  const { outcome, progress } = meetBook(turn, taker, id, plan, accepted);
  remember(turn, account, key, content, outcome);
  tripGroups(turn, progress.groups);
  return outcome;
}

/** The spec with the quantity a reduce-only order was clipped to. */
function clipped(spec: OrderSpec, quantity: number): OrderSpec {
  const { pricing } = spec;
  if (pricing.kind === "cash") return spec;
  return { ...spec, pricing: { ...pricing, quantity: toLots(quantity) } };
}
