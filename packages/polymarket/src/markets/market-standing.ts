import type { Outcome } from "@probity/core";
import { PRICE_ONE } from "@probity/core";
import type { MarketStatus } from "@probity/market-data";

/** A market's state in Polymarket's words. */
export interface MarketStanding {
  /** It was opened once; a draft is nobody's to see. */
  readonly active: boolean;
  /** Its ending is fixed. */
  readonly closed: boolean;
  /** New orders are taken. */
  readonly acceptingOrders: boolean;
  /** Of all of the payout; null while nobody won, and when it is shared. */
  readonly winner: Outcome | null;
}

/** Drafts, and what was deleted as one, do not exist for Polymarket. */
export function isListed({ state }: MarketStatus): boolean {
  return state !== "draft" && state !== "deleted";
}

export function standingOf(status: MarketStatus): MarketStanding {
  const { state, mode, ending } = status;
  return {
    active: isListed(status),
    closed: ending !== null,
    acceptingOrders: state === "open" && mode !== "cancel-only",
    winner: winnerOf(ending),
  };
}

/** Who gets all of what a market pays; null: nobody does. */
export function winnerOf(ending: MarketStatus["ending"]): Outcome | null {
  if (ending === null || ending.kind === "voided-at-cost") return null;
  if (ending.yesPayout === PRICE_ONE) return "yes";
  return ending.yesPayout === 0 ? "no" : null;
}
