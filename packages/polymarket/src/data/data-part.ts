import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { MarketShelf } from "../markets/markets-part.ts";
import type { Part } from "../part.ts";
import type { PublicNames } from "../public-names.ts";
import { queryOf } from "./data-errors.ts";
import { placesIn, wantedUser } from "./data-query.ts";
import { leaderboardRoutes } from "./leaderboard-routes.ts";
import { marketFiguresRoutes } from "./market-figures-routes.ts";
import { positionRoutes } from "./position-routes.ts";
import { snapshotRoutes } from "./snapshot-routes.ts";
import { tradeRoutes } from "./trade-routes.ts";
import { v2Routes } from "./v2-routes.ts";

/** The Data API: what people hold, traded and made, for everybody. */
export function dataPart(desk: Desk, { parameters }: MarketShelf, names: PublicNames): Part {
  return {
    data: (app) => {
      app.get("/", () => ({ data: "OK" }));
      positionRoutes(app, desk, parameters);
      tradeRoutes(app, desk, names);
      marketFiguresRoutes(app, desk, names);
      leaderboardRoutes(app, desk, names);
      snapshotRoutes(app, desk, parameters);
      v2Routes(app, desk, parameters, names);
      absentRoutes(app, desk);
    },
  };
}

/** Builders are not counted here, and nobody combines markets into one position: their lists are empty. */
function absentRoutes(app: FastifyInstance, desk: Desk): void {
  app.get("/v1/builders/leaderboard", () => []);
  app.get("/v1/builders/volume", () => []);
  for (const [path, list] of [
    ["/v1/positions/combos", "combos"],
    ["/v1/activity/combos", "activity"],
  ] as const) {
    app.get(path, async (request) => {
      const query = queryOf(request);
      await wantedUser(desk, query);
      const { limit, offset } = placesIn(query, 20, 500);
      return { [list]: [], pagination: { limit, offset, has_more: false, next_cursor: null } };
    });
  }
}
