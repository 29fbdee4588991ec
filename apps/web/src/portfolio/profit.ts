import { amount, notional } from "@probity/core";
import { formatAmount, parseAmount, parsePrice, parseQuantity } from "@probity/protocol";
import type { PortfolioAnswer } from "@probity/protocol";

/** The difference of two amounts, exactly. */
export function difference(one: string, other: string): string {
  return formatAmount(amount(parseAmount(one) - parseAmount(other)));
}

/** What was made since the account was opened: what it is worth beyond what was paid in. */
export function profitOf(summary: Pick<PortfolioAnswer, "equity" | "net_deposits">): string {
  return difference(summary.equity, summary.net_deposits);
}

/** Part of what was paid, for display; null where nothing was paid. */
export function shareOf(profit: string, cost: string): number | null {
  return Number(cost) > 0 ? Number(profit) / Number(cost) : null;
}

/** Price times shares: dollars. */
export function worthOf(price: string, quantity: string): string {
  return formatAmount(notional(parsePrice(price), parseQuantity(quantity)));
}
