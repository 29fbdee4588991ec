/** Buckets remembered; beyond them the one used longest ago is forgotten, which fills it. */
const BUCKETS_MAX = 50_000;

interface Bucket {
  tokens: number;
  /** Ms since 1970 at which `tokens` was true. */
  at: number;
}

/** What is left of a bucket, in whole requests, and in how many ms there is one more. */
export interface Allowance {
  readonly isGranted: boolean;
  readonly left: number;
  readonly waitMs: number;
}

/**
 * A token bucket for everybody who is signed in: so many requests a second in the long run, and a
 * burst of more at once. One bucket whatever door a request comes in by, and wherever from.
 */
export class KeyBuckets {
  /** In the order of last use. */
  readonly #buckets = new Map<number | string, Bucket>();
  readonly #perMs: number;
  readonly burst: number;

  /** @param perSecond 0: no limit. */
  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1_000;
    this.burst = burst;
  }

  get isLimited(): boolean {
    return this.#perMs > 0;
  }

  /** Takes one request out of the bucket, if there is one in it. @param key owner, or the key they came with. */
  take(key: number | string): Allowance {
    const now = Date.now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.burst, at: now };
    this.#buckets.delete(key);
    if (this.#buckets.size >= BUCKETS_MAX) this.#forgetOldest();
    this.#buckets.set(key, bucket);
    const gained = Math.max(0, now - bucket.at) * this.#perMs;
    bucket.tokens = Math.min(this.burst, bucket.tokens + gained);
    bucket.at = now;
    const isGranted = bucket.tokens >= 1;
    if (isGranted) bucket.tokens -= 1;
    const missing = Math.max(0, 1 - bucket.tokens);
    return { isGranted, left: Math.floor(bucket.tokens), waitMs: Math.ceil(missing / this.#perMs) };
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
