import { quantity } from "@probity/core";
import type { AssetId, OwnerId } from "@probity/core";
import {
  FetchEventLiveVolumeResponseSchema,
  FetchPortfolioValueResponseSchema,
  ListActivityResponseSchema,
  ListClosedPositionsResponseSchema,
  ListComboActivityResponseSchema,
  ListComboPositionsResponseSchema,
  ListMarketHoldersResponseSchema,
  ListMarketPositionsResponseSchema,
  ListOpenInterestResponseSchema,
  ListPositionsResponseSchema,
  ListTraderLeaderboardResponseSchema,
  ListTradesResponseSchema,
  TradedSchema,
} from "@polymarket/bindings/data";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lacking, recording, shapeOf } from "../../test/key-shapes.ts";
import { signedOrder } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

const SLOW_MS = 120_000;
const NOBODY = `0x${"12".repeat(20)}`;
const HASH = /^0x[0-9a-f]{64}$/;

let venue: TestVenue;
let maker: TestTrader;
let taker: TestTrader;
let rain: ChainMarket;
let snow: ChainMarket;
/** ms. */
let begun: number;

beforeAll(async () => {
  venue = await openTestVenue();
  begun = Date.now();
  rain = await venue.openMarket("rain");
  snow = await venue.openMarket("snow");
  [maker, taker] = [await venue.signIn(), await venue.signIn()];
  // The taker pays 60 for 100 NO, the maker 40 for 100 YES; then the maker sells 50 of them for 25.
  await order(maker, { market: rain, outcome: "yes", side: "BUY", price: 4_000, lots: 10_000 });
  await order(taker, { market: rain, outcome: "no", side: "BUY", price: 6_000, lots: 10_000 });
  await order(taker, { market: rain, outcome: "yes", side: "BUY", price: 5_000, lots: 5_000 });
  await order(maker, { market: rain, outcome: "yes", side: "SELL", price: 5_000, lots: 5_000 });
  // And loses 3 dollars on snow.
  await order(taker, { market: snow, outcome: "no", side: "BUY", price: 7_000, lots: 1_000 });
  await order(maker, { market: snow, outcome: "yes", side: "BUY", price: 3_000, lots: 1_000 });
  await venue.gateway.submitter.submit(maker.owner, {
    type: "SplitSet",
    account: maker.account,
    market: rain.market,
    quantity: quantity(700),
    key: null,
  });
  await venue.operate("POST", "/admin/markets/snow-market/resolve", { yes_payout: "0" });
  await venue.settled();
}, SLOW_MS);

afterAll(() => venue.close());

async function order(trader: TestTrader, wish: Parameters<typeof signedOrder>[2]): Promise<void> {
  const { status, body } = await trader.ask(
    "POST",
    "/order",
    await signedOrder(trader.wallet, trader.apiKey, wish),
  );
  if (status !== 200) throw new Error(JSON.stringify(body));
}

async function data(path: string) {
  const { status, body } = await venue.ask("GET", `/data${path}`);
  expect({ path, status, error: body.error }).toEqual({ path, status: 200, error: undefined });
  return body;
}

const of = (trader: TestTrader) => `user=${trader.wallet.address}`;
const at = (trader: TestTrader) => trader.wallet.address.toLowerCase();

describe("positions", () => {
  test("are what is held, with what it cost and is worth, as the unified SDK reads it", async () => {
    const body = await data(`/positions?${of(maker)}`);
    ListPositionsResponseSchema.parse(body);
    // Nobody rests in the book: the last trade says what a share is worth.
    expect(body).toMatchObject([
      {
        proxyWallet: at(maker),
        asset: rain.tokens[0],
        conditionId: rain.conditionId,
        size: 57,
        // 50 of 40 cents and 7 of 50.
        avgPrice: 0.412281,
        initialValue: 23.5,
        currentValue: 28.5,
        cashPnl: 5,
        percentPnl: 21.2766,
        totalBought: 107,
        realizedPnl: 5,
        curPrice: 0.5,
        redeemable: false,
        mergeable: true,
        title: "Will rain happen?",
        slug: "rain-market",
        eventSlug: "rain",
        outcome: "Yes",
        outcomeIndex: 0,
        oppositeOutcome: "No",
        oppositeAsset: rain.tokens[1],
        negativeRisk: false,
      },
      { outcome: "No", size: 7, avgPrice: 0.5 },
    ]);
    expect(lacking(shapeOf(body), shapeOf(recording("data-positions")))).toEqual({
      missing: [],
      otherwise: [],
    });
  });

  test.each([
    ["sizeThreshold=8", ["Yes"]],
    ["sortBy=TOKENS&sortDirection=ASC", ["No", "Yes"]],
    ["sortBy=AVGPRICE", ["No", "Yes"]],
    ["limit=1&offset=1", ["No"]],
    ["mergeable=false", []],
    ["redeemable=true", []],
    ["title=RAIN", ["Yes", "No"]],
    ["title=snow", []],
    [`market=0x${"0".repeat(64)}`, []],
  ])("are chosen by %s", async (query, outcomes) => {
    const body = await data(`/positions?${of(maker)}&${query}`);
    expect(body.map(({ outcome }: { outcome: string }) => outcome)).toEqual(outcomes);
  });

  test("that are over are told with what they made", async () => {
    const body = await data(`/closed-positions?${of(maker)}`);
    ListClosedPositionsResponseSchema.parse(body);
    expect(body).toMatchObject([
      {
        conditionId: snow.conditionId,
        outcome: "Yes",
        avgPrice: 0.3,
        totalBought: 10,
        realizedPnl: -3,
        curPrice: 0,
      },
    ]);
    const won = await data(`/closed-positions?${of(taker)}&market=${snow.conditionId}`);
    expect(won).toMatchObject([{ outcome: "No", realizedPnl: 3, curPrice: 1 }]);
  });

  test("are worth their value together, and are of so many markets", async () => {
    const value = await data(`/value?${of(maker)}`);
    FetchPortfolioValueResponseSchema.parse(value);
    expect(value).toEqual([{ user: at(maker), value: 32 }]);
    expect(await data(`/value?${of(maker)}&market=${snow.conditionId}`)).toEqual([
      { user: at(maker), value: 0 },
    ]);
    const traded = await data(`/traded?${of(taker)}`);
    TradedSchema.parse(traded);
    expect(traded).toEqual({ user: at(taker), traded: 2 });
  });

  test("of people without a wallet, and of nobody, are nobody's to see", async () => {
    const made = await venue.desk.wallets.addressOf(1 as OwnerId);
    for (const user of [NOBODY, made]) {
      for (const path of ["positions", "closed-positions", "activity", "trades", "value"]) {
        expect({ path, told: await data(`/${path}?user=${user}`) }).toEqual({ path, told: [] });
      }
    }
  });
});

describe("trades", () => {
  test("are the takers', newest first, as the unified SDK reads them", async () => {
    const body = await data("/trades");
    ListTradesResponseSchema.parse(body);
    expect(body).toMatchObject([
      { proxyWallet: at(maker), slug: "snow-market", side: "BUY", outcome: "Yes", price: 0.3 },
      { proxyWallet: at(maker), side: "SELL", outcome: "Yes", size: 50, price: 0.5 },
      {
        proxyWallet: at(taker),
        side: "BUY",
        outcome: "No",
        size: 100,
        price: 0.6,
        eventSlug: "rain",
      },
    ]);
    for (const { transactionHash, timestamp } of body) {
      expect(transactionHash).toMatch(HASH);
      expect(Math.abs(timestamp - begun / 1_000)).toBeLessThan(SLOW_MS);
    }
    const recorded = shapeOf(recording("data-trades"));
    expect(lacking(shapeOf(body), recorded)).toEqual({ missing: [], otherwise: [] });
    // The same hash as the CLOB tells for it.
    const { body: own } = await maker.ask("GET", "/data/trades");
    expect(own.data.map((one: { transaction_hash: string }) => one.transaction_hash)).toEqual(
      expect.arrayContaining([body[0].transactionHash]),
    );
  });

  test.each([
    ["takerOnly=false", 6],
    ["takerOnly=false&side=SELL", 1],
    ["filterType=CASH&filterAmount=25", 2],
    ["filterType=TOKENS&filterAmount=50.01", 1],
    ["limit=1&offset=2", 1],
    ["limit=0", 0],
    ["end=1000000000", 0],
    ["start=1000000000", 3],
    ["eventId=77", 0],
  ])("are chosen by %s", async (query, count) => {
    expect(await data(`/trades?${query}`)).toHaveLength(count);
  });

  test("of a market or of somebody are theirs", async () => {
    const ofSnow = await data(`/trades?market=${snow.conditionId}&takerOnly=false`);
    expect(ofSnow.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["Yes", "No"]);
    expect(await data(`/trades?${of(taker)}`)).toHaveLength(1);
    expect(await data(`/trades?${of(taker)}&takerOnly=false`)).toHaveLength(3);
  });
});

test("activity is all that happened to somebody, as the unified SDK reads it", async () => {
  const body = await data(`/activity?${of(maker)}`);
  ListActivityResponseSchema.parse(body);
  expect(
    body.map(({ type, size, usdcSize }: Record<string, unknown>) => [type, size, usdcSize]),
  ).toEqual([
    ["REDEEM", 10, 0],
    ["SPLIT", 7, 7],
    ["TRADE", 10, 3],
    ["TRADE", 50, 25],
    ["TRADE", 100, 40],
  ]);
  expect(lacking(shapeOf(body), shapeOf(recording("data-activity")))).toEqual({
    missing: [],
    otherwise: [],
  });
  const split = await data(`/activity?${of(maker)}&type=SPLIT,MERGE`);
  expect(split).toEqual([body[1]]);
  const largest = await data(`/activity?${of(maker)}&sortBy=CASH&limit=1`);
  expect(largest).toEqual([body[4]]);
  const oldest = await data(`/activity?${of(maker)}&sortDirection=ASC`);
  expect(oldest).toEqual(body.toReversed());
  expect(await data(`/activity?${of(maker)}&type=YIELD`)).toEqual([]);
});

test("holders, market positions, open interest and volume are those of the market", async () => {
  const holders = await data(`/holders?market=${rain.conditionId}`);
  ListMarketHoldersResponseSchema.parse(holders);
  const told = holders.map((one: { holders: { proxyWallet: string; amount: number }[] }) =>
    one.holders.map(({ proxyWallet, amount }) => [proxyWallet, amount]),
  );
  expect(told).toEqual([
    [
      [at(maker), 57],
      [at(taker), 50],
    ],
    [
      [at(taker), 100],
      [at(maker), 7],
    ],
  ]);
  const positions = await data(`/v1/market-positions?market=${rain.conditionId}&sortBy=TOKENS`);
  ListMarketPositionsResponseSchema.parse(positions);
  expect(positions[0].positions).toMatchObject([
    { proxyWallet: at(maker), size: 57, realizedPnl: 5, cashPnl: 5, totalPnl: 10, currPrice: 0.5 },
    { proxyWallet: at(taker), size: 50, avgPrice: 0.5 },
  ]);
  const oi = await data(`/oi?market=${rain.conditionId},${snow.conditionId}`);
  ListOpenInterestResponseSchema.parse(oi);
  expect(oi).toEqual([
    { market: rain.conditionId, value: 107 },
    { market: snow.conditionId, value: 0 },
  ]);
  expect(await data("/oi")).toEqual([{ market: "GLOBAL", value: 107 }]);
  const volume = await data(`/live-volume?id=${rain.gammaEventId}`);
  FetchEventLiveVolumeResponseSchema.parse(volume);
  expect(volume).toEqual([{ total: 65, markets: [{ market: rain.conditionId, value: 65 }] }]);
  // A draft is nobody's to see.
  const hail = { slug: "hail", question: "Hail?" };
  expect((await venue.operate("POST", "/admin/events/rain/markets", hail)).status).toBe(200);
  await venue.settled();
  expect(await data(`/live-volume?id=${rain.gammaEventId}`)).toEqual(volume);
});

test("the leaderboard ranks who made most, and asks them first", async () => {
  const body = await data("/v1/leaderboard?timePeriod=ALL");
  ListTraderLeaderboardResponseSchema.parse(body);
  expect(body).toMatchObject([
    { rank: "1", proxyWallet: at(taker), pnl: 3, vol: 92 },
    { rank: "2", proxyWallet: at(maker), pnl: 2, vol: 68 },
  ]);
  expect(await data(`/v1/leaderboard?orderBy=VOL&limit=1&offset=1`)).toMatchObject([
    { proxyWallet: at(maker) },
  ]);
  expect(await data(`/v1/leaderboard?${of(maker)}`)).toMatchObject([{ rank: "2" }]);
  expect(await data("/v1/leaderboard?category=SPORTS")).toEqual([]);
});

test("an accounting snapshot is an archive of two tables", async () => {
  const url = `/data/v1/accounting/snapshot?${of(maker)}`;
  const { statusCode, headers, rawPayload } = await venue.gateway.app.inject(url);
  expect([statusCode, headers["content-type"]]).toEqual([200, "application/zip"]);
  const files = unzip(rawPayload);
  expect([...files.keys()]).toEqual(["positions.csv", "equity.csv"]);
  expect(files.get("positions.csv")!).toContain(`${rain.tokens[0]},57,0.5,28.5`);
  const { value } = await venue.sequencer.read((machine) => machine.account(maker.account), {});
  const cash = value!.balances.find(({ asset }) => asset === (1 as AssetId))!;
  const dollars = (cash.available + cash.held) / 1_000_000;
  expect(files.get("equity.csv")!.split("\r\n")[1]).toMatch(
    new RegExp(`^${dollars},32,${dollars + 32},`),
  );
});

/** Reads an archive by its directory. */
function unzip(archive: Buffer): ReadonlyMap<string, string> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameBytes);
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + archive.readUInt32LE(at + 20));
    const isStored = archive.readUInt16LE(at + 10) === 0;
    files.set(name, (isStored ? packed : inflateRawSync(packed)).toString("utf8"));
    at += 46 + nameBytes;
  }
  return files;
}

describe("the second version", () => {
  test("tells the same in its envelope, page by page", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? "" : `&cursor=${cursor}`;
      const { data: rows, pagination } = await data(`/v2/activity?${of(maker)}&limit=2${after}`);
      seen.push(...rows.map(({ type }: { type: string }) => type));
      expect(pagination.has_more).toBe(pagination.next_cursor !== null);
      cursor = pagination.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(["REDEEM", "SPLIT", "TRADE", "TRADE", "TRADE"]);
    const { data: held } = await data(`/v2/positions?${of(maker)}`);
    expect(held[0]).toMatchObject({
      proxy_wallet: at(maker),
      token_id: rain.tokens[0],
      condition_id: rain.conditionId,
      current_size: 57,
      entry_cost_usdc: 23.5,
      total_size: 107,
      unrealized_pnl: 5,
      realized_pnl: 5,
      total_pnl: 10,
      status: "OPEN",
    });
    const { data: closed } = await data(`/v2/positions?${of(maker)}&status=CLOSED`);
    expect(closed).toMatchObject([{ status: "CLOSED", realized_pnl: -3, total_size: 10 }]);
    const { data: trades } = await data("/v2/trades?limit=1");
    expect(trades).toMatchObject([{ proxy_wallet: at(maker), condition_id: snow.conditionId }]);
  });
});

test("what there is none of is an empty list", async () => {
  ListComboPositionsResponseSchema.parse(await data(`/v1/positions/combos?${of(maker)}`));
  ListComboActivityResponseSchema.parse(await data(`/v1/activity/combos?${of(maker)}`));
  expect(await data("/v1/builders/leaderboard")).toEqual([]);
  expect(await data("/v1/builders/volume")).toEqual([]);
});

test.each([
  ["/positions", 400, "required query param 'user' not provided"],
  ["/positions?user=0x12", 400, "invalid user"],
  [`/positions?user=${NOBODY}&sortBy=NAME`, 400, "invalid sortBy"],
  [`/positions?user=${NOBODY}&offset=10001`, 400, "invalid offset"],
  ["/trades?filterType=CASH", 400, "filterType and filterAmount must be provided together"],
  [
    `/trades?market=0x${"0".repeat(64)}&eventId=1`,
    400,
    "market and eventId are mutually exclusive",
  ],
  ["/holders", 400, "required query param 'market' not provided"],
  ["/holders?market=rain", 400, "invalid market"],
  ["/live-volume?id=x", 400, "invalid id"],
  [`/activity?user=${NOBODY}&type=THEFT`, 400, "invalid type"],
  [`/v2/positions?user=${NOBODY}&cursor=x`, 400, "invalid cursor"],
])("%s is refused with %i", async (path, status, error) => {
  const reply = await venue.ask("GET", `/data${path}`);
  expect([reply.status, reply.body.error]).toEqual([status, error]);
});
