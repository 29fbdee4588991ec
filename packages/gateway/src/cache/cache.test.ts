import { Registry } from "prom-client";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { CacheMetrics } from "../metrics/cache-metrics.ts";
import { connectRedis } from "../redis.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { CacheBackend } from "./backend.ts";
import { Cache } from "./cache.ts";
import { CACHE_KINDS, cacheKey } from "./kinds.ts";
import { MarketCache } from "./market-cache.ts";
import type { CachedMarket, CachedOrderbook } from "./market-cache.ts";
import { MemoryBackend } from "./memory-backend.ts";
import { RedisBackend } from "./redis-backend.ts";
import { hasRedis, startFailingRedis, startRedis } from "./test-redis.ts";
import type { TestRedis } from "./test-redis.ts";

const MARKET: CachedMarket = {
  seq: 7,
  id: "evt_1-0",
  question: "Will it rain?",
  description: null,
  category: "weather",
  status: "open",
  outcomes: [{ id: "mkt_1-1", name: "Yes" }],
  volume_24h: "12.5",
  total_volume: "100",
  created_at: 1,
  updated_at: 2,
};
const BOOK: CachedOrderbook = {
  seq: 8,
  market_id: "evt_1-0",
  outcome_id: "mkt_1-1",
  share_type: "yes",
  bids: [["0.4", "10"]],
  asks: [["0.6", "5"]],
  timestamp: 3,
};
const nobody = { data: {} as never, ownerOf: () => null };

function cacheOver(backend: CacheBackend): Cache {
  return new Cache(backend, new CacheMetrics(new Registry()));
}

test("S1.53 keys begin with market, outcome, share and prob, and no part can break out of its place", () => {
  expect(cacheKey("market", ["evt_1-0"])).toBe("market:evt_1-0");
  expect(cacheKey("market-list", ["all"])).toBe("market:list:all");
  expect(cacheKey("orderbook", ["evt_1-0", "mkt_1-1", "yes"])).toBe("outcome:evt_1-0:mkt_1-1:yes");
  expect(cacheKey("shares", ["own_1", "evt_1-0"])).toBe("share:own_1:evt_1-0");
  expect(cacheKey("probability", ["evt_1-0", "mkt_1-1"])).toBe("prob:evt_1-0:mkt_1-1");
  expect(cacheKey("market-list", ["a:b"])).not.toBe(cacheKey("market-list", ["a", "b"]));
});

test("S1.54 each kind lives as long as it should, and not longer", async () => {
  const ttl = Object.fromEntries(
    Object.entries(CACHE_KINDS).map(([kind, { ttlMs }]) => [kind, ttlMs / 1_000]),
  );
  expect(ttl).toEqual({ market: 60, "market-list": 30, probability: 5, shares: 10, orderbook: 2 });
  let now = 1_000;
  const cache = cacheOver(new MemoryBackend(1 << 20, () => now));
  await cache.set("orderbook", ["a"], BOOK);
  now += 1_999;
  expect(await cache.get("orderbook", ["a"])).toEqual(BOOK);
  now += 1;
  expect(await cache.get("orderbook", ["a"])).toBeNull();
});

test("memory is bounded, and what was used longest ago goes first", async () => {
  const backend = new MemoryBackend(10_000);
  for (let count = 0; count < 100; count++) {
    await backend.set(`key-${count}`, "x".repeat(500), 60_000);
    await backend.get("key-0");
  }
  expect(backend.bytes).toBeLessThanOrEqual(10_000);
  expect(await backend.get("key-0")).not.toBeNull();
  expect(await backend.get("key-1")).toBeNull();
  expect(await backend.get("key-99")).not.toBeNull();
  await backend.set("huge", "x".repeat(20_000), 60_000);
  expect(await backend.get("huge")).toBeNull();
});

interface Place {
  readonly backend: CacheBackend;
  close(): Promise<void>;
}

/** The same behaviour is asked of both places. */
const places: [string, boolean, () => Promise<Place>][] = [
  ["memory", true, async () => ({ backend: new MemoryBackend(), close: async () => {} })],
  [
    "a real Redis",
    hasRedis,
    async () => {
      const server = await startRedis();
      const redis = connectRedis(server.url, () => {});
      await new Promise((resolve) => redis.once("ready", resolve));
      const close = async () => {
        redis.disconnect();
        await server.stop();
      };
      return { backend: new RedisBackend(redis, "test:"), close };
    },
  ],
];

describe.each(places)("in %s", (_name, isHere, open) => {
  let place: Place;
  let cache: Cache;
  let markets: MarketCache;
  beforeAll(async () => {
    if (isHere) place = await open();
  });
  afterAll(() => place?.close());
  beforeEach(() => {
    if (!isHere) return;
    cache = cacheOver(place.backend);
    markets = new MarketCache(cache, nobody);
  });

  test.runIf(isHere)(
    "S1.55 S1.56 markets, lists, probabilities, shares and books go in and come out",
    async () => {
      expect(await markets.getMarket(MARKET.id)).toBeNull();
      await markets.setMarket(MARKET);
      expect(await markets.getMarket(MARKET.id)).toEqual(MARKET);
      markets.invalidateMarket(MARKET.id);
      expect(await markets.getMarket(MARKET.id)).toBeNull();
      await cache.settled();
      expect(await markets.getMarket(MARKET.id)).toBeNull();

      await markets.setMarketList([MARKET], "weather");
      await markets.setMarketList([MARKET], null);
      expect(await markets.getMarketList("weather")).toEqual([MARKET]);
      markets.invalidateMarketList("weather");
      expect(await markets.getMarketList("weather")).toBeNull();
      expect(await markets.getMarketList(null)).toBeNull();

      await markets.setProbability("evt_1-0", "mkt_1-1", "0.62");
      expect(await markets.getProbability("evt_1-0", "mkt_1-1")).toBe("0.62");
      expect(await markets.getMarketProbabilities("evt_1-0", ["mkt_1-1"])).toEqual([
        ["mkt_1-1", "0.62"],
      ]);
      expect(await markets.getMarketProbabilities("evt_1-0", ["mkt_1-1", "mkt_1-2"])).toBeNull();

      const holding = {
        market_id: "evt_1-0",
        outcome_id: "mkt_1-1",
        share_type: "yes" as const,
        amount: "10",
        avg_cost: "0.5",
        current_price: "0.62",
        unrealized_pnl: "1.2",
      };
      await markets.setUserShares("own_1", "evt_1-0", [holding]);
      expect(await markets.getUserShares("own_1", "evt_1-0")).toEqual([holding]);
      expect(await markets.getUserShares("own_2", "evt_1-0")).toBeNull();
      markets.invalidateUserShares("own_1", "evt_1-0");
      expect(await markets.getUserShares("own_1", "evt_1-0")).toBeNull();

      await markets.setOrderbook(BOOK);
      expect(await markets.getOrderbook("evt_1-0", "mkt_1-1", "yes")).toEqual(BOOK);
      expect(await markets.getOrderbook("evt_1-0", "mkt_1-1", "no")).toBeNull();

      expect(await markets.getVolume("evt_1-0")).toBeNull();
      expect(await markets.incrVolume("evt_1-0", 1_500_000)).toBe(1_500_000);
      expect(await markets.incrVolume("evt_1-0", 500_000)).toBe(2_000_000);
      expect(await markets.getVolume("evt_1-0")).toBe(2_000_000);
    },
  );

  test.runIf(isHere)(
    "S1.57 an answer is loaded once and then cached; who asks for newer gets newer",
    async () => {
      let loads = 0;
      const load = async () => ({ seq: ++loads, text: "é{}" });
      const key = ["through"];
      const both = await Promise.all([
        cache.through("market", key, load),
        cache.through("market", key, load),
      ]);
      expect(both).toEqual([
        { seq: 1, text: "é{}" },
        { seq: 1, text: "é{}" },
      ]);
      expect(await cache.through("market", key, load)).toEqual({ seq: 1, text: "é{}" });
      expect((await cache.through("market", key, load, 2)).seq).toBe(2);
      expect((await cache.through("market", key, load, 2)).seq).toBe(2);
      expect(loads).toBe(2);
    },
  );

  test.runIf(isHere)("what changes while it is loaded is handed out and not kept", async () => {
    let finish: (answer: { seq: number }) => void = () => {};
    const slow = cache.through(
      "market",
      ["slow"],
      () => new Promise<{ seq: number }>((resolve) => (finish = resolve)),
    );
    await vi.waitFor(() => expect(finish.length).toBe(1));
    cache.invalidate("market", ["slow"]);
    finish({ seq: 1 });
    expect(await slow).toEqual({ seq: 1 });
    await cache.settled();
    expect((await cache.through("market", ["slow"], async () => ({ seq: 2 }))).seq).toBe(2);
  });
});

test("S1.57 what the database fails at is told, and asked for again", async () => {
  const cache = cacheOver(new MemoryBackend());
  const fail = () => Promise.reject(new Error("no database"));
  await expect(cache.through("market", ["x"], fail)).rejects.toThrow("no database");
  expect(await cache.through("market", ["x"], async () => ({ seq: 1 }))).toEqual({ seq: 1 });
});

describe("S1.57 a cache that fails never fails a request", () => {
  let redis: Redis;
  let server: TestRedis | null = null;
  afterEach(async () => {
    redis.disconnect();
    await server?.stop();
    server = null;
  });

  test.each(["refuses", "hangs", "is not there"] as const)("when it %s", async (mood) => {
    if (mood !== "is not there") server = await startFailingRedis(mood);
    const problems: Error[] = [];
    const url = server?.url ?? "redis://127.0.0.1:1";
    redis = connectRedis(url, (problem) => problems.push(problem));
    if (server !== null) await new Promise((resolve) => redis.once("connect", resolve));
    const cache = cacheOver(new RedisBackend(redis, ""));
    const markets = new MarketCache(cache, nobody);
    const began = performance.now();
    for (let count = 1; count <= 3; count++) {
      const answer = await cache.through("market", ["x"], async () => ({ seq: count }));
      expect(answer).toEqual({ seq: count });
    }
    expect(await markets.getMarketProbabilities("evt_1-0", ["mkt_1-1"])).toBeNull();
    expect(await markets.incrVolume("evt_1-0", 5)).toBeNull();
    cache.invalidate("market", ["x"]);
    await cache.settled();
    // Nobody waits long for it, either.
    expect(performance.now() - began).toBeLessThan(3_000);
    if (server === null) await vi.waitFor(() => expect(problems).toHaveLength(1));
  });
});

test("S1.56 events of the venue make untrue answers go away by themselves", async () => {
  const venue = await startTestGateway({ requestsPerMinute: 0 });
  const ada = await venue.join("ada", "1000");
  const bob = await venue.join("bob", "1000");
  const market = await venue.openMarket("rain", { category: "weather" });
  const event = (await venue.ask("GET", `/api/v1/markets/${market}`)).body.event.event_id;
  const { marketCache, cache } = venue.gateway.venue;
  const fill = async () => {
    await marketCache.setMarket({ ...MARKET, id: event });
    await marketCache.setMarketList([MARKET], "weather");
    await marketCache.setProbability(event, market, "0.5");
    await marketCache.setOrderbook({ ...BOOK, market_id: event, outcome_id: market });
    await marketCache.setUserShares(ada.owner, event, []);
  };
  const state = async () => ({
    market: (await marketCache.getMarket(event)) !== null,
    list: (await marketCache.getMarketList("weather")) !== null,
    probability: (await marketCache.getProbability(event, market)) !== null,
    book: (await marketCache.getOrderbook(event, market, "yes")) !== null,
    shares: (await marketCache.getUserShares(ada.owner, event)) !== null,
  });
  const order = { type: "limit", market_id: market, outcome: "yes", price: "0.5", quantity: "2" };

  await fill();
  await ada.ask("POST", "/api/v1/orders", { ...order, side: "buy" });
  await vi.waitFor(async () =>
    expect(await state()).toEqual({
      market: true,
      list: true,
      probability: false,
      book: false,
      shares: true,
    }),
  );
  await fill();
  await bob.ask("POST", "/api/v1/orders", { ...order, outcome: "no", side: "buy" });
  await vi.waitFor(async () =>
    expect(await state()).toEqual({
      market: false,
      list: true,
      probability: false,
      book: false,
      shares: false,
    }),
  );
  expect(await marketCache.getVolume(event)).toBe(1_000_000);
  await fill();
  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/state`, { to: "halted" });
  await vi.waitFor(async () => {
    const { market: isCached, list } = await state();
    expect({ isCached, list }).toEqual({ isCached: false, list: false });
  });
  await cache.settled();
  await venue.close();
});
