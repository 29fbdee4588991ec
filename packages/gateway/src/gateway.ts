import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { WalletChallenges } from "@probity/identity";
import type { FastifyBaseLogger } from "fastify";
import type { Store } from "@probity/store";
import type { Redis } from "ioredis";
import { REQUEST_MS, buildApp } from "./app.ts";
import { openCache } from "./cache/open-cache.ts";
import { Checkpoints } from "./checkpoint/checkpoints.ts";
import type { CheckpointOptions } from "./checkpoint/checkpoints.ts";
import type { OpenDialect } from "./dialect.ts";
import type { ErrorReporter } from "./error-reports.ts";
import { answerParserError } from "./http-errors.ts";
import { KeyBuckets } from "./key-buckets.ts";
import { listen } from "./listen.ts";
import { Letters } from "./letters.ts";
import { LiveSockets } from "./live/live-sockets.ts";
import type { HttpMetrics } from "./metrics/http-metrics.ts";
import { measuredStore } from "./metrics/measured-store.ts";
import { Metrics } from "./metrics/metrics.ts";
import { OrderEntry } from "./order-entry/order-entry.ts";
import { RequestCounts } from "./rate-limit.ts";
import { ReadSide } from "./read-side.ts";
import { redisCheck } from "./readiness.ts";
import type { ReadinessCheck } from "./readiness-check.ts";
import type { FailureListener } from "./refusal.ts";
import type { App } from "./routes/route.ts";
import { Submitter } from "./submitter.ts";
import { SignedRequests } from "./signed-request.ts";
import { Tokens } from "./tokens.ts";
import type { TokenSecrets } from "./tokens.ts";
import { Tracer } from "./tracing.ts";
import type { SpanSink } from "./tracing.ts";
import { USUAL_SETTINGS } from "./venue.ts";
import { OrderDoor } from "./wire/http/order-door.ts";
import type { DoorOptions } from "./wire/http/order-door.ts";
import { KEEP_ALIVE_SECONDS } from "./wire/http/reply-text.ts";
import type { ExchangeSequencer, IdentityPort, Mailer } from "./ports.ts";
import type { GatewaySettings, Venue } from "./venue.ts";

export interface GatewayParts {
  readonly sequencer: ExchangeSequencer;
  readonly identity: IdentityPort;
  readonly store: Store;
  /** At least 32 bytes each. */
  readonly tokenSecrets: TokenSecrets;
  /** Without one letters are thrown away. */
  readonly mailer?: Mailer;
  /** Checks the tokens of an identity provider; without one none is known. */
  readonly external?: Venue["external"];
  readonly settings?: Partial<GatewaySettings>;
  readonly logger?: FastifyBaseLogger;
  /** Without them every start folds all history. */
  readonly checkpoints?: CheckpointOptions;
  /** Compares every answer with its schema, for tests. */
  readonly checkAnswers?: boolean;
  /** Shares cache and limits with other processes; stays its owner's to close. */
  readonly redis?: Redis;
  /** Takes the spans of requests; without it there are none. */
  readonly spans?: SpanSink;
  /** Hears of what is our own fault or the world's. */
  readonly reportError?: ErrorReporter;
  /** What else must be well for the venue to be ready. */
  readonly checks?: readonly ReadinessCheck[];
  /** Other wires over the same venue. */
  readonly dialects?: readonly OpenDialect[];
}

/** HTTP and live socket over one sequencer and one identity, which stay their owner's to close. */
export interface Gateway {
  /** For requests without a socket. */
  readonly app: App;
  /** What its routes use, for the parts that are wired beside it. */
  readonly venue: Venue;
  /** The one submitter of this process, for what the venue itself has to say. */
  readonly submitter: Submitter;
  /** Live sockets that are open. */
  readonly connections: number;
  /** HTTP connections on which nothing but orders came in. */
  readonly orderConnections: number;
  /** @returns the URL. */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes no more connections, answers what is under way, and stops following. */
  close(): Promise<void>;
}

/** How often connections that fell idle are looked for while the gateway closes. */
const IDLE_SWEEP_MS = 50;
const NO_MAILER: Mailer = { send: async () => {} };

/** Opens a gateway, which begins to fold in history; it does not listen yet. */
export async function openGateway(parts: GatewayParts): Promise<Gateway> {
  const { sequencer, identity, store, tokenSecrets, logger, checkAnswers = false } = parts;
  const { people, sessions, keys } = identity;
  const { redis = null, reportError = () => {}, checks = [] } = parts;
  const checkpoints = parts.checkpoints === undefined ? null : new Checkpoints(parts.checkpoints);
  const readSide = await ReadSide.open(sequencer, checkpoints);
  const settings = { ...USUAL_SETTINGS, ...parts.settings };
  const tracer = parts.spans === undefined ? null : new Tracer(parts.spans);
  const metrics = new Metrics(settings.metrics, { sequencer, readSide });
  readSide.observe((entry, isLive) => metrics.engine.apply(entry, isLive));
  const namespace = settings.redisNamespace;
  const { cache, marketCache } = openCache({ redis, namespace, metrics, readSide });
  const noteFailure: FailureListener = (error, { error: { code } }, reqId) => {
    logger?.error({ err: error, code, reqId }, "request failed");
    reportError(error, { code, request_id: reqId });
  };
  const venue: Venue = {
    sequencer,
    store: measuredStore(store, metrics.store),
    people,
    sessions,
    keys,
    letters: new Letters(people, parts.mailer ?? NO_MAILER, settings.publicUrl, (failure) =>
      logger?.error({ err: failure }, "a letter was not sent"),
    ),
    wallets: new WalletChallenges(settings.publicUrl),
    external: parts.external ?? null,
    readSide,
    metrics,
    cache,
    marketCache,
    checks: redis === null ? checks : [...checks, redisCheck(redis)],
    submitter: await Submitter.open(sequencer, tracer),
    tokens: new Tokens(tokenSecrets, identity),
    signedRequests: new SignedRequests(keys, settings.keyClockSkewMs),
    settings,
    noteFailure,
  };
  const orderEntry = new OrderEntry(venue, noteFailure);
  const counts = new RequestCounts();
  const attempts = new RequestCounts();
  if (redis !== null) {
    counts.share(redis, `${namespace}limit:http`);
    attempts.share(redis, `${namespace}limit:ws`);
  }
  const buckets = new KeyBuckets(settings.keyRequestsPerSecond, settings.keyBurst);
  const live = new LiveSockets(venue, orderEntry, buckets, attempts);
  const dialects = await Promise.all(
    (parts.dialects ?? []).map((open) => open({ venue, turn: live.turn, buckets })),
  );
  for (const { sockets } of dialects) {
    for (const [path, open] of sockets) live.add(path, open);
  }
  const orderDoor = new OrderDoor({
    orderEntry,
    tokens: venue.tokens,
    buckets,
    requestMs: REQUEST_MS,
    idleMs: KEEP_ALIVE_SECONDS * 1_000,
    log: answerLog(logger, metrics.http),
    giveUp: (socket, code) => answerParserError({ code }, socket),
  });
  const limits = { counts, buckets, tokens: venue.tokens, keys };
  const app = await buildApp(venue, {
    orderEntry,
    // What it answers is not traced, so it stands aside when somebody wants traces.
    orderDoor: tracer === null ? orderDoor : null,
    live,
    limits,
    logger,
    checkAnswers,
    tracer,
    reportError,
    dialects,
  });
  readSide.start(
    (changes, links, entry) => {
      if (readSide.hasCaughtUp) marketCache.changed(changes);
      live.publish(changes, links, entry);
      for (const dialect of dialects) dialect.publish(changes, entry, readSide.hasCaughtUp);
    },
    (failure) => {
      logger?.error({ err: failure }, "the read side failed");
      reportError(failure, { part: "read side" });
    },
  );
  return {
    app,
    venue,
    submitter: venue.submitter,
    get connections() {
      return live.connections;
    },
    get orderConnections() {
      return orderDoor.connections;
    },
    listen: async (address) => {
      const url = await listen(app, live, address);
      const request = (message: IncomingMessage, response: ServerResponse): void => {
        app.routing(message, response);
      };
      const attach = (server: Server): void => live.attachAlso(server);
      for (const dialect of dialects) await dialect.listen({ request, attach });
      return url;
    },
    close: async () => {
      for (const dialect of dialects) await dialect.close();
      counts.stop();
      attempts.stop();
      await live.close();
      orderDoor.close();
      await closeApp(app);
      await venue.letters.settled();
      await readSide.close();
      await cache.close();
    },
  };
}

/**
 * Answers what is under way and takes no more. A connection that falls idle after this began was
 * promised that it lasts, so it is closed as soon as it has: nobody else would, for over a minute.
 */
async function closeApp(app: App): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

/** Counts each answer, and writes the line Fastify writes if the log has room for it; a level is set once, at start. */
function answerLog(logger: FastifyBaseLogger | undefined, http: HttpMetrics): DoorOptions["log"] {
  const isWritten = logger?.level === "debug" || logger?.level === "trace";
  return {
    began: () => http.began(),
    answered: (url, status, reqId, ms) => {
      // Both spellings of the address are one route.
      http.answered("POST", url.startsWith("/api/v1") ? url : `/api/v1${url.slice(4)}`, status, ms);
      if (isWritten) logger.debug({ reqId, method: "POST", url, status, ms }, "answered");
    },
  };
}
