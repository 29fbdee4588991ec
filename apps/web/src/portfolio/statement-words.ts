import type { StatementEntry } from "@probity/protocol";

/**
 * Under which key of `portfolio.moved` the words for a movement stand: what happened, and for money
 * whether it came or went where that is not said by what happened.
 */
export function wordsOf(
  entry: Pick<StatementEntry, "reason" | "asset" | "change_type" | "change">,
): string {
  const isIn = !entry.change.startsWith("-");
  if (entry.asset === null) {
    switch (entry.change_type) {
      case "transfer":
      case "split":
      case "merge":
      case "convert":
      case "reversal":
        return `shares.${entry.change_type}${isIn ? "In" : "Out"}`;
      default:
        return `shares.${entry.change_type ?? "transferIn"}`;
    }
  }
  switch (entry.reason) {
    case "deposit":
    case "withdrawal":
    case "fee":
    case "rebate":
    case "payout":
    case "split":
    case "merge":
    case "reserve":
      return `money.${entry.reason}`;
    case "trade":
    case "transfer":
    case "convert":
    case "reversal":
      return `money.${entry.reason}${isIn ? "In" : "Out"}`;
    default:
      return entry.reason satisfies never;
  }
}
