import { afterAll, beforeAll, expect, test } from "vitest";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { l1Headers, openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue({ hasRateLimits: true });
});
afterAll(() => venue.close());

test("a signer's orders are counted one by one, whatever becomes of them, and told in headers", async () => {
  const trader = await venue.signIn();
  const batch = Array.from({ length: 15 }, () => ({}));
  const first = await trader.ask("POST", "/orders", batch);
  expect(first.status).toBe(200);
  expect(first.headers).toMatchObject({
    "poly-ratelimit-remaining": "45",
    "poly-ratelimit-tier": "standard",
  });
  const statuses: number[] = [];
  for (let at = 0; at < 8; at += 1)
    statuses.push((await trader.ask("POST", "/orders", batch)).status);
  expect(statuses).toContain(429);
  const refused = await trader.ask(
    "POST",
    "/orders",
    Array.from({ length: 61 }, () => ({})),
  );
  expect(refused).toMatchObject({ status: 429, body: { error: "Too Many Requests" } });
  expect(Number(refused.headers["retry-after"])).toBeGreaterThanOrEqual(1);
  expect(Number(refused.headers["poly-ratelimit-reset"])).toBeGreaterThan(Date.now() / 1_000);
  const other = await venue.signIn();
  expect((await other.ask("POST", "/orders", batch)).status).toBe(200);
  // Reading is not trading.
  expect((await trader.ask("GET", "/auth/api-keys")).headers).not.toHaveProperty(
    "poly-ratelimit-remaining",
  );
});

test("a bucket is the signer's, who has a key: a stranger empties nobody's", async () => {
  const trader = await venue.signIn();
  for (let at = 0; at < 10; at += 1) {
    const forged = { poly_address: trader.wallet.address, poly_api_key: trader.apiKey };
    const { status } = await venue.ask("POST", "/clob/orders", Array.from({ length: 15 }), forged);
    expect(status).toBe(401);
  }
  expect((await trader.ask("POST", "/orders", [{}])).headers["poly-ratelimit-remaining"]).toBe(
    "59",
  );
});

test("another spelling of a route is the same route", async () => {
  const trader = await venue.signIn();
  const body = { orderID: `0x${"1".repeat(64)}` };
  for (const path of ["/order", "/%6Frder", "/%6f%72der?x=1"]) {
    const { status, headers } = await trader.ask("DELETE", path, body);
    expect([status, headers]).toEqual([
      200,
      expect.objectContaining({ "poly-ratelimit-remaining": expect.stringMatching(/^1\d\d$/) }),
    ]);
  }
});

test("as many orders may be cancelled at once as a request may name", async () => {
  const trader = await venue.signIn();
  const ids = Array.from({ length: 500 }, (_, at) => `0x${String(at).padStart(64, "1")}`);
  const { status, headers } = await trader.ask("DELETE", "/orders", ids);
  expect([status, headers["poly-ratelimit-remaining"]]).toEqual([200, "-380"]);
});

test("an address has so many requests in ten seconds", async () => {
  const statuses = new Set<number>();
  for (let at = 0; at < 210 && !statuses.has(429); at += 1) {
    statuses.add((await venue.ask("GET", "/clob/tick-size?token_id=1")).status);
  }
  expect(statuses).toContain(429);
  const { status, headers, body } = await venue.ask("GET", "/clob/tick-size?token_id=1");
  expect([status, body]).toEqual([429, { error: "Too Many Requests" }]);
  expect(Number(headers["retry-after"])).toBeLessThanOrEqual(10);
});

test("no more wallets register from an address than people may sign in, and those that are known come and go", async () => {
  const narrow = await openTestVenue({}, { settings: { signInsPerMinute: 3 } });
  try {
    const known = await narrow.signIn();
    await narrow.signIn();
    await narrow.signIn();
    const stranger = privateKeyToAccount(generatePrivateKey());
    const create = async (wallet: typeof stranger, nonce: number) =>
      narrow.ask("POST", "/clob/auth/api-key", undefined, await l1Headers(wallet, 80_002, nonce));
    const refused = await create(stranger, 0);
    expect(refused).toMatchObject({ status: 429, body: { error: "Too Many Requests" } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await narrow.desk.wallets.ownerOf(stranger.address)).toBeNull();
    expect((await create(known.wallet, 1)).status).toBe(200);
  } finally {
    await narrow.close();
  }
});
