/** Limits of strangers and of who is signed in, what every answer carries, and who may call from a page. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Listener } from "../test/listener.ts";
import { hasRedis, startFailingRedis, startRedis } from "./cache/test-redis.ts";
import { KeyBuckets } from "./key-buckets.ts";
import { RequestCounts } from "./rate-limit.ts";
import { connectRedis } from "./redis.ts";
import { startTestGateway } from "./test-gateway.ts";
import type { TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
afterEach(() => venue.close());

describe("S3.18 limits", () => {
  test("S3.18 strangers have 100 requests in 60 s by address, and one address does not pay for another", async () => {
    venue = await startTestGateway({ requestsPerMinute: 100 });
    const ask = (remoteAddress: string, headers = {}) =>
      venue.gateway.app.inject({ url: "/api/v1/markets", remoteAddress, headers });
    for (let count = 0; count < 100; count++) {
      expect((await ask("192.0.2.1")).statusCode).toBe(200);
    }
    const refused = await ask("192.0.2.1");
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error.code).toBe("RATE_LIMITED");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(50);
    expect((await ask("192.0.2.2")).statusCode).toBe(200);
    // A token that is none does not help, one that is good does.
    expect((await ask("192.0.2.1", { authorization: "Bearer nonsense" })).statusCode).toBe(429);
    const authorization = `Bearer ${venue.admin.token}`;
    expect((await ask("192.0.2.1", { authorization })).statusCode).toBe(200);
  });

  test("behind a proxy nobody chooses the address by which they are counted, or becomes local", async () => {
    venue = await startTestGateway({ requestsPerMinute: 3, trustProxy: 1 });
    const ask = (url: string, claimed: string) =>
      venue.gateway.app
        .inject({ url, headers: { "x-forwarded-for": `${claimed}, 192.0.2.1` } })
        .then(({ statusCode }) => statusCode);
    expect(await ask("/metrics", "127.0.0.1")).toBe(403);
    const statuses = [];
    for (let claim = 1; claim <= 4; claim++) {
      statuses.push(await ask("/api/v1/markets", `198.51.100.${claim}`));
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test("S3.18 who is signed in has a bucket of their own, that fills again", async () => {
    venue = await startTestGateway({ keyRequestsPerSecond: 20, keyBurst: 3, requestsPerMinute: 0 });
    const ada = await venue.join("ada");
    const bob = await venue.join("bob");
    const statuses = [];
    for (let count = 0; count < 5; count++)
      statuses.push((await ada.ask("GET", "/api/v1/accounts")).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    expect((await bob.ask("GET", "/api/v1/accounts")).status).toBe(200);
    await vi.waitFor(async () =>
      expect((await ada.ask("GET", "/api/v1/accounts")).status).toBe(200),
    );
  });

  test("who names a key of somebody but cannot sign with it is a stranger", async () => {
    venue = await startTestGateway({ requestsPerMinute: 3 });
    const wish = { label: "bot", scopes: ["read"] };
    const { body } = await venue.admin.ask("POST", "/api/v1/auth/keys", wish);
    const statuses = [];
    for (let count = 0; count < 4; count++) {
      const headers = {
        "probity-key": body.key.key_id,
        "probity-timestamp": String(Date.now()),
        "probity-signature": "a".repeat(43),
      };
      statuses.push((await venue.ask("GET", "/api/v1/accounts", undefined, headers)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  test("what somebody may not do empties their bucket like anything else", async () => {
    venue = await startTestGateway({ keyRequestsPerSecond: 1, keyBurst: 3, requestsPerMinute: 0 });
    const ada = await venue.join("ada");
    const statuses = [];
    for (let count = 0; count < 4; count++) {
      statuses.push((await ada.ask("GET", "/api/v1/admin/users")).status);
    }
    expect(statuses).toEqual([403, 403, 403, 429]);
  });

  test("S3.18 an address opens 10 live sockets in 60 s", async () => {
    venue = await startTestGateway({ liveConnectionsPerMinute: 10 });
    const url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
    const open = [];
    for (let count = 0; count < 10; count++) open.push(await Listener.open(url));
    await expect(Listener.open(url)).rejects.toThrow("429");
    for (const listener of open) listener.close();
    await expect(Listener.open(url)).rejects.toThrow("429");
  });

  test("a bucket never holds more than its burst, and gives what it gained", () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const buckets = new KeyBuckets(2, 4);
    const taken = (many: number) =>
      Array.from({ length: many }, () => buckets.take(1)).filter(({ isGranted }) => isGranted)
        .length;
    expect(taken(10)).toBe(4);
    vi.advanceTimersByTime(1_000);
    expect(taken(10)).toBe(2);
    expect(buckets.take(1).waitMs).toBe(500);
    vi.advanceTimersByTime(3_600_000);
    expect(taken(10)).toBe(4);
    vi.useRealTimers();
  });

  test.runIf(hasRedis)("S3.18 processes that share a Redis share one count", async () => {
    venue = await startTestGateway();
    const server = await startRedis();
    const redis = connectRedis(server.url, () => {});
    const [one, other] = [new RequestCounts(), new RequestCounts()];
    one.share(redis, "test");
    other.share(redis, "test");
    for (let count = 0; count < 60; count++) one.add("192.0.2.1");
    for (let count = 0; count < 60; count++) other.add("192.0.2.1");
    // The minute may turn while we count.
    await vi.waitFor(() => expect(one.add("192.0.2.1").current).toBeGreaterThan(100), 5_000);
    await vi.waitFor(() => expect(other.add("192.0.2.1").current).toBeGreaterThan(100), 5_000);
    one.stop();
    other.stop();
    redis.disconnect();
    await server.stop();
  });

  test("a Redis that fails leaves each process its own count", async () => {
    venue = await startTestGateway();
    const server = await startFailingRedis("refuses");
    const redis = connectRedis(server.url, () => {});
    const counts = new RequestCounts();
    counts.share(redis, "test");
    for (let count = 0; count < 5; count++) counts.add("192.0.2.1");
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(counts.add("192.0.2.1").current).toBe(6);
    counts.stop();
    redis.disconnect();
    await server.stop();
  });
});

test("S3.19 answers forbid what they do not need: policy of content, HSTS, sniffing, frames", async () => {
  venue = await startTestGateway();
  const { headers } = await venue.gateway.app.inject({ url: "/api/v1/markets" });
  expect(headers).toMatchObject({
    "content-security-policy": "default-src 'none';frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
  });
  // The pages of the documentation may load their own scripts, and no others.
  const page = await venue.gateway.app.inject({ url: "/api/docs/" });
  const policy = String(page.headers["content-security-policy"]);
  expect(page.headers["content-type"]).toContain("text/html");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("default-src 'none'");
});

test("S3.19 pages of the listed origins may call, others may not", async () => {
  venue = await startTestGateway({ corsOrigin: ["https://a.example", "https://b.example"] });
  const allowed = async (origin: string) => {
    const headers = { origin, "access-control-request-method": "POST" };
    const answer = await venue.gateway.app.inject({
      method: "OPTIONS",
      url: "/api/v1/orders",
      headers,
    });
    return answer.headers["access-control-allow-origin"];
  };
  expect(await allowed("https://a.example")).toBe("https://a.example");
  expect(await allowed("https://b.example")).toBe("https://b.example");
  expect(await allowed("https://c.example")).toBeUndefined();
});

test("S3.20 every route compares its query and body with a schema, and refuses what it does not know", async () => {
  venue = await startTestGateway({ requestsPerMinute: 0, signInsPerMinute: 0 });
  const { body } = await venue.ask("GET", "/api/docs/json");
  const paths = Object.entries<Record<string, unknown>>(body.paths);
  const reads = paths.filter(([path, methods]) => path.startsWith("/api/v1/") && "get" in methods);
  expect(reads.length).toBeGreaterThan(20);
  const statuses = await Promise.all(
    reads.map(async ([path]) => {
      const url = `${path.replace(/\{\w+\}/g, "x")}?no_such_field=1`;
      return [path, (await venue.admin.ask("GET", url)).status];
    }),
  );
  expect(statuses.filter(([, status]) => status !== 400)).toEqual([]);
});
