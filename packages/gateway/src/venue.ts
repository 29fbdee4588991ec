import type { Exchange } from "@probity/core";
import type { Store } from "@probity/store";
import type { ExchangeSequencer, People } from "./ports.ts";
import type { ReadSide } from "./read-side.ts";
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
}

/** Everything a route may use. */
export interface Venue {
  readonly sequencer: ExchangeSequencer;
  readonly submitter: Submitter;
  readonly readSide: ReadSide;
  /** History; may be some commands behind. */
  readonly store: Store;
  readonly tokens: Tokens;
  readonly people: People;
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
};

/** Runs `view` on the machine as it is at `minSequence` or later. */
export async function readMachine<T>(
  venue: Venue,
  view: (machine: Exchange) => T,
  minSequence: number | undefined,
): Promise<{ readonly sequence: number; readonly value: T }> {
  return venue.sequencer.read(view, minSequence === undefined ? {} : { minSequence });
}
