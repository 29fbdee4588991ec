import type { OwnerId } from "@probity/core";
import {
  ExcludeRequest,
  ExclusionAnswer,
  ReadQuery,
  formatTime,
  userParams,
} from "@probity/protocol";
import type { z } from "zod";
import { callerOf, operator, signedIn } from "../caller.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Keeping away for a while: no buying and no deposits; selling, cancelling and withdrawing go on. */
export function exclusionRoutes(app: App, venue: Venue): void {
  app.get(
    "/exclusion",
    {
      onRequest: signedIn(venue),
      schema: {
        tags: ["safety"],
        security: BEARER,
        summary: "Whether, and until when, you keep away",
        querystring: ReadQuery,
        response: answers(ExclusionAnswer),
      },
    },
    (request) => exclusionAnswer(callerOf(request), request.query.min_seq),
  );

  app.post(
    "/exclusion",
    {
      onRequest: signedIn(venue, "person"),
      schema: {
        tags: ["safety"],
        security: BEARER,
        summary: "Keep away until then: your buys are cancelled, and nobody can shorten it",
        querystring: NoQuery,
        body: ExcludeRequest,
        response: answers(ExclusionAnswer),
      },
    },
    (request) => exclude(callerOf(request), callerOf(request), request.body),
  );

  app.post(
    "/admin/users/:owner_id/exclusion",
    {
      onRequest: operator(venue),
      schema: {
        tags: ["operators"],
        security: BEARER,
        summary: "Keep somebody away until then; nobody can shorten it",
        params: userParams,
        querystring: NoQuery,
        body: ExcludeRequest,
        response: answers(ExclusionAnswer),
      },
    },
    async (request) => {
      const owner = request.params.owner_id;
      // It could not be taken back from whoever gets the number later.
      if ((await venue.people.person(owner)) === null) throw refuse("USER_NOT_FOUND");
      return exclude(callerOf(request), owner, request.body);
    },
  );

  async function exclude(
    actor: OwnerId,
    owner: OwnerId,
    { kind, until }: z.output<typeof ExcludeRequest>,
  ) {
    const content = { type: "ExcludeOwner", owner, kind, until } as const;
    const { sequence } = await venue.submitter.submit(actor, content);
    return exclusionAnswer(owner, sequence);
  }

  async function exclusionAnswer(owner: OwnerId, minSequence: number | undefined) {
    const { sequence, value } = await readMachine(
      venue,
      (machine) => machine.exclusion(owner),
      minSequence,
    );
    const exclusion = value === null ? null : { kind: value.kind, until: formatTime(value.until) };
    return { seq: sequence, exclusion };
  }
}
