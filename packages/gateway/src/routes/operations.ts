import { createHash, timingSafeEqual } from "node:crypto";
import {
  ErrorAnswer,
  HealthAnswer,
  ReadQuery,
  ReadyAnswer,
  StatusAnswer,
  formatTime,
} from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { readiness } from "../readiness.ts";
import { refuse } from "../refusal.ts";
import { anybody } from "../needs.ts";
import { readMachine } from "../venue.ts";
import type { GatewaySettings, Venue } from "../venue.ts";
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
      const ready = await readiness(venue);
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

/** What Prometheus reads: by a token if there is one, else from this machine alone. */
export function metricsRoutes(app: App, venue: Venue): void {
  const { metrics, settings } = venue;
  app.get(
    "/metrics",
    {
      onRequest: anybody,
      config: { rateLimit: false },
      schema: {
        tags: ["operations"],
        summary: "Figures for Prometheus; needs the token of the metrics, or to be asked locally",
        querystring: NoQuery,
        response: { 200: z.string(), "4xx": ErrorAnswer },
      },
    },
    async (request, reply) => {
      refuseStrangers(request, settings);
      void reply.type(metrics.contentType);
      return reply.send(await metrics.text());
    },
  );
}

function refuseStrangers(request: FastifyRequest, { metrics, trustProxy }: GatewaySettings): void {
  const { headers, ip } = request;
  if (metrics.token !== null) {
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
    if (given === undefined) throw refuse("NOT_SIGNED_IN");
    if (!isSame(given, metrics.token)) throw refuse("TOKEN_INVALID");
    return;
  }
  // Behind a proxy that we do not trust everybody seems to be local.
  const isForwarded = trustProxy === 0 && headers["x-forwarded-for"] !== undefined;
  const isLocal = ip === "::1" || /^(::ffff:)?127\./.test(ip);
  if (isForwarded || !isLocal) throw refuse("NOT_AUTHORISED");
}

/** Compares in a time that tells nothing. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
