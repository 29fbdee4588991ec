import { PRICE_ONE } from "@probity/core";
import type { Price } from "@probity/core";

/** What an account had and put in at one time; amounts in µ$. */
export interface EquityPoint {
  readonly time: number;
  /** Held cash included. */
  readonly cash: number;
  /** Shares at their last price then. */
  readonly positions: number;
  /** Cash and positions. */
  readonly equity: number;
  /** Money and shares from outside or other accounts, less those that went there. */
  readonly netDeposits: number;
  /** What trading made: equity less net deposits. */
  readonly profit: number;
}

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
  /** Afterwards. */
  readonly lots: number;
  /** What of the change came from another account. */
  readonly deposited: number;
}
export interface PriceChange {
  readonly time: number;
  readonly key: string;
  readonly price: Price;
}

/** What a share is worth before its first trade: of a full set, half. */
export const UNTRADED_PRICE = (PRICE_ONE / 2) as Price;

/**
 * Equity at each of `times`, ascending; what happened at such a time or before it
 * counts. Each list of changes is ordered by time. Shares from another account
 * count as paid in at their price at the next of `times`.
 *
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
  const lots = new Map<string, number>();
  const prices = new Map<string, Price>();
  const worth = (key: string, held: number): number => (prices.get(key) ?? UNTRADED_PRICE) * held;
  const cashUntil = inTurn(changes.cash);
  const sharesUntil = inTurn(changes.shares);
  const pricesUntil = inTurn(changes.prices);
  let cash = 0;
  let netDeposits = 0;
  return times.map((time) => {
    for (const { key, price } of pricesUntil(time)) prices.set(key, price);
    for (const { balance, deposited } of cashUntil(time)) {
      cash = balance;
      netDeposits += deposited;
    }
    for (const { key, lots: held, deposited } of sharesUntil(time)) {
      lots.set(key, held);
      netDeposits += worth(key, deposited);
    }
    let positions = 0;
    for (const [key, held] of lots) positions += worth(key, held);
    const equity = cash + positions;
    return { time, cash, positions, equity, netDeposits, profit: equity - netDeposits };
  });
}

/** Hands out, call by call, what happened since the last call and until `time`. */
function inTurn<T extends { readonly time: number }>(changes: readonly T[]) {
  let at = 0;
  return (time: number): readonly T[] => {
    const from = at;
    while (at < changes.length && changes[at]!.time <= time) at += 1;
    return changes.slice(from, at);
  };
}
