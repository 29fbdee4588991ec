import type { Exchange } from "@probity/core";

/** What the laws look at: what a machine shows of itself, and nothing behind it. */
export type Venue = Pick<
  Exchange,
  | "account"
  | "accounts"
  | "assets"
  | "conversionAccount"
  | "delayedOrdersOf"
  | "depth"
  | "event"
  | "events"
  | "external"
  | "fees"
  | "holdersOf"
  | "isReversed"
  | "market"
  | "markets"
  | "ordersOf"
  | "overdue"
  | "rewards"
  | "withdrawal"
  | "withdrawals"
>;

/** A law that must hold at every moment does not. */
export class LawBroken extends Error {
  readonly law: string;

  constructor(law: string, facts: string) {
    super(`the law "${law}" is broken: ${facts}`);
    this.name = "LawBroken";
    this.law = law;
  }
}

/** Throws unless `holds`; the facts are only put together for a broken law. */
export function uphold(law: string, holds: boolean, facts: () => string): void {
  if (!holds) throw new LawBroken(law, facts());
}
