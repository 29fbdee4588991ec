import type { FastifyInstance, FastifyRequest } from "fastify";
import { rawBodyOf } from "../auth/raw-body.ts";
import type { Part } from "../part.ts";
import type { CatalogueMarkets } from "./chain-markets.ts";

/** What may be a condition or a token: 32 bytes in hex digits, or as many in decimal. */
const NAMES = /0x[0-9a-f]{64}|[0-9]{40,78}/gi;

/**
 * Keeps `markets` as the feed says. Must be the first part: the others look up what it just heard. A request
 * that names a market waits until it can be looked up, which takes seconds after a start with very many.
 */
export function cataloguePart(markets: CatalogueMarkets): Part {
  const waitForNames = (app: FastifyInstance): void => {
    app.addHook("preHandler", (request, _reply, done) => {
      const known = markets.isWhole ? null : markets.known(namesIn(request));
      if (known === null) done();
      else known.then(() => done(), done);
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

function namesIn(request: FastifyRequest): ReadonlySet<string> {
  const text = `${request.url} ${rawBodyOf(request).toString("latin1")}`;
  return new Set(text.match(NAMES));
}
