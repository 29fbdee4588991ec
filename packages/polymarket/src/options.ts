import type { Scenario } from "./faults/scenario.ts";
import type { Address } from "./ports.ts";

/** Contracts an order is signed for, by their role. */
export interface Contracts {
  readonly exchangeV1: Address;
  readonly negRiskExchangeV1: Address;
  readonly exchangeV2: Address;
  readonly negRiskExchangeV2: Address;
  readonly exchangeV3: Address;
}

export interface PolymarketOptions {
  /** Chains whose signatures are good; the first is the venue's own. */
  readonly chainIds: readonly number[];
  /** What `GET /version` says. */
  readonly version: 1 | 2 | 3;
  /** How far the clocks of clients may be off. */
  readonly clockSkewSeconds: number;
  /** Play money of an account that a first signature opens, in µ$; 0: none. */
  readonly faucet: number;
  /** From a match to MINED, and from there to CONFIRMED. */
  readonly minedMs: number;
  readonly confirmedMs: number;
  /** Whether an operator may let things go wrong. */
  readonly isSandbox: boolean;
  /** What goes wrong from when the venue listens; null: nothing. Needs the sandbox. */
  readonly scenario: Scenario | null;
  /** Whether requests are limited as Polymarket limits them. */
  readonly hasRateLimits: boolean;
  /** Addresses of their own, for clients that take no path prefix; null: none. */
  readonly ports: {
    readonly host: string;
    readonly clob: number | null;
    readonly gamma: number | null;
    readonly data: number | null;
  };
}

export const USUAL_OPTIONS: PolymarketOptions = {
  chainIds: [80_002, 137],
  version: 2,
  clockSkewSeconds: 60,
  faucet: 10_000_000_000,
  minedMs: 2_000,
  confirmedMs: 10_000,
  isSandbox: true,
  scenario: null,
  hasRateLimits: false,
  ports: { host: "localhost", clob: null, gamma: null, data: null },
};
