import {
  ReadQuery,
  RulesAnswer,
  RulesPage,
  RulesQuery,
  formatId,
  ruleVersion,
  rulesVersionJson,
} from "@probity/protocol";
import { z } from "zod";
import { eventOf } from "../catalogue-json.ts";
import { fromHistory } from "../history.ts";
import { anybody } from "../needs.ts";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

const versionParams = z.strictObject({ ref: refParams.shape.ref, version: ruleVersion });

/** What an event's rules were, so that nobody can say they were always so. */
export function rulesRoutes(app: App, venue: Venue): void {
  const common = { tags: ["markets"] };

  app.get(
    "/events/:ref/rules",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Every version of an event's rules, with its hash and time, newest first",
        params: refParams,
        querystring: RulesQuery,
        response: answers(RulesPage),
      },
    },
    async ({ params, query }) => {
      const { limit, cursor: before, min_seq } = query;
      const event = await eventOf(venue, params.ref);
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.events.rules(event, { before, limit: limit + 1 }),
      );
      const shown = value.slice(0, limit);
      const last = shown.at(-1);
      return {
        seq,
        event_id: formatId("evt", event),
        versions: shown.map(rulesVersionJson),
        next_cursor: value.length > limit && last !== undefined ? String(last.version) : null,
      };
    },
  );

  app.get(
    "/events/:ref/rules/:version",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "The text of one version of an event's rules",
        params: versionParams,
        querystring: ReadQuery,
        response: answers(RulesAnswer),
      },
    },
    async ({ params, query }) => {
      const event = await eventOf(venue, params.ref);
      const { seq, value } = await fromHistory(venue, query.min_seq, (history) =>
        history.events.rulesVersion(event, params.version),
      );
      if (value === null) throw refuse("RULES_NOT_FOUND", {}, seq);
      const { text } = value;
      return { seq, event_id: formatId("evt", event), rules: rulesVersionJson(value), text };
    },
  );
}
