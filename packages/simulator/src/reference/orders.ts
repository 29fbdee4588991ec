import { BATCH_MAX } from "@probity/core";
import type { CommandContent, OrderId, OrderSpec } from "@probity/core";
import { invalid, reject, rejectOrder, speaker } from "./answers.ts";
import { toLots } from "./arithmetic.ts";
import { cancel } from "./cancelling.ts";
import { badPricing } from "./fields.ts";
import { meetBook, mustWait, setAside } from "./delaying.ts";
import { tripGroups } from "./fills.ts";
import { consultKey, contentOf, contentOfOrder, remember, repeat } from "./keys.ts";
import { examine } from "./order-checks.ts";
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
  if (mustWait(taker, plan)) {
    const outcome = setAside(turn, taker, id, accepted, plan, examined.required);
    return remember(turn, account, key, content, outcome);
  }
  const { outcome, progress } = meetBook(turn, taker, id, plan, accepted);
  remember(turn, account, key, content, outcome);
  tripGroups(turn, progress.groups);
}

/** The spec with the quantity a reduce-only order was clipped to. */
function clipped(spec: OrderSpec, quantity: number): OrderSpec {
  const { pricing } = spec;
  if (pricing.kind === "cash") return spec;
  return { ...spec, pricing: { ...pricing, quantity: toLots(quantity) } };
}
