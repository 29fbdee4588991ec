import type { KeyOutcome, OrderId } from "@probity/core";
import { toAmount, toLots } from "./arithmetic.ts";
import type { Progress } from "./fills.ts";
import type { Order, Taker } from "./state.ts";

/** A taker's way through the book: how it starts, what it leaves, what its key says of it. */

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

/** A taker that has done nothing yet. */
export function start({ account, market, spec, fees }: Taker, id: OrderId): Progress {
  const { outcome, side, group } = spec;
  return {
    account,
    market,
    order: { id, outcome, side, group },
    fees,
    filled: 0,
    notional: 0n,
    fee: 0n,
    numerators: 0n,
    groups: new Set(),
  };
}

/** The order as it would rest; null for kinds that never do. */
export function restingOrder(taker: Taker, id: OrderId, filled: number): Order | null {
  const { account, market, spec, quantity, fees } = taker;
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
    fees,
  };
}
