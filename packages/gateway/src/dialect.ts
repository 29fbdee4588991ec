import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Event } from "@probity/core";
import type { MarketDataChanges } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { FastifyInstance } from "fastify";
import type { KeyBuckets } from "./key-buckets.ts";
import type { OpenSocket } from "./live/live-socket.ts";
import type { App } from "./routes/route.ts";
import type { Venue } from "./venue.ts";
import type { WriteTurn } from "./wire/websocket/write-turn.ts";

/**
 * Another wire over the same venue: routes and sockets of its own, the gateway's submitter, read
 * side, database and people. Its routes are told apart by their prefix, and count their requests themselves.
 */
export interface Dialect {
  /** Adds its routes; hooks and error handlers it sets there are its own. */
  routes(app: FastifyInstance): Promise<void>;
  /** What its operators may do, in the native API's own words: each route behind `operator`, and in the document. */
  operatorRoutes?(api: App): void;
  /** What speaks on which path. */
  readonly sockets: ReadonlyMap<string, OpenSocket>;
  /** Hears of each command once the read side has folded it in; `isLive`: it is of this run. */
  publish(changes: MarketDataChanges, entry: FeedEntry<Event>, isLive: boolean): void;
  /** The venue listens; whoever has addresses of their own listens on them now, and hands on to `handler`. */
  listen(handler: RequestHandler): Promise<void>;
  /** Takes no more, and says goodbye. */
  close(): Promise<void>;
}

/** Answers what comes in over addresses of a dialect's own as if it had come in over the venue's. */
export interface RequestHandler {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes the server's upgrades. */
  readonly attach: (server: Server) => void;
}

export interface DialectParts {
  readonly venue: Venue;
  /** Where its sockets put what they write. */
  readonly turn: WriteTurn;
  readonly buckets: KeyBuckets;
}

/** Opened with the gateway, before it follows anything. */
export type OpenDialect = (parts: DialectParts) => Promise<Dialect>;
