import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import type { Redis } from "ioredis";
import type { Metrics } from "../metrics/metrics.ts";
import type { ReadSide } from "../read-side.ts";
import { Cache } from "./cache.ts";
import { MarketCache } from "./market-cache.ts";
import { MemoryBackend } from "./memory-backend.ts";
import { RedisBackend } from "./redis-backend.ts";

/** The cache of a venue, which forgets by itself what its events make untrue. */
export function openCache(parts: {
  /** Null: kept in memory. */
  readonly redis: Redis | null;
  readonly namespace: string;
  readonly metrics: Metrics;
  readonly readSide: ReadSide;
}): { readonly cache: Cache; readonly marketCache: MarketCache } {
  const { redis, namespace, metrics, readSide } = parts;
  const backend = redis === null ? new MemoryBackend() : new RedisBackend(redis, namespace);
  const cache = new Cache(backend, metrics.cache);
  const marketCache = new MarketCache(cache, readSide);
  readSide.observe((entry, isLive) => {
    if (isLive) forgetMarkets(entry, marketCache);
  });
  return { cache, marketCache };
}

/** Texts and states of markets; books, trades and fills come with the changes of the read side. */
function forgetMarkets({ events }: FeedEntry<Event>, cache: MarketCache): void {
  for (const event of events) {
    switch (event.type) {
      case "MarketCreated":
      case "MarketUpdated":
      case "MarketStateChanged":
      case "EndingFixed":
        cache.marketChanged(event.market);
        break;
      case "EventUpdated":
        cache.eventChanged(event.event);
        break;
      default:
        break;
    }
  }
}
