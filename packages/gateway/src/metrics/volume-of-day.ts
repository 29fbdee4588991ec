import type { Amount, MarketId } from "@probity/core";

const HOUR_MS = 3_600_000;
const HOURS = 24;

interface Hours {
  /** Hour since 1970 of the last trade. */
  hour: number;
  /** Micro-dollars by hour of the day, as a ring. */
  readonly amounts: Float64Array;
}

/** Value traded in the last 24 hours of each market that traded, to the hour. */
export class VolumeOfDay {
  readonly #byMarket = new Map<MarketId, Hours>();

  add(market: MarketId, time: number, amount: Amount): void {
    const hour = Math.floor(time / HOUR_MS);
    let hours = this.#byMarket.get(market);
    if (hours === undefined) {
      this.#byMarket.set(market, (hours = { hour, amounts: new Float64Array(HOURS) }));
    }
    forget(hours, hour);
    hours.amounts[hour % HOURS]! += amount;
  }

  /** In micro-dollars, the hours that are over for a day left out. */
  of(market: MarketId, now: number): number {
    const hours = this.#byMarket.get(market);
    if (hours === undefined) return 0;
    forget(hours, Math.floor(now / HOUR_MS));
    return hours.amounts.reduce((sum, amount) => sum + amount, 0);
  }

  /** The markets with the most value traded in the last 24 hours, at most `limit`, most first. */
  busiest(now: number, limit: number): MarketId[] {
    return [...this.#byMarket.keys()]
      .map((market) => ({ market, amount: this.of(market, now) }))
      .sort((a, b) => b.amount - a.amount)
      .slice(0, limit)
      .map(({ market }) => market);
  }
}

/** Empties the hours between the last trade and `hour`. */
function forget(hours: Hours, hour: number): void {
  if (hour - hours.hour >= HOURS) hours.amounts.fill(0);
  else for (let over = hours.hour + 1; over <= hour; over++) hours.amounts[over % HOURS] = 0;
  hours.hour = Math.max(hours.hour, hour);
}
