import type { MarketId } from "@probity/core";
import { formatId, parseId } from "@probity/protocol";
import type { ChainMarket, ChainMarkets } from "../ports.ts";

/** Whether a market is called that: by its condition, one of its tokens, its slug or the venue's id. */
function isCalled(name: string, { market, conditionId, tokens, slug }: ChainMarket): boolean {
  return (
    conditionId === name.toLowerCase() ||
    tokens.includes(name) ||
    slug === name ||
    formatId("mkt", market) === name
  );
}

/** Whether a market is the one that is meant; undefined: any is. */
export function isNamed(
  name: string | undefined,
  market: MarketId,
  markets: Pick<ChainMarkets, "of">,
): boolean {
  if (name === undefined) return true;
  const known = markets.of(market);
  return known !== null && isCalled(name, known);
}

/** The market of a name; null: there is none yet. */
export function marketNamed(name: string, markets: ChainMarkets): MarketId | null {
  const known =
    markets.ofCondition(name) ?? markets.ofToken(name)?.market ?? markets.ofSlug(name) ?? null;
  const id = known === null ? parseId("mkt", name) : known.market;
  return id === null ? null : (markets.of(id)?.market ?? null);
}
