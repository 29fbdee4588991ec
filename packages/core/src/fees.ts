import type { FeeSchedule } from "./market.ts";
import { PRICE_ONE } from "./money.ts";
import type { Amount, Price, Quantity } from "./money.ts";

const SYMMETRIC_DENOMINATOR = 10_000;
const QUADRATIC_DENOMINATOR = 100_000_000;
const QUARTIC_DENOMINATOR = 10_000_000_000_000_000n;

/** Nobody pays anything. */
export const NO_FEES: FeeSchedule = {
  formula: "symmetric",
  exponent: 1,
  takerBps: 0,
  makerBps: 0,
  rebateBps: 0,
};

/** What a taker's fee is rounded to, half up: 1 µ$, or 10 µ$ for Polymarket's formula (five decimals of a dollar). */
export function feeQuantum(schedule: FeeSchedule): number {
  return schedule.formula === "symmetric" ? 1 : 10;
}

/**
 * Adds up the exact fee of many fills and rounds the sum once, so that many
 * small fills pay what one large one would. The fee of `lots` at price p, in µ$:
 *
 * - symmetric (source S1): `min(p, 1 − p) × lots × bps ÷ 10⁴`
 * - quadratic (Polymarket): `lots × bps × (p(1 − p))ᵉ ÷ 10⁸ᵉ`, p in 10⁻⁴
 *
 * Both are the same for a price and its complement. The remainder below 1 µ$ is
 * kept exactly; `bigint` is needed for exponent 2 only.
 */
export class FeeMeter {
  private schedule: FeeSchedule;
  private bps: number;
  private whole = 0;
  private rest = 0;
  private bigRest = 0n;
  private charged = 0;

  constructor(schedule: FeeSchedule, bps: number) {
    this.schedule = schedule;
    this.bps = bps;
  }

  /** Begins anew, so that one meter can serve order after order. */
  restart(schedule: FeeSchedule, bps: number): void {
    this.schedule = schedule;
    this.bps = bps;
    this.whole = this.rest = this.charged = 0;
    this.bigRest = 0n;
  }

  /** Adds the fee of a fill. */
  add(price: Price, lots: Quantity): void {
    const { schedule } = this;
    if (this.bps === 0) return;
    const spread = price * (PRICE_ONE - price);
    if (schedule.formula === "symmetric") {
      this.addParts(Math.min(price, PRICE_ONE - price) * lots, this.bps, SYMMETRIC_DENOMINATOR);
    } else if (schedule.exponent === 1) {
      this.addParts(lots * this.bps, spread, QUADRATIC_DENOMINATOR);
    } else {
      const exact = BigInt(lots * this.bps) * BigInt(spread) * BigInt(spread) + this.bigRest;
      this.whole += Number(exact / QUARTIC_DENOMINATOR);
      this.bigRest = exact % QUARTIC_DENOMINATOR;
    }
  }

  /** The sum so far, rounded half up to the quantum. */
  rounded(): Amount {
    if (feeQuantum(this.schedule) === 1) {
      return (this.whole + (this.rest * 2 >= SYMMETRIC_DENOMINATOR ? 1 : 0)) as Amount;
    }
    const odd = this.whole - Math.floor(this.whole / 10) * 10;
    return (this.whole - odd + (odd >= 5 ? 10 : 0)) as Amount;
  }

  /** The sum so far, rounded down to 1 µ$. */
  floor(): Amount {
    return this.whole as Amount;
  }

  /** What is due of the rounded sum and not charged yet, at most `most`; counts as charged from now on. */
  charge(most: number): Amount {
    const due = Math.min(this.rounded() - this.charged, most);
    this.charged += due;
    return due as Amount;
  }

  /** What the rounded sum would be with one more fill. */
  roundedWith(price: Price, lots: Quantity): Amount {
    const { whole, rest, bigRest } = this;
    this.add(price, lots);
    const sum = this.rounded();
    this.whole = whole;
    this.rest = rest;
    this.bigRest = bigRest;
    return sum;
  }

  /** Adds `a × b ÷ d` exactly: `b` times the whole part of `a ÷ d`, and the rest, each a safe integer. */
  private addParts(a: number, b: number, d: number): void {
    const times = Math.floor(a / d);
    // The remainder by multiplication, exact for safe integers; `%` on doubles is several times slower.
    const part = (a - times * d) * b + this.rest;
    const more = Math.floor(part / d);
    this.whole += times * b + more;
    this.rest = part - more * d;
  }
}

/** For fees of one fill; begun anew by each. */
const scratch = new FeeMeter(NO_FEES, 0);

/** The exact fee of one fill, rounded down: a maker's fee or rebate. */
export function makerFee(schedule: FeeSchedule, bps: number, price: Price, lots: Quantity): Amount {
  if (bps === 0) return 0 as Amount;
  scratch.restart(schedule, bps);
  scratch.add(price, lots);
  return scratch.floor();
}

/**
 * The most an order may have to pay in fees if it is filled at `price` or
 * better, as taker or maker: the larger rate at the limit, rounded, and one
 * quantum. Enough because `p + fee(p)` grows with p for rates up to 1.
 */
export function worstFee(schedule: FeeSchedule, price: Price, lots: Quantity): Amount {
  const bps = Math.max(schedule.takerBps, schedule.makerBps);
  if (bps === 0) return 0 as Amount;
  scratch.restart(schedule, bps);
  scratch.add(price, lots);
  return (scratch.rounded() + feeQuantum(schedule)) as Amount;
}
