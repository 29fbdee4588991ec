import type { CommandContent, OrderSpec, Rejection } from "@probity/core";
import { invalid, rejectOrder, speaker } from "./answers.ts";
import { toLots, toPrice } from "./arithmetic.ts";
import { cancel, takeOff } from "./cancelling.ts";
import { mustWait } from "./delaying.ts";
import { isBookPrice, isLots } from "./fields.ts";
import { carryOut, tripGroups } from "./fills.ts";
import { consultKey, contentOf, remember, repeat } from "./keys.ts";
import { examine } from "./order-checks.ts";
import { outcomeOf, start } from "./progress.ts";
import type { Account, Order, Turn } from "./state.ts";
import { settleDown } from "./the-end.ts";

/** RULES.md section 6, "Amend". */

type AmendOrder = Extract<CommandContent, { readonly type: "AmendOrder" }>;

export function amendOrder(turn: Turn, content: AmendOrder): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { key } = content;
  const said = consultKey(turn, account, key, contentOf(content));
  if (said !== null && "repeated" in said) return repeat(turn, account, 0, said.repeated);
  const refusal = said?.refused ?? amend(turn, account, content);
  if (refusal !== null) rejectOrder(turn, account, 0, key, refusal);
}

function amend(turn: Turn, account: Account, content: AmendOrder): Rejection | null {
  const { price, quantity } = content;
  if (price !== null && !isBookPrice(price)) return invalid("price");
  if (quantity !== null && !isLots(quantity)) return invalid("quantity");
  if (price === null && quantity === null) return invalid("quantity");
  if (account.status === "frozen") return { code: "AccountFrozen" };
  const order = account.orders.get(content.order);
  if (order === undefined) return { code: "OrderNotFound" };

  const newPrice = price ?? order.price;
  const newTotal = quantity ?? order.total;
  const filled = order.total - order.remaining;
  if (newTotal <= filled) {
    cancel(turn, order, "amended");
    rememberQuiet(turn, content, order, 0);
    return null;
  }
  if (newPrice === order.price && newTotal <= order.total) {
    order.total = newTotal;
    order.remaining = newTotal - filled;
    sayAmended(turn, order, true);
    rememberQuiet(turn, content, order, order.remaining);
    return null;
  }
  return reenter(turn, content, order, newPrice, newTotal - filled);
}

/** The order leaves its place, and meets the other side as if it were new. */
function reenter(
  turn: Turn,
  content: AmendOrder,
  order: Order,
  price: number,
  wanted: number,
): Rejection | null {
  const { account, market } = order;
  const spec = specOf(order, price, wanted);
  const examined = examine(turn, { account, spec, market, replaced: null, amended: order });
  if ("refused" in examined) return examined.refused;

  const { taker, plan } = examined;
  if (mustWait(taker, plan)) return { code: "AmendWouldTrade" };
  const filled = order.total - order.remaining;
  takeOff(turn, order);
  order.price = toPrice(price);
  order.total = filled + taker.quantity;
  order.remaining = taker.quantity;
  order.fees = market.parameters.fees;
  sayAmended(turn, order, false);
  const progress = start(taker, order.id);
  carryOut(turn, progress, plan);
  order.remaining -= progress.filled;
  const resting = settleDown(turn, order, plan);
  remember(turn, account, content.key, contentOf(content), outcomeOf(progress, resting));
  tripGroups(turn, progress.groups);
  return null;
}

/** A limit order like the old one, of another price and size. */
function specOf(order: Order, price: number, lots: number): OrderSpec {
  const { market, outcome, side, timeInForce, reduceOnly, selfTrade, group, session } = order;
  return {
    market: market.id,
    outcome,
    side,
    pricing: { kind: "limit", price: toPrice(price), quantity: toLots(lots), timeInForce },
    reduceOnly,
    selfTrade,
    group,
    session,
  };
}

function sayAmended(turn: Turn, order: Order, keepsPriority: boolean): void {
  turn.events.push({
    type: "OrderAmended",
    order: order.id,
    account: order.account.id,
    market: order.market.id,
    price: order.price,
    quantity: toLots(order.total),
    remaining: toLots(order.remaining),
    keepsPriority,
  });
}

/** Remembers an amendment that met nobody. */
function rememberQuiet(turn: Turn, content: AmendOrder, order: Order, resting: number): void {
  const outcome = { id: order.id, resting: toLots(resting) };
  remember(turn, order.account, content.key, contentOf(content), outcome);
}
