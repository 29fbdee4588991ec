/** What a tier gives a signer: tokens a second, and how many a full bucket has. */
export interface Tier {
  readonly name: string;
  readonly perSecond: number;
  readonly burst: number;
}

/** Everybody's tier here (reference §5.6). */
export const ORDERS: Tier = { name: "standard", perSecond: 40, burst: 60 };
export const CANCELS: Tier = { name: "standard", perSecond: 80, burst: 120 };

/** Buckets remembered; beyond them the one used longest ago is forgotten, which fills it. */
const BUCKETS_MAX = 50_000;

interface Bucket {
  /** In thousandths of a token, below zero when more was taken than there was. */
  milliTokens: number;
  /** Ms since 1970 at which that was true. */
  at: number;
}

/** Where a bucket stands after a request. */
export interface BucketState {
  readonly isGranted: boolean;
  /** Whole tokens left. */
  readonly remaining: number;
  /** Until the request would be granted; of one that was, until another of one token is. */
  readonly waitMs: number;
}

/**
 * A token bucket for each signer: an order costs one, a batch as many as it has, all or nothing. What costs more than
 * a bucket holds is granted by a full one, which owes the rest.
 */
export class SignerBuckets {
  readonly tier: Tier;
  /** In the order of last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(tier: Tier) {
    this.tier = tier;
  }

  /** Takes `cost` tokens if they are there. */
  take(signer: string, cost: number, now: number): BucketState {
    const bucket = this.#bucketOf(signer, now);
    const needed = Math.min(cost, this.tier.burst);
    const isGranted = bucket.milliTokens >= needed * 1_000;
    if (isGranted) bucket.milliTokens -= cost * 1_000;
    return this.#stateOf(bucket, isGranted, isGranted ? 1 : needed);
  }

  /** Takes what a request cost in the end, there or not: the bucket may owe. */
  charge(signer: string, cost: number, now: number): BucketState {
    const bucket = this.#bucketOf(signer, now);
    bucket.milliTokens -= cost * 1_000;
    return this.#stateOf(bucket, true, 1);
  }

  #bucketOf(signer: string, now: number): Bucket {
    const full = this.tier.burst * 1_000;
    const bucket = this.#buckets.get(signer) ?? { milliTokens: full, at: now };
    this.#buckets.delete(signer);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= BUCKETS_MAX && oldest !== undefined) this.#buckets.delete(oldest);
    this.#buckets.set(signer, bucket);
    // A token a second is a thousandth a millisecond.
    const gained = Math.max(0, now - bucket.at) * this.tier.perSecond;
    bucket.milliTokens = Math.min(full, bucket.milliTokens + gained);
    bucket.at = now;
    return bucket;
  }

  #stateOf({ milliTokens }: Bucket, isGranted: boolean, next: number): BucketState {
    const missing = Math.max(0, next * 1_000 - milliTokens);
    return {
      isGranted,
      remaining: Math.floor(milliTokens / 1_000),
      waitMs: Math.ceil(missing / this.tier.perSecond),
    };
  }
}
