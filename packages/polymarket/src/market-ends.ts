import type { MarketId } from "@probity/core";
import type { Desk } from "./desk.ts";
import type { Parameters } from "./markets/parameters.ts";

/** When a market ends as far as anybody said, ms: when it closes here, else as it was imported; null: never. */
export function marketEnd(
  { markets }: Pick<Desk, "markets">,
  parameters: Parameters,
  market: MarketId,
): number | null {
  const closeTime = parameters.of(market)?.closeTime ?? 0;
  if (closeTime !== 0) return closeTime;
  const endDate = markets.of(market)?.endDate ?? null;
  return endDate === null ? null : Date.parse(endDate);
}
