import type { OwnerId } from "@probity/core";
import {
  DeadLetterAnswer,
  DeadLettersPage,
  DeadLettersQuery,
  ReadQuery,
  deadLetterId,
  formatOwner,
  formatTime,
} from "@probity/protocol";
import type { DeadLetterJson } from "@probity/protocol";
import type { DeadLetter, DeadLetterId } from "@probity/store";
import { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import { fromHistory } from "../history.ts";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

const params = z.strictObject({ dead_letter_id: deadLetterId });

/** Events that history could not take in. Who has one folded again is written to the log. */
export function deadLetterRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER };
  const onRequest = operator(venue);
  const { store } = venue;

  app.get(
    "/admin/dead-letters",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Events that history could not take in and that are not mended, oldest first",
        querystring: DeadLettersQuery,
        response: answers(DeadLettersPage),
      },
    },
    async ({ query }) => {
      const { limit, cursor, min_seq } = query;
      const { seq, value } = await fromHistory(venue, min_seq, () => store.deadLetters.list());
      const rest = cursor === undefined ? value : value.filter((one) => isBehind(one, cursor));
      const shown = rest.slice(0, limit);
      const last = shown.at(-1);
      return {
        seq,
        dead_letters: shown.map(letterJson),
        next_cursor: rest.length > limit && last !== undefined ? idText(last) : null,
      };
    },
  );

  app.get(
    "/admin/dead-letters/:dead_letter_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "An event that history could not take in, whole, and why",
        params,
        querystring: ReadQuery,
        response: answers(DeadLetterAnswer),
      },
    },
    async (request) => {
      const { dead_letter_id: id } = request.params;
      const { seq, value } = await fromHistory(venue, request.query.min_seq, () =>
        store.deadLetters.find(id),
      );
      return letterAnswer(seq, value);
    },
  );

  app.post(
    "/admin/dead-letters/:dead_letter_id/retry",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Fold an event into history once more; one that is mended stays as it is",
        params,
        querystring: NoQuery,
        response: answers(DeadLetterAnswer),
      },
    },
    async (request) => {
      const { dead_letter_id: id } = request.params;
      const { seq, value } = await fromHistory(venue, undefined, () => store.deadLetters.retry(id));
      const { status, attempts } = value ?? {};
      const retried = { ...id, status, attempts, by: callerOf(request) };
      request.log.warn(retried, "folded a dead letter again");
      return letterAnswer(seq, value);
    },
  );
}

function letterAnswer(seq: number, letter: DeadLetter | null) {
  if (letter === null) throw refuse("DEAD_LETTER_NOT_FOUND", {}, seq);
  return { seq, dead_letter: letterJson(letter), content: { ...letter.event } };
}

function letterJson(letter: DeadLetter): DeadLetterJson {
  return {
    dead_letter_id: idText(letter),
    event_seq: letter.sequence,
    time: formatTime(letter.time),
    owner_id: letter.actor === 0 ? null : formatOwner(letter.actor as OwnerId),
    event: letter.event.type,
    projection: letter.projection,
    message: letter.error,
    status: letter.status,
    attempts: letter.attempts,
  };
}

function idText({ sequence, place, projection }: DeadLetterId): string {
  return `${sequence}-${place}-${projection}`;
}

/** In the order of the list. */
function isBehind(letter: DeadLetterId, place: DeadLetterId): boolean {
  if (letter.sequence !== place.sequence) return letter.sequence > place.sequence;
  if (letter.place !== place.place) return letter.place > place.place;
  return letter.projection > place.projection;
}
