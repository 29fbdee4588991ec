import { useSyncExternalStore } from "react";

export type Outcome = "yes" | "no";
export type Side = "buy" | "sell";

/** The order that is being thought about: what is picked in book, ladder or list stands in the ticket. */
export interface Draft {
  /** `mkt_…`; "" before anything was picked. */
  readonly market: string;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly kind: "limit" | "market";
  /** Dollars a share in the outcome's terms, as decimal text; null: not picked. */
  readonly price: string | null;
  /** Counts picks, so that the ticket takes each, even the same again. */
  readonly picks: number;
}

let draft: Draft = {
  market: "",
  outcome: "yes",
  side: "buy",
  kind: "limit",
  price: null,
  picks: 0,
};
const listeners = new Set<() => void>();

export function pick(wish: Partial<Omit<Draft, "picks">>): void {
  draft = { ...draft, ...wish, picks: draft.picks + 1 };
  for (const listener of listeners) listener();
}

export function useDraft(): Draft {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => draft,
  );
}
