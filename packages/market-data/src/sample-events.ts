/** Events as the machine makes them, for the tests of this package. */
import { complement, price, PRICE_ONE, quantity, ZERO_AMOUNT } from "@probity/core";
import type {
  AccountId,
  Amount,
  EventId,
  EventOf,
  Leg,
  LegRole,
  MarketId,
  MatchId,
  OrderId,
  OrderSpec,
  Outcome,
  Side,
  Timestamp,
} from "@probity/core";

export const ACCOUNT = 1 as AccountId;

export function marketCreated(market: MarketId): EventOf<"MarketCreated"> {
  return {
    type: "MarketCreated",
    market,
    event: 4_096 as EventId,
    spec: {
      slug: `market-${market}`,
      text: { question: "Will it rain?", description: "", image: "", external: "" },
      tickSize: price(1),
      parameters: {
        minQuantity: quantity(1),
        fees: { formula: "symmetric", exponent: 1, takerBps: 0, makerBps: 0, rebateBps: 0 },
        positionLimit: quantity(0),
        bandLow: price(1),
        bandHigh: price(PRICE_ONE - 1),
        closeTime: 0 as Timestamp,
        takerDelayMs: 0,
      },
    },
  };
}

export function limitOrder(
  market: MarketId,
  outcome: Outcome,
  side: Side,
  at: number,
  lots: number,
): OrderSpec {
  return {
    market,
    outcome,
    side,
    pricing: {
      kind: "limit",
      price: price(at),
      quantity: quantity(lots),
      timeInForce: { kind: "gtc", postOnly: false },
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
}

export function accepted(
  order: OrderId,
  spec: OrderSpec,
  account: AccountId = ACCOUNT,
  key: string | null = null,
): EventOf<"OrderAccepted"> {
  return { type: "OrderAccepted", order, account, item: 0, key, spec, parametersVersion: 1 };
}

export function rested(
  order: OrderId,
  spec: OrderSpec,
  lots: number = lotsOf(spec),
  account: AccountId = ACCOUNT,
): EventOf<"OrderRested"> {
  return { type: "OrderRested", order, account, market: spec.market, quantity: quantity(lots) };
}

export function cancelled(
  order: OrderId,
  spec: OrderSpec,
  account: AccountId = ACCOUNT,
): EventOf<"OrderCancelled"> {
  const { market } = spec;
  const reason = "requested";
  return {
    type: "OrderCancelled",
    order,
    account,
    market,
    quantity: quantity(0),
    cash: ZERO_AMOUNT,
    reason,
  };
}

/** `taker` meets `maker`, at the maker's price, for all lots of the taker's spec. */
export function matched(
  maker: OrderId,
  makerSpec: OrderSpec,
  taker: OrderId,
  takerSpec: OrderSpec,
  fee: number = 0,
): EventOf<"OrdersMatched"> {
  const { pricing, market, outcome } = makerSpec;
  if (pricing.kind !== "limit") throw new Error("a maker has a limit");
  const lots = quantity(lotsOf(takerSpec));
  const yes = outcome === "yes" ? pricing.price : complement(pricing.price);
  const leg = (order: OrderId, spec: OrderSpec, role: LegRole, legFee: number): Leg => ({
    order,
    account: ACCOUNT,
    outcome: spec.outcome,
    side: spec.side,
    price: spec.outcome === "yes" ? yes : complement(yes),
    quantity: lots,
    role,
    fee: legFee as Amount,
    rebate: ZERO_AMOUNT,
  });
  const kind =
    makerSpec.side !== takerSpec.side
      ? "complementary"
      : makerSpec.side === "buy"
        ? "mint"
        : "merge";
  return {
    type: "OrdersMatched",
    match: (taker + 1) as unknown as MatchId,
    market,
    kind,
    price: yes,
    quantity: lots,
    legs: [leg(maker, makerSpec, "maker", 0), leg(taker, takerSpec, "taker", fee)],
  };
}

function lotsOf({ pricing }: OrderSpec): number {
  return pricing.kind === "cash" ? 0 : pricing.quantity;
}
