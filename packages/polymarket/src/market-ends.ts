import type { MarketId } from "@probity/core";
import type { Desk } from "./desk.ts";
import type { Parameters } from "./markets/parameters.ts";

/** When a market ends as far as anybody said, ms: as it was imported, else its closing time; null: never. */
export function marketEnd(
  { markets }: Pick<Desk, "markets">,
  parameters: Parameters,
  market: MarketId,
): number | null {
  const endDate = markets.of(market)?.endDate ?? null;
  if (endDate !== null) return Date.parse(endDate);
  const closeTime = parameters.of(market)?.closeTime ?? 0;
  return closeTime === 0 ? null : closeTime;
}
