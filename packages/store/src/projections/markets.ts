import type { MarketId } from "@probity/core";
import type { Projection } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";

type MarketRow = NonNullable<ReturnType<Workspace["markets"]["find"]>>;

/** Markets as they are, the versions of their parameters, and the timeline of their states. */
export const markets: Projection = {
  name: "markets",
  writes: ["markets", "marketParameters", "marketStates"],

  prepare({ event }, rows) {
    switch (event.type) {
      case "MarketCreated":
        rows.markets.isNew(event.market);
        break;
      case "MarketUpdated":
      case "MarketStateChanged":
      case "EndingFixed":
      case "TickSizeAnnounced":
      case "TickSizeChanged":
      case "ProbabilitySet":
      case "OrdersMatched":
        rows.markets.want(event.market);
        break;
      default:
        break;
    }
  },

  fold({ event, place, actor, time, sequence }, rows, catalogue) {
    const change = (market: MarketId, changed: Partial<MarketRow>): void => {
      rows.markets.put({ ...rows.markets.get(market), ...changed, sequence });
    };
    switch (event.type) {
      case "MarketCreated": {
        const { market, spec } = event;
        const { slug, text, tickSize, parameters } = spec;
        rows.markets.put({
          market,
          event: event.event,
          place: catalogue.placeOf(market),
          slug,
          ...text,
          tickSize,
          nextTickSize: null,
          nextTickAt: null,
          state: "draft",
          mode: "normal",
          parametersVersion: 1,
          closeTime: parameters.closeTime,
          lastPrice: null,
          lastTradeAt: null,
          probability: null,
          yesPayout: null,
          createdAt: time,
          openedAt: null,
          endedAt: null,
          updatedAt: time,
          sequence,
        });
        rows.marketParameters.add({ market, version: 1, parameters, actor, time, sequence });
        break;
      }
      case "MarketUpdated": {
        const { market, text, parameters, parametersVersion } = event;
        const closing = parameters === null ? {} : { closeTime: parameters.closeTime };
        change(market, { ...text, ...closing, parametersVersion, updatedAt: time });
        if (parameters !== null) {
          const version = parametersVersion;
          rows.marketParameters.add({ market, version, parameters, actor, time, sequence });
        }
        break;
      }
      case "MarketStateChanged": {
        const { market, from, to, mode } = event;
        const { openedAt } = rows.markets.get(market);
        const opened = to === "open" && openedAt === null ? { openedAt: time } : {};
        change(market, { state: to, mode, ...opened, updatedAt: time });
        rows.marketStates.add({ market, sequence, place, from, to, mode, actor, time });
        break;
      }
      case "EndingFixed": {
        const { market, ending } = event;
        const yesPayout = ending.kind === "voided-at-cost" ? null : ending.yesPayout;
        change(market, { yesPayout, endedAt: time, updatedAt: time });
        break;
      }
      case "TickSizeAnnounced":
        change(event.market, { nextTickSize: event.tickSize, nextTickAt: event.at });
        break;
      case "TickSizeChanged": {
        const { market, tickSize } = event;
        change(market, { tickSize, nextTickSize: null, nextTickAt: null, updatedAt: time });
        break;
      }
      case "ProbabilitySet":
        change(event.market, { probability: event.probability });
        break;
      case "OrdersMatched":
        change(event.market, { lastPrice: event.price, lastTradeAt: time });
        break;
      default:
        break;
    }
  },
};
