import type { GroupId, MarketId, SessionId, Timestamp } from "./ids.ts";
import { complement } from "./money.ts";
import type { Amount, Price, Quantity } from "./money.ts";

export type Outcome = "yes" | "no";
export type Side = "buy" | "sell";

/** How long a limit order stands. `expiresAt` is the first instant at which it no longer does. */
export type TimeInForce =
  | { readonly kind: "gtc"; readonly postOnly: boolean }
  | { readonly kind: "gtd"; readonly postOnly: boolean; readonly expiresAt: Timestamp }
  | { readonly kind: "ioc" }
  | { readonly kind: "fok" };

/**
 * What happens when an order meets one of the same owner: the taker's rest is
 * cancelled (default), the maker is, or both are.
 */
export type SelfTradePrevention = "cancel-taker" | "cancel-maker" | "cancel-both";

/**
 * Price and size of an order, in the terms of its own outcome.
 *
 * - `limit`: at `price` or better.
 * - `market`: `quantity` lots at once, nowhere worse than `cap`.
 * - `cash`: BUY only; spends up to `cash`, fee included or on top, nowhere worse than `cap`.
 *
 * A cap need not lie on the tick grid and is narrowed to the price band.
 */
export type Pricing =
  | {
      readonly kind: "limit";
      readonly price: Price;
      readonly quantity: Quantity;
      readonly timeInForce: TimeInForce;
    }
  | {
      readonly kind: "market";
      readonly quantity: Quantity;
      readonly cap: Price;
      readonly fillOrKill: boolean;
    }
  | {
      readonly kind: "cash";
      readonly cash: Amount;
      readonly cap: Price;
      readonly feeIncluded: boolean;
      readonly fillOrKill: boolean;
    };

/** An order as its owner wishes it. */
export interface OrderSpec {
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly pricing: Pricing;
  /** SELL only: the quantity is clipped to the shares at hand. */
  readonly reduceOnly: boolean;
  readonly selfTrade: SelfTradePrevention;
  readonly group: GroupId | null;
  /** Set: the order is cancelled when this session closes. */
  readonly session: SessionId | null;
}

/** Bids are buy-YES and sell-NO, asks are sell-YES and buy-NO: one ladder in YES terms. */
export function isBid(side: Side, outcome: Outcome): boolean {
  return (side === "buy") === (outcome === "yes");
}

/** The price of an order of `outcome`, in YES terms; its own inverse. */
export function ladderPrice(outcome: Outcome, ownPrice: Price): Price {
  return outcome === "yes" ? ownPrice : complement(ownPrice);
}
