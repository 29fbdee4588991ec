/** Whatever is asked of Gamma and Data is answered or refused in their words, and the answer has an end. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";

const SLOW_MS = 120_000;
const ANSWER_MOST = 200_000;

let venue: TestVenue;
let trader: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  await venue.openMarket("rain", { category: "Weather", tags: ["rain"] });
  await venue.openNegRisk("cup", ["ants", "bees"]);
  trader = await venue.signIn();
  await venue.settled();
}, SLOW_MS);

afterAll(() => venue.close());

const GAMMA = [
  "/events",
  "/events/keyset",
  "/events/pagination",
  "/events/$",
  "/events/slug/$",
  "/events/$/tags",
  "/markets",
  "/markets/keyset",
  "/markets/$",
  "/markets/slug/$",
  "/markets/$/tags",
  "/tags",
  "/tags/$",
  "/tags/slug/$",
  "/tags/$/related-tags",
  "/tags/slug/$/related-tags/tags",
  "/series",
  "/series/$",
  "/public-search",
  "/public-profile",
  "/comments",
  "/comments/$",
  "/$",
];
const DATA = [
  "/positions",
  "/closed-positions",
  "/value",
  "/traded",
  "/trades",
  "/activity",
  "/holders",
  "/oi",
  "/live-volume",
  "/v1/market-positions",
  "/v1/leaderboard",
  "/v1/accounting/snapshot",
  "/v1/positions/combos",
  "/v2/positions",
  "/v2/trades",
  "/v2/activity",
  "/$",
];
const NAMES = [
  "limit",
  "offset",
  "order",
  "ascending",
  "after_cursor",
  "cursor",
  "id",
  "slug",
  "closed",
  "active",
  "tag_id",
  "tag_slug",
  "tag_match",
  "exclude_tag_id",
  "title_search",
  "recurrence",
  "featured",
  "liquidity_min",
  "volume_num_max",
  "start_date_min",
  "end_date_max",
  "clob_token_ids",
  "condition_ids",
  "question_ids",
  "decimalized",
  "include_tag",
  "uma_resolution_status",
  "q",
  "limit_per_type",
  "page",
  "events_status",
  "sort",
  "address",
  "user",
  "market",
  "eventId",
  "sizeThreshold",
  "redeemable",
  "sortBy",
  "sortDirection",
  "title",
  "takerOnly",
  "filterType",
  "filterAmount",
  "side",
  "start",
  "end",
  "type",
  "minBalance",
  "status",
  "category",
  "timePeriod",
  "orderBy",
  "userName",
  "parent_entity_type",
  "__proto__",
  "constructor",
  "toString",
];
const WORDS = [
  "",
  "0",
  "1",
  "-1",
  "20",
  "500",
  "501",
  "1e9",
  "NaN",
  "9007199254740993",
  "true",
  "false",
  "TRUE",
  "null",
  "rain",
  "rain-market",
  "volume24hr",
  "volumeNum",
  "id",
  "__proto__",
  "constructor",
  "LTE=",
  "WyJpZCIsMSwxLDFd",
  "WyJpZCIsMSxudWxsLDFd",
  "2026-01-01",
  "2026-01-01T00:00:00Z",
  "+275760-09-13",
  "all",
  "CASH",
  "TOKENS",
  "BUY",
  "TIMESTAMP",
  "DESC",
  "OPEN",
  "ALL",
  "TRADE",
  "%00",
  "%2e%2e",
  "' OR 1=1 --",
  "\u0000",
  "🌧",
  "a".repeat(2_000),
];

const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.integer().map(String),
  fc.double().map(String),
  fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
);
const pair = fc.tuple(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  ),
  word,
);

/** Half of those who ask name a wallet that is there and a market that is. */
function urlOf(
  prefix: string,
  path: string,
  filling: string,
  pairs: readonly (readonly [string, string])[],
  hasUser: boolean,
): string {
  const [market] = venue.desk.markets.all();
  const known = hasUser
    ? [
        ["user", trader.wallet.address],
        ["market", market!.conditionId],
        ["q", "rain"],
      ]
    : [];
  const query = [...known, ...pairs]
    .map(([name, value]) => `${escaped(name!)}=${escaped(value!)}`)
    .join("&");
  return `${prefix}${path.replace("$", escaped(filling))}?${query}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test.each([
  ["/gamma", GAMMA],
  ["/data", DATA],
])(
  "%s never breaks",
  async (prefix, paths) => {
    const seen = new Map<number, number>();
    const url = fc
      .tuple(fc.constantFrom(...paths), word, fc.array(pair, { maxLength: 6 }), fc.boolean())
      .map((parts) => parts);
    await fc.assert(
      fc.asyncProperty(url, async ([path, filling, pairs, hasUser]) => {
        const asked = urlOf(prefix, path, filling, pairs, hasUser);
        const { status, body } = await venue.ask("GET", asked);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        expect([200, 400, 404, 414, 422]).toContain(status);
        // A path of hundreds of characters is refused before it is anybody's.
        const isTold = status === 200 || status === 414 || typeof body.error === "string";
        expect(isTold).toBe(true);
        expect(JSON.stringify(body).length).toBeLessThan(ANSWER_MOST);
      }),
      { numRuns: 800 },
    );
    // A run that only was refused would show nothing.
    expect(seen.get(200)).toBeGreaterThan(50);
  },
  SLOW_MS,
);

test("cursors of others are refused, and the machine's state is as it was", async () => {
  const before = await venue.stateHash();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      const cursor = Buffer.from(bytes).toString("base64url");
      const { status } = await venue.ask("GET", `/gamma/markets/keyset?after_cursor=${cursor}`);
      expect(cursor === "" ? 200 : 422).toBe(status);
    }),
    { numRuns: 200 },
  );
  expect(await venue.stateHash()).toBe(before);
});
