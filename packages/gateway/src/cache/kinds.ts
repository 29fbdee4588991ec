/** What is cached, under which key, and for how long (S1.53, S1.54). */
export const CACHE_KINDS = {
  market: { prefix: "market", ttlMs: 60_000 },
  "market-list": { prefix: "market:list", ttlMs: 30_000 },
  probability: { prefix: "prob", ttlMs: 5_000 },
  shares: { prefix: "share", ttlMs: 10_000 },
  orderbook: { prefix: "outcome", ttlMs: 2_000 },
} as const;

export type CacheKind = keyof typeof CACHE_KINDS;

/** The key of an answer: the kind's prefix, then what it is about, `market:evt_12-0`. */
export function cacheKey(kind: CacheKind, parts: readonly string[]): string {
  return [CACHE_KINDS[kind].prefix, ...parts.map(encodeURIComponent)].join(":");
}
