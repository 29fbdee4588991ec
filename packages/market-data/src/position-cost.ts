/**
 * What a holding cost and what was made on it, by the machine's own rules
 * (core/RULES.md, section 8): average cost, fees excluded. A sale, merge, transfer
 * or conversion takes its part of the cost, rounded down; the last lot takes the rest.
 */
import { PRICE_ONE, amount, mulDivDown, notional, quantity } from "@probity/core";
import type { Amount, Ending, Price, Quantity } from "@probity/core";

/** Shares of one outcome. `realised` is what was received for shares gone, less what they had cost. */
export interface Holding {
  readonly shares: Quantity;
  readonly cost: Amount;
  /** May be negative. */
  readonly realised: number;
}

/** Nothing held, nothing made. */
export const NO_HOLDING: Holding = { shares: quantity(0), cost: amount(0), realised: 0 };

/** Shares came in for `paid`. */
export function acquired(holding: Holding, lots: Quantity, paid: Amount): Holding {
  return {
    shares: quantity(holding.shares + lots),
    cost: amount(holding.cost + paid),
    realised: holding.realised,
  };
}

/** Shares went out for `received`. */
export function disposed(holding: Holding, lots: Quantity, received: number): Holding {
  const part = costOf(holding, lots);
  return {
    shares: quantity(holding.shares - lots),
    cost: amount(holding.cost - part),
    realised: holding.realised + received - part,
  };
}

/** Shares went out and took their cost along: nothing is made or lost. */
export function movedOut(holding: Holding, lots: Quantity): Holding {
  return disposed(holding, lots, costOf(holding, lots));
}

/** The part of the cost that `lots` of the holding bear. */
export function costOf({ shares, cost }: Holding, lots: Quantity): Amount {
  if (lots > shares) throw new RangeError(`${lots} lots leave a holding of ${shares}`);
  return lots === shares ? cost : amount(mulDivDown(cost, lots, shares));
}

/** What each half of `lots` full sets counts for: half a dollar a share, exactly. */
export function setHalf(lots: Quantity): Amount {
  return amount(notional(PRICE_ONE, lots) / 2);
}

/**
 * What NO given in a conversion leaves to the YES received, in equal parts, odd
 * micro-dollars one each to the earlier markets; never below 0.
 *
 * @param removed cost of the NO given, all markets together
 * @param collateral what the conversion paid out
 */
export function convertedCosts(removed: number, collateral: Amount, markets: number): Amount[] {
  const carried = Math.max(0, removed - collateral);
  const each = Math.floor(carried / markets);
  const odd = carried - each * markets;
  return Array.from({ length: markets }, (_, place) => amount(each + (place < odd ? 1 : 0)));
}

/**
 * What each outcome is paid when a market ends; voided at cost, each gets what it
 * cost. The shares and their cost are gone afterwards.
 */
export function paidOut(
  yes: Holding,
  no: Holding,
  ending: Ending,
): { readonly yes: Holding; readonly no: Holding } {
  const isAtCost = ending.kind === "voided-at-cost";
  const pay = (holding: Holding, payout: number): Holding =>
    disposed(
      holding,
      holding.shares,
      isAtCost ? holding.cost : notional(payout as Price, holding.shares),
    );
  const payout = isAtCost ? 0 : ending.yesPayout;
  return { yes: pay(yes, payout), no: pay(no, PRICE_ONE - payout) };
}
