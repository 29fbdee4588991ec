import { FeeMeter, PRICE_ONE, amount, notional, quantity } from "@probity/core";
import type { Amount } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import { parseAmount, parsePrice, parseQuantity } from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import { walkLots, walkMoney } from "./book-walk.ts";
import { scheduleOf } from "./fee-schedule.ts";
import type { Figures } from "./use-preview.ts";

/** What the ticket shows of an order, as integers. */
export interface Summary {
  /** µ$ paid (buying) or received (selling) now, before the fee. */
  readonly notional: Amount;
  readonly fee: Amount;
  /** What rests, at its limit, in µ$. */
  readonly resting: Amount;
  /** Lots. */
  readonly filledLots: number;
  readonly restingLots: number;
  /** µ$ a buy is worth if its outcome comes true, all of it filled. */
  readonly payout: Amount;
}

/** The venue's dry run as the ticket shows it. */
export function summaryOf(order: OrderRequestJson, figures: Figures): Summary {
  const filled = parseQuantity(figures.filled);
  const resting = parseQuantity(figures.resting);
  const limit = order.type === "limit" ? parsePrice(order.price) : null;
  return {
    notional: parseAmount(figures.notional),
    fee: parseAmount(figures.fee),
    resting: limit === null ? amount(0) : notional(limit, resting),
    filledLots: filled,
    restingLots: resting,
    payout: notional(PRICE_ONE, quantity(filled + resting)),
  };
}

/** What an order is worth, in µ$, by itself and the book as shown: known before the venue has answered. */
export function worthOf(
  order: OrderRequestJson,
  market: Pick<Market, "fees">,
  view: DepthView,
): number {
  if (order.type === "market" && order.cash !== undefined) return parseAmount(order.cash);
  const { notional: now, resting } = estimateOf(order, market, view);
  return now + resting;
}

/** The summary for somebody who is not signed in, from the book as shown. */
export function estimateOf(
  order: OrderRequestJson,
  market: Pick<Market, "fees">,
  { bids, asks }: DepthView,
): Summary {
  const levels = order.side === "buy" ? asks : bids;
  const limit = order.type === "limit" ? parsePrice(order.price) : null;
  const wanted = parseQuantity(order.quantity ?? "0");
  const walk =
    order.type === "market" && order.cash !== undefined
      ? walkMoney(levels, parseAmount(order.cash))
      : walkLots(levels, wanted, (price) =>
          limit === null ? true : order.side === "buy" ? price <= limit : price >= limit,
        );
  const rests =
    order.type === "limit" && order.time_in_force !== "ioc" && order.time_in_force !== "fok";
  const restingLots = rests ? wanted - walk.filled : 0;
  const schedule = scheduleOf(market);
  const fee = new FeeMeter(schedule, schedule.takerBps);
  for (const { price, quantity: lots } of walk.taken) fee.add(price, lots);
  return {
    notional: walk.notional,
    fee: fee.rounded(),
    resting: limit === null ? amount(0) : notional(limit, quantity(restingLots)),
    filledLots: walk.filled,
    restingLots,
    payout: notional(PRICE_ONE, quantity(walk.filled + restingLots)),
  };
}
