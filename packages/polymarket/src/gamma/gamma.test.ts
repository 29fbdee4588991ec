import {
  ListEventsKeysetResponseSchema,
  ListEventsResponseSchema,
  ListMarketsKeysetResponseSchema,
  ListMarketsResponseSchema,
  ListRelatedTagResourcesResponseSchema,
  ListRelatedTagsResponseSchema,
  ListTagsResponseSchema,
  PublicProfileSchema,
  PublicSearchResponseSchema,
} from "@polymarket/bindings/gamma";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lacking, recording, shapeOf } from "../../test/key-shapes.ts";
import { signedOrder } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

const SLOW_MS = 120_000;
/** Left out: who made it, how it looks on the site, and what changed over hours and weeks. */
const LEFT_OUT_OF_MARKETS = [
  "clobRewards",
  "comboStatus",
  "deployingTimestamp",
  "endDate",
  "endDateIso",
  "eventStartTime",
  "feeSchedule",
  "feeType",
  "makerRebatesFeeShareBps",
  "oneDayPriceChange",
  "oneHourPriceChange",
  "oneMonthPriceChange",
  "oneWeekPriceChange",
  "oneYearPriceChange",
  "resolvedBy",
  "seriesColor",
  "submitted_by",
  "umaBond",
  "umaReward",
];

let venue: TestVenue;
let maker: TestTrader;
let taker: TestTrader;
let rain: ChainMarket;
let cup: readonly ChainMarket[];

beforeAll(async () => {
  venue = await openTestVenue();
  rain = await venue.openMarket("rain", { category: "Weather", tags: ["Up or Down", "rain"] });
  await venue.openMarket("snow", { category: "Weather", tags: ["rain"] });
  cup = await venue.openNegRisk("cup", ["ants", "bees", "cats"]);
  [maker, taker] = [await venue.signIn(), await venue.signIn()];
  await trade(rain, 4_000, 10_000, 2_500);
  await trade(cup[1]!, 2_000, 1_000, 1_000);
  await venue.operate("POST", "/admin/markets/snow-market/resolve", { yes_payout: "1" });
  await venue.settled();
}, SLOW_MS);

afterAll(() => venue.close());

/** Somebody offers to buy YES, and somebody sells a part of that by buying NO. */
async function trade(market: ChainMarket, price: number, lots: number, taken: number) {
  for (const [trader, wish] of [
    [maker, { market, outcome: "yes", side: "BUY", price, lots }],
    [taker, { market, outcome: "no", side: "BUY", price: 10_000 - price, lots: taken }],
  ] as const) {
    const order = await signedOrder(trader.wallet, trader.apiKey, wish);
    const { status, body } = await trader.ask("POST", "/order", order);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }
}

async function gamma(path: string) {
  const { status, body } = await venue.ask("GET", `/gamma${path}`);
  expect({ path, status, error: body.error }).toEqual({ path, status: 200, error: undefined });
  return body;
}

const slugsOf = (list: readonly { slug: string }[]) => list.map(({ slug }) => slug);

describe("markets", () => {
  test("tell what bots read, in the types and quirks of upstream, and the unified SDK reads them", async () => {
    const body = await gamma("/markets?include_tag=true");
    expect(slugsOf(body)).toEqual([
      "rain-market",
      "snow-market",
      "cup-ants",
      "cup-bees",
      "cup-cats",
    ]);
    const read = ListMarketsResponseSchema.parse(body);
    expect(read).toHaveLength(5);
    const [market] = body;
    expect(market).toMatchObject({
      question: "Will rain happen?",
      conditionId: rain.conditionId,
      questionID: rain.questionId,
      outcomes: '["Yes", "No"]',
      clobTokenIds: `["${rain.tokens[0]}", "${rain.tokens[1]}"]`,
      active: true,
      closed: false,
      acceptingOrders: true,
      volume: "10",
      volumeNum: 10,
      volume24hr: 10,
      volume1wk: 10,
      volume1moClob: 10,
      volume1yr: 10,
      // 75 shares wanted at 0.40.
      liquidity: "30",
      liquidityNum: 30,
      lastTradePrice: 0.4,
      bestBid: 0.4,
      bestAsk: 1,
      spread: 0.6,
      negRisk: false,
      umaResolutionStatuses: "[]",
    });
    expect(market.events).toMatchObject([{ slug: "rain", title: "rain", volume: 10 }]);
    expect(market.tags.map(({ label }: { label: string }) => label)).toEqual([
      "Weather",
      "Up or Down",
      "rain",
    ]);
    const shape = shapeOf(body);
    const { missing, otherwise } = lacking(shape, shapeOf(recording("gamma-markets")));
    expect(otherwise).toEqual([]);
    expect(missing.filter((key) => !LEFT_OUT_OF_MARKETS.includes(key))).toEqual([]);
  });

  test("that ended say so, with the winner's price", async () => {
    const [market] = await gamma("/markets?closed=true");
    expect(market).toMatchObject({
      slug: "snow-market",
      closed: true,
      acceptingOrders: false,
      outcomePrices: '["1", "0"]',
      umaResolutionStatus: "resolved",
      umaResolutionStatuses: '["resolved"]',
    });
    expect(market.closedTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00$/);
  });

  test.each([
    [`clob_token_ids=0&clob_token_ids=${"1".repeat(78)}`, []],
    ["closed=false&tag_slug=rain", ["rain-market"]],
    ["tag_slug=weather&order=volumeNum&ascending=false", ["rain-market", "snow-market"]],
    ["order=volume24hr&ascending=false&limit=2", ["rain-market", "cup-bees"]],
    ["order=volume24hr&ascending=false&limit=2&offset=1", ["cup-bees", "cup-cats"]],
    ["volume_num_min=1.5", ["rain-market", "cup-bees"]],
    ["liquidity_num_min=1&liquidity_num_max=29", []],
    ["slug=cup-cats&slug=rain-market&slug=nobody", ["rain-market", "cup-cats"]],
    ["uma_resolution_status=resolved", ["snow-market"]],
    ["active=false", []],
    ["end_date_min=2020-01-01", []],
    ["start_date_min=2020-01-01T00:00:00Z&slug=cup-ants", ["cup-ants"]],
    ["nobody_knows=this&slug=cup-ants", ["cup-ants"]],
  ])("chosen by %s", async (query, slugs) => {
    expect(slugsOf(await gamma(`/markets?${query}`))).toEqual(slugs);
  });

  test("are found by each of their names", async () => {
    const [{ id }] = await gamma("/markets?slug=cup-bees");
    const bees = cup[1]!;
    for (const path of [
      `/markets?condition_ids=${bees.conditionId}`,
      `/markets?clob_token_ids=${bees.tokens[1]}`,
      `/markets?question_ids=${bees.questionId.toUpperCase().replace("0X", "0x")}`,
      `/markets?id=${id}`,
    ]) {
      expect([path, ...slugsOf(await gamma(path))]).toEqual([path, "cup-bees"]);
    }
    const whole = await gamma(`/markets/${id}`);
    expect(whole).toMatchObject({
      negRisk: true,
      groupItemTitle: "bees?",
      groupItemThreshold: "1",
    });
    expect(await gamma("/markets/slug/cup-bees")).toEqual(whole);
    expect(await gamma(`/markets/${id}/tags`)).toEqual([]);
  });

  test("come page by page behind a cursor, each once, whatever trades meanwhile", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? "" : `&after_cursor=${cursor}`;
      const page = await gamma(`/markets/keyset?limit=2&order=id${after}`);
      const { items, nextCursor } = ListMarketsKeysetResponseSchema.parse(page);
      seen.push(...slugsOf(items as { slug: string }[]));
      cursor = nextCursor;
      if (cursor !== undefined) await trade(cup[2]!, 1_000, 500, 500);
      await venue.settled();
    } while (cursor !== undefined);
    expect(seen).toEqual(["rain-market", "snow-market", "cup-ants", "cup-bees", "cup-cats"]);
    const [first] = await gamma("/markets?order=volumeNum&ascending=false&slug=cup-cats");
    expect(first.volumeNum).toBe(1);
  });
});

describe("events", () => {
  test("hold their markets and tags, and the unified SDK reads them", async () => {
    const body = await gamma("/events");
    expect(ListEventsResponseSchema.parse(body)).toHaveLength(3);
    expect(body.map(({ markets }: { markets: unknown[] }) => markets.length)).toEqual([1, 1, 3]);
    expect(body[0]).toMatchObject({
      slug: "rain",
      closed: false,
      openInterest: 25,
      volume: 10,
      volume1mo: 10,
    });
    expect(body[2]).toMatchObject({ negRisk: true, enableNegRisk: true });
    expect(body[2].negRiskMarketID).toBe(cup[0]!.negRiskMarketId);
    const wanted = shapeOf(recording("gamma-event-crypto-updown"));
    expect(lacking(shapeOf(body), wanted)).toEqual({
      missing: ["endDate", "seriesSlug", "startTime"],
      otherwise: [],
    });
  });

  test.each([
    ["closed=false&order=volume&ascending=false", ["rain", "cup"]],
    ["closed=true", ["snow"]],
    ["tag_slug=RAIN", ["rain", "snow"]],
    ["title_search=CU", ["cup"]],
    ["volume_min=0.5&volume_max=9", ["cup"]],
    ["liquidity_min=29.5", ["rain"]],
    ["series_id=1", []],
    ["featured=true", []],
    ["offset=1&limit=1", ["snow"]],
  ])("chosen by %s", async (query, slugs) => {
    expect(slugsOf(await gamma(`/events?${query}`))).toEqual(slugs);
    const { events } = await gamma(`/events/keyset?${query.replace(/offset=1&/, "slug=snow&")}`);
    expect(slugsOf(events)).toEqual(slugs);
  });

  test("by tags, any or all of them, and without others", async () => {
    const tags = await gamma("/tags?order=label");
    const id = (label: string) => tags.find((tag: { label: string }) => tag.label === label).id;
    const [weather, rainy, upDown] = ["Weather", "rain", "Up or Down"].map(id);
    expect(slugsOf(await gamma(`/events?tag_id=${weather}&tag_id=${upDown}`))).toHaveLength(2);
    expect(slugsOf(await gamma(`/events?tag_id=${rainy}&tag_id=${upDown}&tag_match=all`))).toEqual([
      "rain",
    ]);
    expect(slugsOf(await gamma(`/events?tag_id=${rainy}&exclude_tag_id=${upDown}`))).toEqual([
      "snow",
    ]);
    const path = `/gamma/events?tag_id=${rainy}&exclude_tag_id=${rainy}`;
    expect((await venue.ask("GET", path)).status).toBe(422);
  });

  test("one by one, with tags, and page by page", async () => {
    const event = await gamma("/events/slug/rain");
    expect(await gamma(`/events/${event.id}`)).toEqual(event);
    expect(await gamma(`/events/${event.id}/tags`)).toEqual(event.tags);
    const { data, pagination } = await gamma("/events/pagination?limit=1&offset=1");
    expect([slugsOf(data), pagination]).toEqual([["snow"], { hasMore: true, totalResults: 3 }]);
    const { items, nextCursor } = ListEventsKeysetResponseSchema.parse(
      await gamma("/events/keyset?limit=3"),
    );
    expect([items.length, nextCursor]).toEqual([3, undefined]);
  });
});

test("tags are those of listed events, with those that go together", async () => {
  const tags = await gamma("/tags?order=slug");
  ListTagsResponseSchema.parse(tags);
  expect(slugsOf(tags)).toEqual(["rain", "up-or-down", "weather"]);
  const [rainy] = tags;
  expect(await gamma(`/tags/${rainy.id}`)).toEqual(rainy);
  expect(await gamma("/tags/slug/rain")).toEqual(rainy);
  const related = ListRelatedTagsResponseSchema.parse(await gamma("/tags/slug/rain/related-tags"));
  expect(related.map(({ rank }) => rank)).toEqual([1, 2]);
  const resources = await gamma(`/tags/${rainy.id}/related-tags/tags`);
  ListRelatedTagResourcesResponseSchema.parse(resources);
  // Both events with it are about the weather, one of them is over.
  expect(resources[0]).toMatchObject({ slug: "weather", activeEventsCount: 1 });
});

test("search finds events by words of theirs and of their markets, and tags", async () => {
  const body = await gamma("/public-search?q=bees");
  PublicSearchResponseSchema.parse(body);
  expect(slugsOf(body.events)).toEqual(["cup"]);
  const rainy = await gamma("/public-search?q=rain&limit_per_type=1&events_status=active");
  expect(slugsOf(rainy.events)).toEqual(["rain"]);
  expect(rainy.tags).toMatchObject([{ slug: "rain", event_count: 2 }]);
  expect(await gamma("/public-search?q=%20%E2%80%A6")).toMatchObject({ events: [] });
});

test.each([
  ["volume", ["rain", "snow"]],
  ["competitive", ["rain", "snow"]],
  ["start_date", ["snow", "rain"]],
  ["closed_time", ["snow", "rain"]],
  ["end_date", ["snow", "rain"]],
])("what is found by %s begins with most, or with least", async (sort, slugs) => {
  const path = `/public-search?q=happen&sort=${sort}`;
  expect(slugsOf((await gamma(path)).events)).toEqual(slugs);
  expect(slugsOf((await gamma(`${path}&ascending=true`)).events)).toEqual(slugs.toReversed());
});

test("a profile is there for who signed in with the wallet, and says what they wish", async () => {
  const path = `/public-profile?address=${maker.wallet.address}`;
  const profile = await gamma(path);
  PublicProfileSchema.parse(profile);
  expect(profile).toMatchObject({
    proxyWallet: maker.wallet.address.toLowerCase(),
    name: "",
    displayUsernamePublic: false,
  });
  const nobody = await venue.ask("GET", `/gamma/public-profile?address=0x${"12".repeat(20)}`);
  expect([nobody.status, nobody.body]).toEqual([
    404,
    { type: "not found error", error: "profile not found" },
  ]);
});

test("what there is none of is an empty list", async () => {
  for (const path of [
    "/series",
    "/comments?parent_entity_type=Event&parent_entity_id=1",
    "/comments/user_address/0x1",
    "/sports",
    "/teams",
    "/market-clarifications",
  ]) {
    expect([path, await gamma(path)]).toEqual([path, []]);
  }
  expect(await gamma("/status")).toBe("OK");
});

test.each([
  ["/markets?order=volume_num", 422, "order fields are not valid"],
  ["/markets?offset=2001", 422, "offset too large, use /markets/keyset for deeper pagination"],
  ["/events/keyset?offset=0", 422, "offset is not allowed on keyset endpoints"],
  ["/events/keyset?after_cursor=LTE", 422, "after_cursor is invalid"],
  ["/events?recurrence=hourly", 422, "invalid recurrence"],
  ["/events/abc", 422, "id is invalid"],
  ["/events/77", 404, "id not found"],
  ["/markets/slug/nothing", 404, "slug not found"],
  ["/comments", 422, "required query parameter is missing"],
  ["/nowhere", 404, "not found"],
])("%s is refused with %i", async (path, status, error) => {
  const reply = await venue.ask("GET", `/gamma${path}`);
  expect([reply.status, reply.body.error]).toEqual([status, error]);
});

test("ends are those of the import until an operator closes earlier, whole seconds without a fraction", async () => {
  const external = JSON.stringify({ polymarket: 1, end_date: "2031-07-31T12:00:00Z" });
  const markets = [{ slug: "ends", question: "When?", external }];
  await venue.operate("POST", "/admin/events", { slug: "ending", title: "Ending", markets });
  await venue.operate("POST", "/admin/events/ending/state", { to: "open" });
  const ends = async () => {
    const market = await gamma("/markets/slug/ends");
    const clob = await venue.ask("GET", `/clob/markets/${market.conditionId}`);
    const opened = /^[\d-]{10}T[\d:]{8}Z$/;
    expect(market.acceptingOrdersTimestamp).toMatch(opened);
    expect(clob.body.accepting_order_timestamp).toMatch(opened);
    const { endDate } = await gamma("/events/slug/ending");
    return [market.endDate, market.endDateIso, endDate, clob.body.end_date_iso];
  };
  const imported = "2031-07-31T12:00:00Z";
  expect(await ends()).toEqual([imported, "2031-07-31", imported, imported]);
  const earlier = "2030-01-01T00:00:00Z";
  await venue.operate("PATCH", "/admin/markets/ends", { close_time: earlier });
  await venue.settled();
  expect(await ends()).toEqual([earlier, "2030-01-01", earlier, earlier]);
});

test("liquidity is what stands in the book now, whoever asked before", async () => {
  const cats = async () => (await gamma("/markets/slug/cup-cats")).liquidityNum;
  const before = await cats();
  // Of seven shares at 0.10 two are left.
  await trade(cup[2]!, 1_000, 700, 500);
  expect(await cats()).toBeCloseTo(before + 0.2, 6);
  expect(slugsOf(await gamma(`/markets?liquidity_num_min=${before + 0.1}&slug=cup-cats`))).toEqual([
    "cup-cats",
  ]);
});
