/** The middle of the values; with an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("nothing has no median");
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

/** What is shown of many latencies, in the unit they were recorded in. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Every sample as it was, in memory that grows by doubling: percentiles are exact. */
export class Samples {
  private values = new Float64Array(1_024);
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(value: number): void {
    if (this.count === this.values.length) {
      const grown = new Float64Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.count++] = value;
  }

  clear(): void {
    this.count = 0;
  }

  percentiles(): Percentiles {
    const sorted = this.values.subarray(0, this.count).slice().sort();
    const at = (share: number): number => percentileOf(sorted, share);
    return {
      count: this.count,
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
      p999: at(0.999),
      max: at(1),
    };
  }
}

/** The least of ascending values that at least `share` of them do not exceed (nearest rank); NaN for none. */
export function percentileOf(sorted: Float64Array, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}
