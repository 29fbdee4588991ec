import {
  EndingRequestsAnswer,
  ReadQuery,
  VenueAnswer,
  VenueRequest,
  endingRequestJson,
} from "@probity/protocol";
import { callerOf, operator } from "../caller.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Whether one operator is enough to end a market, and what waits for a second. */
export function endingRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER };
  const onRequest = operator(venue);

  app.get(
    "/admin/venue",
    {
      onRequest,
      schema: {
        ...common,
        summary: "How many operators must want the same ending",
        querystring: ReadQuery,
        response: answers(VenueAnswer),
      },
    },
    async (request) => {
      const view = await readMachine(
        venue,
        (machine) => machine.confirmations(),
        request.query.min_seq,
      );
      return { seq: view.sequence, confirmations: view.value };
    },
  );

  app.patch(
    "/admin/venue",
    {
      onRequest: operator(venue, "superadmin"),
      schema: {
        ...common,
        summary: "Say how many operators must want the same ending; for the superadmin",
        querystring: NoQuery,
        body: VenueRequest,
        response: answers(VenueAnswer),
      },
    },
    async (request) => {
      const { confirmations } = request.body;
      const content = { type: "ConfigureVenue", confirmations } as const;
      const { sequence } = await venue.submitter.submit(callerOf(request), content);
      return { seq: sequence, confirmations };
    },
  );

  app.get(
    "/admin/endings",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Endings that wait for another operator",
        querystring: ReadQuery,
        response: answers(EndingRequestsAnswer),
      },
    },
    async (request) => {
      const view = await readMachine(
        venue,
        (machine) => machine.endingRequests().map(endingRequestJson),
        request.query.min_seq,
      );
      return { seq: view.sequence, requests: view.value };
    },
  );
}
