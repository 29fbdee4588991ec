import type { FeeSchedule } from "@probity/core";

const BPS_ONE = 10_000;

/** Fees as Polymarket tells them: `fee = shares × rate × (p(1 − p))^exponent`. */
export interface FeeDetails {
  readonly rate: number;
  readonly exponent: number;
  readonly takerOnly: boolean;
  /** Part of the taker's fee. */
  readonly rebateRate: number;
}

/**
 * What a schedule charges, in the one formula clients know. The symmetric one, `rate × min(p, 1 − p)`,
 * has no place in it: told is the smallest fee of the formula that covers it, so that a client who sets
 * money aside for fees has enough.
 */
export function feeDetails({ formula, exponent, ...bps }: FeeSchedule): FeeDetails {
  const { takerBps, makerBps, rebateBps } = bps;
  // min(p, 1 − p) is at most 2p(1 − p).
  const scale = formula === "symmetric" ? 2 : 1;
  return {
    rate: (takerBps * scale) / BPS_ONE,
    exponent: takerBps === 0 ? 0 : exponent,
    takerOnly: makerBps === 0,
    rebateRate: takerBps === 0 ? 0 : rebateBps / takerBps,
  };
}
