import type { CommandContent, EndingWish, OwnerId } from "@probity/core";
import {
  QuarantineDecisionAnswer,
  QuarantinePage,
  QuarantineQuery,
  QuarantinedAnswer,
  formatOwner,
  formatTime,
  quarantineId,
} from "@probity/protocol";
import type { QuarantinedCommandJson } from "@probity/protocol";
import type { DecidedCommand, Decision, QuarantinedCommand } from "@probity/sequencer";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

const ENDINGS: ReadonlySet<string> = new Set<EndingWish["type"]>([
  "ResolveMarket",
  "ResolveEvent",
  "VoidMarket",
  "VoidEvent",
]);

const params = z.strictObject({ quarantine_id: quarantineId });

/**
 * Commands that broke the machine and were set aside. What is decided about one is written down
 * durably, with who decided and when, before it takes effect.
 */
export function quarantineRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);
  const { quarantine } = venue.sequencer;

  app.get(
    "/admin/quarantine",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Commands that broke the machine and were set aside, newest first",
        querystring: QuarantineQuery,
        response: answers(QuarantinePage),
      },
    },
    async ({ query }) => {
      const { state, limit, cursor } = query;
      const all = (await quarantine.ids(state)).reverse();
      const rest = cursor === undefined ? all : all.filter((id) => id < cursor);
      const shown = rest.slice(0, limit);
      const read = state === "waiting" ? quarantine.show : quarantine.decided;
      const commands = await Promise.all(shown.map((id) => read.call(quarantine, id)));
      return {
        seq: venue.sequencer.durableSequence,
        // One may have been decided since its id was read.
        commands: commands.flatMap((command) => (command === null ? [] : [commandJson(command)])),
        next_cursor: rest.length > shown.length ? (shown.at(-1) ?? null) : null,
      };
    },
  );

  app.get(
    "/admin/quarantine/:quarantine_id",
    {
      onRequest,
      schema: {
        ...common,
        summary: "A command that was set aside, with what it wished and how it broke the machine",
        params,
        response: answers(QuarantinedAnswer),
      },
    },
    async (request) => {
      const { quarantine_id: id } = request.params;
      const command = (await quarantine.show(id)) ?? (await quarantine.decided(id));
      if (command === null) throw refuse("QUARANTINED_NOT_FOUND");
      return {
        seq: venue.sequencer.durableSequence,
        command: commandJson(command),
        content: { ...(command.content as CommandContent) },
        stack: command.stack,
      };
    },
  );

  app.post(
    "/admin/quarantine/:quarantine_id/discard",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Give up a command that was set aside; the same request may be tried again",
        params,
        response: answers(QuarantineDecisionAnswer),
      },
    },
    async (request) => {
      const decided = await decide(request, request.params.quarantine_id, "discarded");
      return { seq: venue.sequencer.durableSequence, command: commandJson(decided) };
    },
  );

  app.post(
    "/admin/quarantine/:quarantine_id/resubmit",
    {
      onRequest,
      schema: {
        ...common,
        summary:
          "Try a command that was set aside once more, as whoever wished it; an ending as who asks now",
        params,
        response: answers(QuarantineDecisionAnswer),
      },
    },
    async (request) => {
      const decided = await decide(request, request.params.quarantine_id, "resubmitted");
      const content = decided.content as CommandContent;
      // Where two operators must agree, who tries it again and then agrees is still one.
      const actor = ENDINGS.has(content.type) ? callerOf(request) : (decided.actor as OwnerId);
      const { sequence } = await venue.submitter.submit(actor, content);
      return { seq: sequence, command: commandJson(decided) };
    },
  );

  /** Two who decide at once: the command is there for the first alone. */
  async function decide(
    request: FastifyRequest,
    id: string,
    action: Decision["action"],
  ): Promise<DecidedCommand> {
    const decision = { action, by: callerOf(request), at: Date.now() };
    const command = await quarantine.decide(id, decision);
    if (command === null) throw refuse("QUARANTINED_NOT_FOUND");
    request.log.warn({ quarantineId: id, ...decision }, "decided about a quarantined command");
    return { ...command, decision };
  }
}

function commandJson(command: QuarantinedCommand | DecidedCommand): QuarantinedCommandJson {
  const decision = "decision" in command ? command.decision : null;
  const { type } = command.content as { readonly type?: unknown };
  return {
    quarantine_id: command.id,
    would_be_seq: command.sequence,
    time: formatTime(command.time),
    owner_id: ownerJson(command.actor),
    command: typeof type === "string" ? type : "",
    message: command.message,
    decision: decision?.action ?? null,
    decided_by: decision === null ? null : ownerJson(decision.by),
    decided_at: decision === null ? null : formatTime(decision.at),
  };
}

/** Nobody is the venue itself, or whoever holds its folder. */
function ownerJson(owner: number): string | null {
  return owner === 0 ? null : formatOwner(owner as OwnerId);
}
