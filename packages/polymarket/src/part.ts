import type { Event } from "@probity/core";
import type { App, OpenSocket } from "@probity/gateway";
import type { MarketDataChanges } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { FastifyInstance } from "fastify";

/** One part of the dialect: what it adds, and what it hears. Whatever it does not need it leaves out. */
export interface Part {
  /** Routes of the CLOB, without their prefix. */
  clob?(app: FastifyInstance): void;
  gamma?(app: FastifyInstance): void;
  data?(app: FastifyInstance): void;
  /** Routes of the venue's operators, `/admin/polymarket/…` below `/api/v1`; each behind the gateway's `operator`. */
  admin?(api: App): void;
  readonly sockets?: ReadonlyMap<string, OpenSocket>;
  publish?(changes: MarketDataChanges, entry: FeedEntry<Event>, isLive: boolean): void;
  /** The venue listens now. */
  listening?(): Promise<void>;
  close?(): Promise<void>;
}
