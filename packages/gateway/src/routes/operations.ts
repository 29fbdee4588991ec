import { HealthAnswer, ReadQuery, ReadyAnswer, StatusAnswer, formatTime } from "@probity/protocol";
import { anybody } from "../needs.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { NoQuery, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Whether the venue lives, and whether it serves. These two stand at the root. */
export function healthRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operations"], querystring: NoQuery };
  const config = { rateLimit: false } as const;

  app.get(
    "/health",
    {
      onRequest: anybody,
      config,
      schema: { ...common, summary: "The process lives", response: { 200: HealthAnswer } },
    },
    () => ({ status: "ok" as const }),
  );

  app.get(
    "/ready",
    {
      onRequest: anybody,
      config,
      schema: {
        ...common,
        summary: "200 when the venue takes requests, 503 while it recovers or stops",
        response: { 200: ReadyAnswer, 503: ReadyAnswer },
      },
    },
    async (_request, reply) => {
      const ready = readiness(venue);
      void reply.status(ready.status === "ready" ? 200 : 503);
      return ready;
    },
  );
}

/** What the venue is. */
export function statusRoutes(app: App, venue: Venue): void {
  app.get(
    "/status",
    {
      onRequest: anybody,
      schema: {
        tags: ["operations"],
        summary: "Version, time of the last command, and assets",
        querystring: ReadQuery,
        response: answers(StatusAnswer),
      },
    },
    async ({ query }) => {
      const read = await readMachine(
        venue,
        (machine) => ({ time: machine.time, assets: machine.assets() }),
        query.min_seq,
      );
      return {
        seq: read.sequence,
        version: venue.settings.version,
        time: formatTime(read.value.time),
        play_money: venue.settings.playMoney,
        assets: read.value.assets.map(({ symbol }) => ({ symbol })),
      };
    },
  );
}

function readiness({ sequencer, readSide }: Venue): ReadyAnswer {
  const durable = sequencer.durableSequence;
  const place = { durable_seq: durable, folded_seq: readSide.sequence };
  return {
    status: stateOf(sequencer.state, readSide.failure !== null, readSide.hasCaughtUp),
    ...place,
  };
}

function stateOf(
  sequencer: Venue["sequencer"]["state"],
  hasFailed: boolean,
  hasCaughtUp: boolean,
): ReadyAnswer["status"] {
  if (sequencer === "failed" || hasFailed) return "failed";
  if (sequencer === "closing" || sequencer === "closed") return "stopping";
  return sequencer === "running" && hasCaughtUp ? "ready" : "recovering";
}
