import { AuditPage, AuditQuery, auditEntryJson } from "@probity/protocol";
import { operator } from "../caller.ts";
import { fromHistory } from "../history.ts";
import type { Venue } from "../venue.ts";
import { BEARER, answers } from "./route.ts";
import type { App } from "./route.ts";

/** What operators did, for operators. */
export function auditRoutes(app: App, venue: Venue): void {
  app.get(
    "/admin/audit",
    {
      onRequest: operator(venue),
      schema: {
        tags: ["operators"],
        security: BEARER,
        summary: "Every act of an operator and of the venue itself, newest first",
        querystring: AuditQuery,
        response: answers(AuditPage),
      },
    },
    async (request) => {
      const { actor, from, to, limit, cursor } = request.query;
      const { seq, value } = await fromHistory(venue, request.query.min_seq, (history) =>
        history.audit.list({ actor, from, to, limit, cursor }),
      );
      return { seq, entries: value.rows.map(auditEntryJson), next_cursor: value.next };
    },
  );
}
