import type { FeeSchedule } from "@probity/core";
import { dividedHalfUp, dividedUp, valueOf } from "./arithmetic.ts";

/*
 * RULES.md section 6, "Fees". An exact fee is a fraction of micro-dollars: a
 * numerator over the schedule's denominator, so that fills can be summed first
 * and rounded once.
 */

/** Smallest step of a taker's fee, in micro-dollars. */
function quantum(schedule: FeeSchedule): bigint {
  return schedule.formula === "symmetric" ? 1n : 10n;
}

/** Numerator of the fee of `lots` at `price` and `bps`; the price of either outcome gives the same. */
export function numerator(schedule: FeeSchedule, bps: number, price: number, lots: number): bigint {
  if (schedule.formula === "symmetric") {
    return BigInt(Math.min(price, 10_000 - price)) * BigInt(lots) * BigInt(bps);
  }
  const variance = BigInt(price * (10_000 - price));
  const curve = schedule.exponent === 1 ? variance : variance * variance;
  return BigInt(lots) * BigInt(bps) * curve;
}

const SYMMETRIC = 10n ** 4n;
const QUADRATIC = 10n ** 8n;
const QUADRATIC_SQUARED = 10n ** 16n;

function denominator(schedule: FeeSchedule): bigint {
  if (schedule.formula === "symmetric") return SYMMETRIC;
  return schedule.exponent === 1 ? QUADRATIC : QUADRATIC_SQUARED;
}

/** A taker's fee for numerators summed over its fills. */
export function takerFee(schedule: FeeSchedule, numerators: bigint): bigint {
  return dividedHalfUp(numerators, denominator(schedule), quantum(schedule));
}

/** A maker's fee, or its rebate, of one fill. */
export function makerFee(schedule: FeeSchedule, bps: number, price: number, lots: number): bigint {
  if (bps === 0) return 0n;
  return numerator(schedule, bps, price, lots) / denominator(schedule);
}

/** The most a buy of `lots` at `limit` could owe in fees, whatever it meets. */
export function worstFee(schedule: FeeSchedule, limit: number, lots: number): bigint {
  const bps = Math.max(schedule.takerBps, schedule.makerBps);
  if (bps === 0) return 0n;
  return takerFee(schedule, numerator(schedule, bps, limit, lots)) + quantum(schedule);
}

/** What a cash order must be able to pay on top of its cash. */
export function worstCashFee(schedule: FeeSchedule, cash: number): bigint {
  if (schedule.takerBps === 0) return 0n;
  return dividedUp(valueOf(cash, schedule.takerBps), 10_000n) + quantum(schedule);
}
