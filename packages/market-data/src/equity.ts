import type { Price } from "@probity/core";

/** What an account had and put in when a step of time ended. */
export interface EquityPoint {
  /** End of the step, ms. */
  readonly time: number;
  /** Cash, held cash included, µ$. */
  readonly cash: number;
  /** Shares at the last price then, µ$. Shares never traded count at what they cost. */
  readonly positions: number;
  /** Cash and positions. */
  readonly equity: number;
  /** Deposits and transfers in, less withdrawals and transfers out, since the account was opened. */
  readonly netDeposits: number;
  /** What trading made: equity less net deposits. */
  readonly profit: number;
}

/** Something that changed by `time`; ordered by time within each list. */
export interface CashChange {
  readonly time: number;
  /** The balance afterwards. */
  readonly balance: number;
  /** What of the change came from outside or another account. */
  readonly deposited: number;
}
export interface SharesChange {
  readonly time: number;
  /** Names market and outcome. */
  readonly key: string;
  /** Lots afterwards and what they cost, µ$. */
  readonly lots: number;
  readonly cost: number;
}
export interface PriceChange {
  readonly time: number;
  readonly key: string;
  readonly price: Price;
}

/**
 * Equity at the end of each step.
 *
 * @param times ends of the steps, ascending; what happened at such a time or before it counts.
 * @returns one point a time.
 */
export function equityCurve(
  times: readonly number[],
  changes: {
    readonly cash: readonly CashChange[];
    readonly shares: readonly SharesChange[];
    readonly prices: readonly PriceChange[];
  },
): EquityPoint[] {
  const holdings = new Map<string, SharesChange>();
  const prices = new Map<string, Price>();
  let cash = 0;
  let netDeposits = 0;
  let atCash = 0;
  let atShares = 0;
  let atPrices = 0;
  return times.map((time) => {
    for (let next = changes.cash[atCash]; next && next.time <= time; next = changes.cash[atCash]) {
      cash = next.balance;
      netDeposits += next.deposited;
      atCash += 1;
    }
    for (
      let next = changes.shares[atShares];
      next && next.time <= time;
      next = changes.shares[atShares]
    ) {
      if (next.lots === 0) holdings.delete(next.key);
      else holdings.set(next.key, next);
      atShares += 1;
    }
    for (
      let next = changes.prices[atPrices];
      next && next.time <= time;
      next = changes.prices[atPrices]
    ) {
      prices.set(next.key, next.price);
      atPrices += 1;
    }
    let positions = 0;
    for (const { key, lots, cost } of holdings.values()) {
      const at = prices.get(key);
      positions += at === undefined ? cost : at * lots;
    }
    const equity = cash + positions;
    return { time, cash, positions, equity, netDeposits, profit: equity - netDeposits };
  });
}
