import type { FastifyInstance } from "fastify";
import { invalid, notFound } from "./gamma-errors.ts";
import { idIn, queryOf } from "./gamma-request.ts";

const PARENTS = ["Event", "Series", "PerpsAsset"] as const;

/** What there is none of here: series, comments, sports and notices about markets. Their lists are empty. */
export function absentRoutes(app: FastifyInstance): void {
  app.get("/status", (_request, reply) => reply.type("text/plain").send("OK"));

  app.get("/series", () => []);
  app.get("/series/:id", (request) => {
    idIn(request);
    throw notFound("id not found");
  });

  app.get("/comments", (request) => {
    const query = queryOf(request);
    if (query.text("parent_entity_type") === null || query.text("parent_entity_id") === null) {
      throw invalid("required query parameter is missing");
    }
    query.choice("parent_entity_type", PARENTS, "Event");
    return [];
  });
  app.get("/comments/:id", () => []);
  app.get("/comments/user_address/:address", () => []);

  app.get("/sports", () => []);
  app.get("/sports/market-types", () => ({ marketTypes: [] }));
  app.get("/teams", () => []);
  app.get("/market-clarifications", () => []);
}
