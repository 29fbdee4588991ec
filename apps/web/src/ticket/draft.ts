import { parsePrice } from "@probity/protocol";
import { useSyncExternalStore } from "react";
import { centsText } from "./typed-figures.ts";

export type Outcome = "yes" | "no";
export type Side = "buy" | "sell";
export type Unit = "shares" | "dollars";
export type TimeInForce = "gtc" | "gtd" | "ioc" | "fok";

/**
 * The order that is being thought about: what is picked in book, ladder or list stands in the
 * ticket, and what is typed there stays when one goes to another page and comes back.
 */
export interface Draft {
  /** `mkt_…`; "" before anything was picked. */
  readonly market: string;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly kind: "limit" | "market";
  /** Dollars a share in the outcome's terms, as decimal text; null: not picked. */
  readonly price: string | null;
  /** The limit as it stands in the field, in cents; null: not yet, the best price is proposed. */
  readonly cents: string | null;
  /** The size as it stands in the field. */
  readonly size: string;
  readonly unit: Unit;
  readonly timeInForce: TimeInForce;
  /** Local time as the field has it, `2026-07-01T12:00`; of `gtd` orders. */
  readonly expiresAt: string;
  readonly postOnly: boolean;
  /** Counts picks, so that the ticket takes each, even the same again. */
  readonly picks: number;
  /** Counts picks that mean to trade now: a price, or a sale. A ticket that is put away comes out. */
  readonly calls: number;
}

/** What is picked elsewhere than in the ticket's own fields. */
export type Picked = Pick<Draft, "market" | "outcome" | "side" | "kind" | "price">;

let draft: Draft = {
  market: "",
  outcome: "yes",
  side: "buy",
  kind: "market",
  price: null,
  cents: null,
  size: "",
  unit: "dollars",
  timeInForce: "gtc",
  expiresAt: "",
  postOnly: false,
  picks: 0,
  calls: 0,
};
const listeners = new Set<() => void>();

function become(next: Draft): void {
  draft = next;
  for (const listener of listeners) listener();
}

/** Another market or outcome has other prices; another side another size, too. */
export function pick(wish: Partial<Picked>): void {
  const { market = draft.market, outcome = draft.outcome, side = draft.side, price } = wish;
  const isElsewhere = market !== draft.market || outcome !== draft.outcome;
  const isTurned = side !== draft.side;
  const isNewSize = market !== draft.market || isTurned;
  const kept = isElsewhere || isTurned ? null : draft.cents;
  const isByDollars = side === "buy" && (wish.kind ?? draft.kind) === "market";
  become({
    ...draft,
    ...wish,
    cents: typeof price === "string" ? centsText(parsePrice(price)) : kept,
    ...(isNewSize ? { size: "", unit: isByDollars ? "dollars" : "shares" } : {}),
    picks: draft.picks + 1,
    calls: draft.calls + (typeof price === "string" || wish.side === "sell" ? 1 : 0),
  });
}

/** What is typed or chosen in the ticket itself; a proposal that was taken changes all of it. */
export function write(fields: Partial<Omit<Draft, "market" | "picks" | "calls">>): void {
  become({ ...draft, ...fields });
}

function currentDraft(): Draft {
  return draft;
}

export function useDraft(): Draft {
  return useSyncExternalStore(subscribe, currentDraft);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
