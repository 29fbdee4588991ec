import type { ProbityClient } from "@probity/client";
import { PRICE_ONE } from "@probity/core";
import { readExternal } from "@probity/polymarket";
import { parsePrice } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import { lastPrices } from "./shown-events.ts";
import type { DemoMarket } from "./fair-values.ts";

const PAGE = 200;

/** Creates the events, and opens them. */
export async function createEvents(
  operator: ProbityClient,
  events: readonly Parameters<ProbityClient["admin"]["createEvent"]>[0][],
): Promise<void> {
  for (const event of events) {
    await operator.admin.createEvent(event);
    await operator.admin.changeState("events", event.slug, { to: "open" });
  }
}

/** Every open market of the venue, also those somebody added while looking around. */
export async function openMarkets(client: ProbityClient): Promise<readonly DemoMarket[]> {
  const prices = lastPrices();
  const found: DemoMarket[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await client.markets.list({
      state: "open",
      limit: PAGE,
      ...(cursor === "" ? {} : { cursor }),
    });
    found.push(...page.markets.map((market) => demoMarket(market, prices)));
    cursor = page.next_cursor;
  }
  return found;
}

function demoMarket(market: Market, prices: ReadonlyMap<string, number>): DemoMarket {
  const external = readExternal(market.external ?? "");
  const recorded = prices.get(external?.gamma_id ?? "");
  const anchor = PRICE_ONE * (recorded ?? 0.5);
  const fair = market.probability === null ? anchor : parsePrice(market.probability);
  const part = fair / PRICE_ONE;
  return {
    id: market.market_id,
    event: market.event_id,
    tick: parsePrice(market.tick_size),
    anchor,
    fair,
    weight: 0.15 + 3 * part * (1 - part),
  };
}
