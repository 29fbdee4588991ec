import { amount, quantity } from "@probity/core";
import type { Amount, Quantity } from "@probity/core";
import { parseAmount, parseQuantity } from "@probity/protocol";
import { useQuery } from "@tanstack/react-query";
import { balanceQuery } from "../portfolio/balance.ts";
import { positionsQuery } from "../portfolio/positions.ts";
import type { Outcome } from "./draft.ts";

/** What an account can trade a market with. */
export interface Means {
  readonly available: Amount;
  /** Lots of each outcome that no order holds. */
  readonly free: Readonly<Record<Outcome, Quantity>>;
  readonly held: Readonly<Record<Outcome, Quantity>>;
}

/** Kept fresh by `useOwnNews`. @param account null: nobody is signed in. @returns null until it is known. */
export function useMeans(account: string | null, market: string): Means | null {
  const balance = useQuery({ ...balanceQuery(account ?? ""), enabled: account !== null });
  const positions = useQuery(positionsQuery(account));
  if (account === null || balance.data === undefined || positions.data === undefined) return null;
  const own = positions.data.filter(({ market_id: id }) => id === market);
  const lots = (outcome: Outcome, what: "quantity" | "held"): number =>
    own
      .filter((position) => position.outcome === outcome)
      .reduce((sum, position) => sum + parseQuantity(position[what]), 0);
  const free = (outcome: Outcome): Quantity =>
    quantity(Math.max(lots(outcome, "quantity") - lots(outcome, "held"), 0));
  return {
    available: amount(parseAmount(balance.data.available)),
    free: { yes: free("yes"), no: free("no") },
    held: { yes: quantity(lots("yes", "quantity")), no: quantity(lots("no", "quantity")) },
  };
}
