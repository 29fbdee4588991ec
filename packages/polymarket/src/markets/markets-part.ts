import type { Desk } from "../desk.ts";
import type { Part } from "../part.ts";
import { activityRoutes } from "./activity-routes.ts";
import { bookRoutes } from "./book-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { KnownMarkets } from "./known-markets.ts";
import { LastTrades } from "./last-trades.ts";
import { marketRoutes } from "./market-routes.ts";
import { Parameters } from "./parameters.ts";
import { TokenBooks } from "./token-books.ts";

/** What routes and sockets share of markets and their books. */
export interface MarketShelf {
  readonly parameters: Parameters;
  readonly books: TokenBooks;
  readonly known: KnownMarkets;
}

export function openShelf(desk: Desk): MarketShelf {
  const parameters = new Parameters(desk.venue);
  const books = new TokenBooks(desk.venue.readSide.data, parameters);
  return { parameters, books, known: new KnownMarkets(desk, parameters) };
}

/** The CLOB's public market data over HTTP. */
export function marketsPart(desk: Desk, shelf: MarketShelf): Part {
  const { parameters, books, known } = shelf;
  const lastTrades = new LastTrades(desk.venue);
  return {
    clob: (app) => {
      marketRoutes(app, desk, known);
      bookRoutes(app, { desk, known, parameters, books, lastTrades });
      historyRoutes(app, desk, known);
      activityRoutes(app, desk, known);
    },
    publish: (_changes, entry) => parameters.publish(entry),
  };
}
