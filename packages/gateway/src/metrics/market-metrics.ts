import { complement } from "@probity/core";
import type { MarketId, Price } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { formatId } from "@probity/protocol";
import type { Registry } from "prom-client";
import type { EngineMetrics } from "./engine-metrics.ts";
import { register } from "./series.ts";
import type { Sample } from "./series.ts";

const PRICE_ONE = 10_000;
const LOTS = 100;
const AMOUNT_ONE = 1_000_000;
/** Levels a side that count as depth. */
const DEPTH_LEVELS = 25;

/**
 * Markets as they are when somebody asks (S1.62): the busiest `marketsMax` of the last day, so that
 * there are not more series than a Prometheus should keep. S1's market is our event, its outcome our market.
 */
export function registerMarketMetrics(
  registry: Registry,
  parts: {
    readonly data: MarketData;
    readonly engine: EngineMetrics;
    readonly marketsMax: number;
  },
): void {
  const { data, engine, marketsMax } = parts;
  const gauge = (name: string, help: string, samples: () => Sample[]): void =>
    register(registry, { name, help, kind: "gauge" }, samples);
  const each = (see: (market: MarketId) => Sample[]): Sample[] =>
    shown(engine, marketsMax).flatMap(see);
  const labels = (market: MarketId) => {
    const event = data.catalogue.market(market)?.event;
    return {
      market: event === undefined ? "" : formatId("evt", event),
      outcome: formatId("mkt", market),
    };
  };

  gauge("active_markets", "Events with a market that takes orders.", () => {
    const events = new Set(
      [...engine.open].map((market) => data.catalogue.market(market)?.event ?? market),
    );
    return [{ labels: {}, value: events.size }];
  });
  gauge("market_volume_24h_usdc", "Value traded in the last 24 hours, in dollars.", () =>
    each((market) => [
      { labels: labels(market), value: engine.volumes.of(market, Date.now()) / AMOUNT_ONE },
    ]),
  );
  gauge("market_probability", "Middle of the book, else the last price, as 0 to 1.", () =>
    each((market) => {
      const { twiceMid, lastPrice } = data.tickers.ticker(market);
      const yes = twiceMid === null ? lastPrice : ((twiceMid / 2) as Price);
      if (yes === null) return [];
      return [
        { labels: { ...labels(market), share: "yes" }, value: yes / PRICE_ONE },
        { labels: { ...labels(market), share: "no" }, value: 1 - yes / PRICE_ONE },
      ];
    }),
  );
  gauge("orderbook_depth", `Shares on the best ${DEPTH_LEVELS} levels of a side.`, () =>
    each((market) =>
      (["yes", "no"] as const).flatMap((share) => {
        const view = data.depth.book(market)?.view(share, DEPTH_LEVELS);
        if (view === undefined) return [];
        const sides = [
          ["bid", view.bids],
          ["ask", view.asks],
        ] as const;
        return sides.map(([side, levels]) => ({
          labels: { ...labels(market), share, side },
          value: levels.reduce((sum, level) => sum + level.quantity, 0) / LOTS,
        }));
      }),
    ),
  );
  gauge("orderbook_spread", "Best ask less best bid, in dollars.", () =>
    each((market) => {
      const { bestBid, bestAsk } = data.tickers.ticker(market);
      if (bestBid === null || bestAsk === null) return [];
      // The other share's book is this one seen from the other end.
      const spread = { yes: bestAsk - bestBid, no: complement(bestBid) - complement(bestAsk) };
      return (["yes", "no"] as const).map((share) => ({
        labels: { ...labels(market), share },
        value: spread[share] / PRICE_ONE,
      }));
    }),
  );
}

/** The busiest markets first, then open ones without a trade, up to the limit. */
function shown({ volumes, open }: EngineMetrics, limit: number): MarketId[] {
  const busiest = volumes.busiest(Date.now(), limit).filter((market) => open.has(market));
  const chosen = new Set(busiest);
  for (const market of open) {
    if (chosen.size >= limit) break;
    chosen.add(market);
  }
  return [...chosen];
}
