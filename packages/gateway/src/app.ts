import { createServer } from "node:http";
import { Readable } from "node:stream";
import cors from "@fastify/cors";
import Fastify, { LogController } from "fastify";
import type { FastifyBaseLogger } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import helmet from "helmet";
import { bodyReadBefore } from "./caller.ts";
import type { Dialect } from "./dialect.ts";
import { checkedJson } from "./checked-json.ts";
import { reportErrors } from "./error-reports.ts";
import type { ErrorReporter } from "./error-reports.ts";
import {
  BODY_LIMIT,
  answerError,
  answerNotFound,
  answerParserError,
  validator,
} from "./http-errors.ts";
import type { LiveSockets } from "./live/live-sockets.ts";
import { noteNeeds } from "./needs.ts";
import { documentApi } from "./open-api.ts";
import type { OrderEntry } from "./order-entry/order-entry.ts";
import { s1MarketRoutes } from "./dialects/s1-markets.ts";
import { s1ShareRoutes } from "./dialects/s1-shares.ts";
import { s3MarketRoutes } from "./dialects/s3-markets.ts";
import { s3OrderRoutes } from "./dialects/s3-orders.ts";
import { s3UserRoutes } from "./dialects/s3-user.ts";
import { packAnswers } from "./packed-answers.ts";
import { limitRequests } from "./rate-limit.ts";
import type { Limits } from "./rate-limit.ts";
import { requestId } from "./request-id.ts";
import { accountAdminRoutes } from "./routes/accounts-admin.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { exclusionRoutes } from "./routes/exclusions.ts";
import { basketRoutes } from "./routes/baskets.ts";
import { endingRoutes } from "./routes/endings.ts";
import { eventBookRoutes } from "./routes/event-book.ts";
import { marketAdminRoutes } from "./routes/markets-admin.ts";
import { marketRoutes } from "./routes/markets.ts";
import { healthRoutes, metricsRoutes, statusRoutes } from "./routes/operations.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { auditRoutes } from "./routes/audit.ts";
import { browseRoutes } from "./routes/browse.ts";
import { credentialRoutes } from "./routes/credentials.ts";
import { exportRoutes } from "./routes/exports.ts";
import { peopleAdminRoutes } from "./routes/people-admin.ts";
import { profileRoutes } from "./routes/profile.ts";
import { walletRoutes } from "./routes/wallets.ts";
import { orderRoutes } from "./routes/orders.ts";
import { matchAdminRoutes } from "./routes/matches-admin.ts";
import { orderAdminRoutes } from "./routes/orders-admin.ts";
import { portfolioRoutes } from "./routes/portfolio.ts";
import { probabilityRoutes } from "./routes/probability.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { deadLetterRoutes } from "./routes/dead-letters.ts";
import { rulesRoutes } from "./routes/rules.ts";
import { resolutionRoutes } from "./routes/resolution.ts";
import type { App } from "./routes/route.ts";
import { safetyRoutes } from "./routes/safety.ts";
import { statementRoutes } from "./routes/statement.ts";
import { statisticsRoutes } from "./routes/statistics.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import type { Tracer } from "./tracing.ts";
import type { z } from "zod";
import type { Venue } from "./venue.ts";
import type { OrderDoor } from "./wire/http/order-door.ts";
import { KEEP_ALIVE_SECONDS } from "./wire/http/reply-text.ts";

/** How long a client may take to send a request. */
export const REQUEST_MS = 30_000;

/** Every stem of the native API and its routes. */
const STEMS = [
  signInRoutes,
  credentialRoutes,
  walletRoutes,
  profileRoutes,
  apiKeyRoutes,
  peopleAdminRoutes,
  browseRoutes,
  marketRoutes,
  statisticsRoutes,
  marketAdminRoutes,
  resolutionRoutes,
  orderRoutes,
  portfolioRoutes,
  statementRoutes,
  exportRoutes,
  auditRoutes,
  accountRoutes,
  accountAdminRoutes,
  safetyRoutes,
  exclusionRoutes,
  statusRoutes,
  basketRoutes,
  orderAdminRoutes,
  endingRoutes,
  eventBookRoutes,
  probabilityRoutes,
  s1MarketRoutes,
  s1ShareRoutes,
  s3MarketRoutes,
  s3OrderRoutes,
  s3UserRoutes,
  quarantineRoutes,
  deadLetterRoutes,
  matchAdminRoutes,
  rulesRoutes,
];

interface AppOptions {
  readonly orderEntry: OrderEntry;
  /** Stands before the HTTP parser of every address that is listened on; null: nobody does. */
  readonly orderDoor: OrderDoor | null;
  readonly limits: Limits;
  /** Takes the requests of live protocols that begin with HTTP. */
  readonly live: Pick<LiveSockets, "takeRequest">;
  readonly logger: FastifyBaseLogger | undefined;
  /** Compares every answer with its schema. */
  readonly checkAnswers: boolean;
  readonly tracer: Tracer | null;
  readonly reportError: ErrorReporter;
  readonly dialects: readonly Dialect[];
}

/** Builds the HTTP side of the gateway; it does not listen. */
export async function buildApp(venue: Venue, options: AppOptions): Promise<App> {
  const { settings } = venue;
  const { orderEntry, orderDoor, live, limits, logger, checkAnswers, tracer, reportError } =
    options;
  const app = Fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    bodyLimit: BODY_LIMIT,
    // What our own proxies did not write, the client may have.
    trustProxy: settings.trustProxy > 0 && ((_address, hop) => hop < settings.trustProxy),
    genReqId: () => requestId(),
    serverFactory: (handler) => {
      const server = createServer((request, response) => {
        if (!live.takeRequest(request, response)) handler(request, response);
      });
      server.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1_000;
      server.requestTimeout = REQUEST_MS;
      orderDoor?.attach(server);
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
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-request-id", request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method } = request;
    // Without its query, where people put what they should not.
    const [url] = request.originalUrl.split("?", 1);
    request.log.debug({ method, url, status: reply.statusCode, ms: reply.elapsedTime }, "answered");
    done();
  });

  venue.metrics.http.observe(app);
  tracer?.observe(app);
  reportErrors(app, reportError);

  // The pages of the documentation have a policy of their own. Made once: its plugin makes it for each request.
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  app.addHook("onRequest", (request, reply, done) => {
    protect(request.raw, reply.raw, (error) => done(error as Error | undefined));
  });
  await app.register(cors, {
    origin: settings.corsOrigin === true ? true : [...(settings.corsOrigin || [])],
    exposedHeaders: ["x-request-id", "retry-after"],
  });
  // Before the limits and the document of the native API, which are not theirs.
  for (const dialect of options.dialects) await app.register((scope) => dialect.routes(scope));
  await limitRequests(app, settings, limits);
  await documentApi(app, settings.version);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, answerNotFound);

  noteNeeds(app);
  // A body that was read to check its signature is not there to be read once more.
  app.addHook("preParsing", async (request, _reply, payload) => {
    const body = bodyReadBefore(request);
    return body === null ? payload : Readable.from([body], { objectMode: false });
  });
  healthRoutes(app, venue);
  metricsRoutes(app, venue);
  await app.register(
    async (api) => {
      packAnswers(api as App);
      for (const stem of STEMS) stem(api as App, venue, orderEntry);
      for (const dialect of options.dialects) dialect.operatorRoutes?.(api as App);
    },
    { prefix: "/api/v1" },
  );
  return app;
}

/** `/api/…` without a version means the first. */
function versioned(url: string): string {
  return /^\/api\/(?!v[0-9]+(?:[/?]|$)|docs(?:[/?]|$))/.test(url) ? `/api/v1${url.slice(4)}` : url;
}
