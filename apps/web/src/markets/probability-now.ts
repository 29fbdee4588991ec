import { complement } from "@probity/core";
import { formatPrice, parsePrice } from "@probity/protocol";
import type { Market, MarketTrade } from "@probity/protocol";

/** What a trade says of its market, in terms of YES. */
export function yesPrice({ share_type: share, price }: MarketTrade): string {
  return share === "yes" ? price : formatPrice(complement(parsePrice(price)));
}

/** What a market is worth now. @param traded the price of its last trade, as it came in. */
export function probabilityNow(
  { last_price: last, probability }: Pick<Market, "last_price" | "probability">,
  traded: string | undefined,
): string | null {
  // The list knows of the trade as well, and of what an operator set since.
  return traded === undefined || traded === last ? probability : traded;
}
