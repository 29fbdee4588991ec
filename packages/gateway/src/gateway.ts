import type { FastifyBaseLogger } from "fastify";
import { REQUEST_MS, buildApp } from "./app.ts";
import { answerParserError } from "./http-errors.ts";
import { listen } from "./listen.ts";
import { LiveSockets } from "./live/live-sockets.ts";
import { OrderEntry } from "./order-entry/order-entry.ts";
import { RequestCounts } from "./rate-limit.ts";
import { ReadSide } from "./read-side.ts";
import type { App } from "./routes/route.ts";
import { Submitter } from "./submitter.ts";
import { SignedRequests } from "./signed-request.ts";
import { Tokens } from "./tokens.ts";
import type { TokenSecrets } from "./tokens.ts";
import { USUAL_SETTINGS } from "./venue.ts";
import { OrderDoor } from "./wire/http/order-door.ts";
import type { DoorOptions } from "./wire/http/order-door.ts";
import { KEEP_ALIVE_SECONDS } from "./wire/http/reply-text.ts";
import type { ExchangeSequencer, IdentityPort, Mailer } from "./ports.ts";
import type { GatewaySettings, Venue } from "./venue.ts";

export interface GatewayParts {
  readonly sequencer: ExchangeSequencer;
  readonly identity: IdentityPort;
  /** At least 32 bytes each. */
  readonly tokenSecrets: TokenSecrets;
  /** Without one letters are thrown away. */
  readonly mailer?: Mailer;
  readonly settings?: Partial<GatewaySettings>;
  readonly logger?: FastifyBaseLogger;
  /** Compares every answer with its schema, for tests. */
  readonly checkAnswers?: boolean;
}

/** HTTP and live socket over one sequencer and one identity, which stay their owner's to close. */
export interface Gateway {
  /** For requests without a socket. */
  readonly app: App;
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

/** Opens a gateway, which begins to fold in history; it does not listen yet. */
export async function openGateway(parts: GatewayParts): Promise<Gateway> {
  const { sequencer, identity, tokenSecrets, logger, checkAnswers = false } = parts;
  const { people, sessions, keys } = identity;
  const readSide = new ReadSide(sequencer);
  const settings = { ...USUAL_SETTINGS, ...parts.settings };
  const venue: Venue = {
    sequencer,
    people,
    sessions,
    keys,
    mailer: parts.mailer ?? { send: async () => {} },
    readSide,
    submitter: await Submitter.open(sequencer),
    tokens: new Tokens(tokenSecrets, identity),
    signedRequests: new SignedRequests(keys, settings.keyClockSkewMs),
    settings,
  };
  const orderEntry = new OrderEntry(venue, (error, { error: { code } }, reqId) =>
    logger?.error({ err: error, code, reqId }, "request failed"),
  );
  const counts = new RequestCounts();
  const live = new LiveSockets(venue, orderEntry, counts);
  const { requestsPerMinute } = venue.settings;
  const orderDoor = new OrderDoor({
    orderEntry,
    tokens: venue.tokens,
    counts,
    requestsPerMinute,
    requestMs: REQUEST_MS,
    idleMs: KEEP_ALIVE_SECONDS * 1_000,
    log: answerLog(logger),
    giveUp: (socket, code) => answerParserError({ code }, socket),
  });
  const app = await buildApp(venue, { orderEntry, orderDoor, counts, logger, checkAnswers });
  readSide.start(
    (changes) => live.publish(changes),
    (failure) => logger?.error({ err: failure }, "the read side failed"),
  );
  return {
    app,
    submitter: venue.submitter,
    get connections() {
      return live.connections;
    },
    get orderConnections() {
      return orderDoor.connections;
    },
    listen: (address) => listen(app, live, address),
    close: async () => {
      await live.close();
      orderDoor.close();
      await app.close();
      await readSide.close();
    },
  };
}

/** The line Fastify writes for each request, if the log has room for it; a level is set once, at start. */
function answerLog(logger: FastifyBaseLogger | undefined): DoorOptions["log"] {
  if (logger === undefined || (logger.level !== "debug" && logger.level !== "trace")) return null;
  return (url, status, reqId, ms) =>
    logger.debug({ reqId, method: "POST", url, status, ms }, "answered");
}
