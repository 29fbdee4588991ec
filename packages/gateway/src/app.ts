import { createServer } from "node:http";
import { Readable } from "node:stream";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import Fastify, { LogController } from "fastify";
import type { FastifyBaseLogger } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { bodyReadBefore } from "./caller.ts";
import { checkedJson } from "./checked-json.ts";
import {
  BODY_LIMIT,
  answerError,
  answerNotFound,
  answerParserError,
  validator,
} from "./http-errors.ts";
import { noteNeeds } from "./needs.ts";
import { documentApi } from "./open-api.ts";
import type { OrderEntry } from "./order-entry/order-entry.ts";
import { limitRequests } from "./rate-limit.ts";
import type { RequestCounts } from "./rate-limit.ts";
import { requestId } from "./request-id.ts";
import { accountAdminRoutes } from "./routes/accounts-admin.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { marketAdminRoutes } from "./routes/markets-admin.ts";
import { marketRoutes } from "./routes/markets.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { healthRoutes, statusRoutes } from "./routes/operations.ts";
import { orderRoutes } from "./routes/orders.ts";
import { portfolioRoutes } from "./routes/portfolio.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { resolutionRoutes } from "./routes/resolution.ts";
import type { App } from "./routes/route.ts";
import { safetyRoutes } from "./routes/safety.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import type { z } from "zod";
import type { Venue } from "./venue.ts";
import type { OrderDoor } from "./wire/http/order-door.ts";
import { KEEP_ALIVE_SECONDS } from "./wire/http/reply-text.ts";

/** How long a client may take to send a request. */
export const REQUEST_MS = 30_000;

/** Every stem of the native API and its routes. */
const STEMS = [
  signInRoutes,
  apiKeyRoutes,
  marketRoutes,
  marketAdminRoutes,
  resolutionRoutes,
  orderRoutes,
  portfolioRoutes,
  accountRoutes,
  accountAdminRoutes,
  safetyRoutes,
  statusRoutes,
  quarantineRoutes,
];

interface AppOptions {
  readonly orderEntry: OrderEntry;
  /** Stands before the HTTP parser of every address that is listened on. */
  readonly orderDoor: OrderDoor;
  readonly counts: RequestCounts;
  readonly logger: FastifyBaseLogger | undefined;
  /** Compares every answer with its schema. */
  readonly checkAnswers: boolean;
}

/** Builds the HTTP side of the gateway; it does not listen. */
export async function buildApp(venue: Venue, options: AppOptions): Promise<App> {
  const { settings } = venue;
  const { orderEntry, orderDoor, counts, logger, checkAnswers } = options;
  const app = Fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    bodyLimit: BODY_LIMIT,
    trustProxy: settings.trustProxy,
    genReqId: () => requestId(),
    serverFactory: (handler) => {
      const server = createServer(handler);
      server.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1_000;
      server.requestTimeout = REQUEST_MS;
      orderDoor.attach(server);
      return server;
    },
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: (request) => versioned(request.url ?? "/"),
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: answerParserError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    // Requests are refused by the sequencer once it closes; those under way are answered.
    return503OnClosing: false,
    forceCloseConnections: "idle",
  }).withTypeProvider<ZodTypeProvider>() as App;

  app.setValidatorCompiler(validator);
  // Answers are made by typed functions, so in production they are not compared once more.
  app.setSerializerCompiler<z.ZodType>(({ schema }) =>
    checkAnswers ? (data) => checkedJson(schema, data) : (data) => JSON.stringify(data),
  );
  app.setErrorHandler(answerError);
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { method, originalUrl: url } = request;
    request.log.debug({ method, url, status: reply.statusCode, ms: reply.elapsedTime }, "answered");
  });

  await app.register(helmet, { contentSecurityPolicy: false });
  await app.register(cors, {
    origin: settings.corsOrigin === true ? true : [...(settings.corsOrigin || [])],
    exposedHeaders: ["x-request-id", "retry-after"],
  });
  await limitRequests(app, settings, counts);
  await documentApi(app, settings.version);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, answerNotFound);

  noteNeeds(app);
  // A body that was read to check its signature is not there to be read once more.
  app.addHook("preParsing", async (request, _reply, payload) => {
    const body = bodyReadBefore(request);
    return body === null ? payload : Readable.from([body], { objectMode: false });
  });
  healthRoutes(app, venue);
  await app.register(
    async (api) => {
      for (const stem of STEMS) stem(api as App, venue, orderEntry);
    },
    { prefix: "/api/v1" },
  );
  return app;
}

/** `/api/…` without a version means the first. */
function versioned(url: string): string {
  return /^\/api\/(?!v[0-9]+(?:[/?]|$)|docs(?:[/?]|$))/.test(url) ? `/api/v1${url.slice(4)}` : url;
}
