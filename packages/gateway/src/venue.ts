import type { Exchange } from "@probity/core";
import type { ExternalTokens, WalletChallenges } from "@probity/identity";
import type { Store } from "@probity/store";
import type { Cache } from "./cache/cache.ts";
import type { MarketCache } from "./cache/market-cache.ts";
import type { Letters } from "./letters.ts";
import type { Metrics, MetricsOptions } from "./metrics/metrics.ts";
import type { ExchangeSequencer, IdentityPort } from "./ports.ts";
import type { ReadSide } from "./read-side.ts";
import type { ReadinessCheck } from "./readiness-check.ts";
import type { FailureListener } from "./refusal.ts";
import type { SignedRequests } from "./signed-request.ts";
import type { Submitter } from "./submitter.ts";
import type { Tokens } from "./tokens.ts";

export interface GatewaySettings {
  readonly version: string;
  /** Hand out and take back play money by itself. */
  readonly playMoney: boolean;
  /** Origins that browsers may call from; true: any. */
  readonly corsOrigin: readonly string[] | boolean;
  /**
   * Requests a minute and address of those who are not signed in, 0: no limit; sign-in has its own,
   * because hashing is dear.
   */
  readonly requestsPerMinute: number;
  readonly signInsPerMinute: number;
  /** Requests a second of somebody signed in, 0: no limit, and how many more at once. */
  readonly keyRequestsPerSecond: number;
  readonly keyBurst: number;
  /** How many addresses at the end of `X-Forwarded-For` proxies of ours wrote; the first of them is the client's. */
  readonly trustProxy: number;
  /** Least time between two live messages of a book or of trades, in ms; 0: one for each command. */
  readonly liveTickMs: number;
  /** Bytes that may wait for a reader of the live socket before it is given up. */
  readonly slowReaderBytes: number;
  readonly metrics: MetricsSettings;
  /** Begins every key in Redis, so that venues can share one. */
  readonly redisNamespace: string;
  /** Live connections of all protocols, in all and of one address; 0: no limit. */
  readonly liveConnections: number;
  readonly liveConnectionsPerAddress: number;
  /** New live connections a minute and address; 0: no limit. */
  readonly liveConnectionsPerMinute: number;
  /** Channels, books or markets that one live connection may follow. */
  readonly liveChannels: number;
  /** Between two heartbeats of a live connection. */
  readonly liveHeartbeatMs: number;
  /** Where people find the venue, for the links in letters. */
  readonly publicUrl: string;
  /** Whether cookies travel by HTTPS alone. */
  readonly secureCookies: boolean;
  /** How far the clocks of programs that sign requests may be off, in ms. */
  readonly keyClockSkewMs: number;
  /** Whether `X-Test-Address` and `X-Test-Role` are believed; never in production. */
  readonly developmentHeaders: boolean;
}

/** Who may read `/metrics`, and how much it says. */
export interface MetricsSettings extends MetricsOptions {
  /** Asked for as a bearer token; null: only this machine may read. */
  readonly token: string | null;
}

/** Everything a route may use. */
export interface Venue {
  readonly sequencer: ExchangeSequencer;
  readonly submitter: Submitter;
  readonly readSide: ReadSide;
  /** History; may be some commands behind. */
  readonly store: Store;
  readonly tokens: Tokens;
  readonly metrics: Metrics;
  /** Answers of the database kept for a moment, and the same in the words of source S1. */
  readonly cache: Cache;
  readonly marketCache: MarketCache;
  /** What else must be well for the venue to be ready. */
  readonly checks: readonly ReadinessCheck[];
  readonly signedRequests: SignedRequests;
  readonly people: IdentityPort["people"];
  readonly sessions: IdentityPort["sessions"];
  readonly keys: IdentityPort["keys"];
  readonly letters: Letters;
  readonly wallets: WalletChallenges;
  /** Null: no identity provider is known. */
  readonly external: Pick<ExternalTokens, "subjectOf"> | null;
  readonly settings: GatewaySettings;
  /** Puts what went wrong into the log, where no framework does. */
  readonly noteFailure: FailureListener;
}

export const USUAL_SETTINGS: GatewaySettings = {
  version: "0.0.0",
  playMoney: true,
  corsOrigin: false,
  requestsPerMinute: 60_000,
  signInsPerMinute: 120,
  keyRequestsPerSecond: 0,
  keyBurst: 1_000,
  trustProxy: 0,
  liveTickMs: 10,
  slowReaderBytes: 8 << 20,
  metrics: { token: null, marketsMax: 50, aliases: false, ofProcess: false },
  redisNamespace: "probity:",
  liveConnections: 20_000,
  liveConnectionsPerAddress: 1_000,
  liveConnectionsPerMinute: 6_000,
  liveChannels: 1_000,
  liveHeartbeatMs: 15_000,
  publicUrl: "http://localhost:8080",
  secureCookies: false,
  keyClockSkewMs: 30_000,
  developmentHeaders: false,
};

/** Runs `view` on the machine as it is at `minSequence` or later. */
export async function readMachine<T>(
  venue: Venue,
  view: (machine: Exchange) => T,
  minSequence: number | undefined,
): Promise<{ readonly sequence: number; readonly value: T }> {
  return venue.sequencer.read(view, minSequence === undefined ? {} : { minSequence });
}
