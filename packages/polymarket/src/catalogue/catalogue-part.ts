import type { FastifyInstance } from "fastify";
import type { Part } from "../part.ts";
import type { CatalogueMarkets } from "./chain-markets.ts";

/**
 * Keeps `markets` as the feed says. Must be the first part: the others look up what it just heard, and
 * their routes wait for the names of what a start found.
 */
export function cataloguePart(markets: CatalogueMarkets): Part {
  const waitForNames = (app: FastifyInstance): void => {
    app.addHook("onRequest", (_request, _reply, done) => {
      const derived = markets.derived();
      if (derived === null) done();
      else derived.then(() => done(), done);
    });
  };
  return {
    clob: waitForNames,
    gamma: waitForNames,
    data: waitForNames,
    publish: (_changes, { events }, isLive) => markets.apply(events, isLive),
    close: async () => markets.close(),
  };
}
