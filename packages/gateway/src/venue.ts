import type { Exchange } from "@probity/core";
import type { ExchangeSequencer, IdentityPort, Mailer } from "./ports.ts";
import type { ReadSide } from "./read-side.ts";
import type { SignedRequests } from "./signed-request.ts";
import type { Submitter } from "./submitter.ts";
import type { Tokens } from "./tokens.ts";

export interface GatewaySettings {
  readonly version: string;
  /** Hand out and take back play money by itself. */
  readonly playMoney: boolean;
  /** Origins that browsers may call from; true: any. */
  readonly corsOrigin: readonly string[] | boolean;
  /** Requests a minute and address, 0: no limit; sign-in has its own, because hashing is dear. */
  readonly requestsPerMinute: number;
  readonly signInsPerMinute: number;
  /** Whether `X-Forwarded-For` tells the address of the client. */
  readonly trustProxy: boolean;
  /** Least time between two live messages of a book or of trades, in ms; 0: one for each command. */
  readonly liveTickMs: number;
  /** Bytes that may wait for a reader of the live socket before it is given up. */
  readonly slowReaderBytes: number;
  /** Where people find the venue, for the links in letters. */
  readonly publicUrl: string;
  /** Whether cookies travel by HTTPS alone. */
  readonly secureCookies: boolean;
  /** How far the clocks of programs that sign requests may be off, in ms. */
  readonly keyClockSkewMs: number;
  /** Whether `X-Test-Address` and `X-Test-Role` are believed; never in production. */
  readonly developmentHeaders: boolean;
}

/** Everything a route may use. */
export interface Venue {
  readonly sequencer: ExchangeSequencer;
  readonly submitter: Submitter;
  readonly readSide: ReadSide;
  readonly tokens: Tokens;
  readonly signedRequests: SignedRequests;
  readonly people: IdentityPort["people"];
  readonly sessions: IdentityPort["sessions"];
  readonly keys: IdentityPort["keys"];
  readonly mailer: Mailer;
  readonly settings: GatewaySettings;
}

export const USUAL_SETTINGS: GatewaySettings = {
  version: "0.0.0",
  playMoney: true,
  corsOrigin: false,
  requestsPerMinute: 60_000,
  signInsPerMinute: 120,
  trustProxy: false,
  liveTickMs: 10,
  slowReaderBytes: 8 << 20,
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
