import { notional } from "@probity/core";
import type { MarketId } from "@probity/core";
import { candleStart } from "./candles.ts";
import type { CandleTrade } from "./candles.ts";

/** Width of a bucket: the window moves in such steps. */
const BUCKET_MS = 300_000;
const BUCKETS = 288;

/** The least time whose trades count as the last 24 hours at `now`: the buckets of 5 minutes that began since. */
export function dayBefore(now: number): number {
  return candleStart(now, "5m") - (BUCKETS - 1) * BUCKET_MS;
}

/** Ring of a market's last 24 hours; the newest bucket's start tells which places are stale. */
interface Ring {
  newest: number;
  readonly notionals: Float64Array;
}

/** What is written down of the windows: the newest bucket's start, and a value for each place of the ring. */
export type SavedVolumes = ReadonlyMap<
  MarketId,
  { readonly newest: number; readonly notionals: Float64Array }
>;

/**
 * Value traded in each market during the last 24 hours, at YES prices, in
 * micro-dollars, in steps of five minutes. What the store adds up from candles of
 * five minutes is the same. 2.3 kB a market that ever traded.
 */
export class RollingVolumes {
  private readonly rings = new Map<MarketId, Ring>();

  add({ market, time, price, quantity }: CandleTrade): void {
    const bucket = candleStart(time, "5m");
    let ring = this.rings.get(market);
    if (ring === undefined) {
      ring = { newest: bucket, notionals: new Float64Array(BUCKETS) };
      this.rings.set(market, ring);
    }
    this.forward(ring, bucket);
    const place = (bucket / BUCKET_MS) % BUCKETS;
    ring.notionals[place] = (ring.notionals[place] ?? 0) + notional(price, quantity);
  }

  /** Of the 24 hours before `now`, ms; exact up to 9 billion dollars. */
  notional24h(market: MarketId, now: number): number {
    const ring = this.rings.get(market);
    if (ring === undefined) return 0;
    this.forward(ring, candleStart(now, "5m"));
    return ring.notionals.reduce((sum, value) => sum + value, 0);
  }

  save(): SavedVolumes {
    return this.rings;
  }

  /** Becomes what was saved; must be new. */
  load(saved: SavedVolumes): void {
    for (const [market, { newest, notionals }] of saved) {
      this.rings.set(market, { newest, notionals: notionals.slice() });
    }
  }

  /** Empties the buckets between the newest and `bucket`. */
  private forward(ring: Ring, bucket: number): void {
    const steps = Math.min(BUCKETS, (bucket - ring.newest) / BUCKET_MS);
    for (let step = 1; step <= steps; step++) {
      ring.notionals[(bucket / BUCKET_MS - steps + step) % BUCKETS] = 0;
    }
    if (bucket > ring.newest) ring.newest = bucket;
  }
}
