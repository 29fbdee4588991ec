/** History, portfolio and statistics through HTTP, from a machine by way of the database. */
import { FILLS_KEPT, FINAL_ORDERS_KEPT } from "@probity/market-data";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
  market = await venue.openMarket("rain", {
    title: "Weather in Zürich",
    category: "Weather",
    tags: ["sky", "water"],
  });
  await trade("0.6", "100");
  await trade("0.5", "20");
  // The database is opened when it is first asked.
  await venue.ask("GET", `/api/v1/markets/${market}/stats`);
}, 60_000);
afterAll(() => venue.close());

const limit = (outcome: string, side: string, price: string, quantity: string, on = market) => ({
  type: "limit",
  market_id: on,
  outcome,
  side,
  price,
  quantity,
});

/** Ada buys YES at the price, Bob NO at the rest. */
async function trade(price: string, quantity: string, on = market): Promise<void> {
  const rest = (1 - Number(price)).toFixed(2);
  await ada.ask("POST", "/api/v1/orders", limit("yes", "buy", price, quantity, on));
  const met = await bob.ask("POST", "/api/v1/orders", limit("no", "buy", rest, quantity, on));
  expect(met.body.order).toMatchObject({ filled: quantity });
}

async function text(caller: Caller, path: string): Promise<string> {
  const headers = { authorization: `Bearer ${caller.token}` };
  const response = await venue.gateway.app.inject({ method: "GET", url: path, headers });
  expect(response.statusCode).toBe(200);
  return response.body;
}

describe("statistics", () => {
  test("S1.10 category, total volume and volume of 24 hours of a market", async () => {
    const { body } = await venue.ask("GET", `/api/v1/markets/${market}/stats`);
    expect(body.stats).toMatchObject({
      volume: "70",
      volume_24h: "70",
      shares_traded: "120",
      trades: 2,
      open_interest: "120",
      last_price: "0.5",
      high_24h: "0.6",
      low_24h: "0.5",
      price_24h_ago: null,
    });
    const listed = await venue.ask("GET", "/api/v1/events?category=Weather&sort=volume-24h");
    expect(listed.body.events).toMatchObject([{ slug: "rain", category: "Weather" }]);
    const event = await venue.ask("GET", "/api/v1/events/rain/stats");
    expect(event.body).toMatchObject({ volume: "70", volume_24h: "70", open_interest: "120" });
  });

  test("candles of every interval, the last ones asked for", async () => {
    for (const interval of ["1m", "5m", "15m", "1h", "4h", "1d", "1w"]) {
      const path = `/api/v1/markets/rain-market/candles?interval=${interval}`;
      const { body } = await venue.ask("GET", path);
      const [first] = body.candles;
      const last = body.candles.at(-1);
      expect([first.open, last.close]).toEqual(["0.6", "0.5"]);
      const shares = body.candles.reduce((sum: number, one: Candle) => sum + Number(one.shares), 0);
      expect(shares).toBe(120);
    }
    const none = await venue.ask(
      "GET",
      `/api/v1/markets/${market}/candles?to=2001-01-01T00:00:00Z`,
    );
    expect(none.body.candles).toEqual([]);
    const many = await venue.ask("GET", `/api/v1/candles?market_ids=${market}&interval=1h`);
    const alone = await venue.ask("GET", `/api/v1/markets/${market}/candles?interval=1h`);
    expect(many.body.markets).toEqual([{ market_id: market, candles: alone.body.candles }]);
    const nine = Array.from({ length: 9 }, (_, at) => `mkt_1-${at}`).join(",");
    expect((await venue.ask("GET", `/api/v1/candles?market_ids=${nine}`)).status).toBe(400);
  });

  test("holders, open interest, sparklines and the leaderboard", async () => {
    const holders = await venue.ask("GET", `/api/v1/markets/${market}/holders?outcome=no`);
    expect(holders.body).toMatchObject({
      accounts: 1,
      holders: [{ account_id: bob.account, quantity: "120" }],
    });
    const interest = await venue.ask("GET", "/api/v1/events/rain/open-interest");
    expect(interest.body.open_interest).toBe("120");
    expect(interest.body.points.at(-1).open_interest).toBe("120");
    const lines = await venue.ask("GET", `/api/v1/sparklines?market_ids=${market}&window=24h`);
    expect(lines.body.sparklines[0].points.at(-1)).toMatchObject({ price: "0.5" });
    const board = await venue.ask("GET", "/api/v1/leaderboard?by=volume&window=1d");
    expect(board.body.entries).toMatchObject([
      { rank: 1, account_id: ada.account, volume: "70", trades: 2 },
      { rank: 2, account_id: bob.account, volume: "50", trades: 2 },
    ]);
  });
});

interface Candle {
  readonly shares: string;
}

describe("browsing", () => {
  const slugs = async (query: string): Promise<string[]> => {
    const { status, body } = await venue.ask("GET", `/api/v1/events?${query}`);
    expect(status).toBe(200);
    return body.events.map(({ slug }: { slug: string }) => slug);
  };

  beforeAll(async () => {
    const closing = new Date(Date.now() + 3_600_000).toISOString();
    const about = (slug: string, question: string, more = {}) => ({
      title: slug,
      category: "Sports",
      tags: ["ball"],
      markets: [{ slug: `${slug}-market`, question, ...more }],
    });
    await venue.openMarket("cup", about("cup", "Wird Köln Meister?", { close_time: closing }));
    const league = await venue.openMarket("league", about("league", "谁会赢得联赛?"));
    await trade("0.9", "10", league);
  });

  test("S2.8 events are found by words, however they are written", async () => {
    expect(await slugs("q=zurich")).toEqual(["rain"]);
    expect(await slugs("q=ZÜR%20weath")).toEqual(["rain"]);
    expect(await slugs("q=koln%20sports")).toEqual(["cup"]);
    expect(await slugs(`q=${encodeURIComponent("联赛")}`)).toEqual(["league"]);
    expect(await slugs("q=zurich%20sports")).toEqual([]);
    const { body } = await venue.ask("GET", "/api/v1/markets?q=meister");
    expect(body.markets).toMatchObject([{ slug: "cup-market" }]);
  });

  test("S2.8 filters and orders", async () => {
    expect(await slugs("tag=ball&sort=volume")).toEqual(["league", "cup"]);
    expect(await slugs("sort=volume")).toEqual(["rain", "league", "cup"]);
    expect(await slugs("sort=trending&min_volume=1")).toEqual(["rain", "league"]);
    expect(await slugs("sort=probability&limit=1")).toEqual(["league"]);
    expect(await slugs("sort=closing-soon")).toEqual(["cup"]);
    const soon = new Date(Date.now() + 7_200_000).toISOString();
    expect(await slugs(`closes_before=${soon}`)).toEqual(["cup"]);
    expect(await slugs(`closes_after=${soon}`)).toEqual([]);
    expect(await slugs("state=closed&tag=ball")).toEqual([]);
    await ada.ask("POST", "/api/v1/orders", {
      ...limit("yes", "buy", "0.1", "500"),
      market_id: (await venue.ask("GET", "/api/v1/markets/cup-market")).body.markets[0].market_id,
    });
    expect(await slugs("sort=liquidity&limit=1")).toEqual(["cup"]);
    const categories = await venue.ask("GET", "/api/v1/categories");
    expect(categories.body.categories).toEqual([
      { name: "Sports", events: 2 },
      { name: "Weather", events: 1 },
    ]);
    const tags = await venue.ask("GET", "/api/v1/tags");
    expect(tags.body.tags[0]).toEqual({ name: "ball", events: 2 });
  });

  test.each([
    "q='%3B%20DROP%20TABLE%20markets%3B--",
    "q=a%20%7C%20b%3A*%20%26%20!c",
    "q=%5C%27%5C%22%25_",
    "tag=%27%20OR%201%3D1--&sort=volume",
    "category=%27)%3B--&sort=trending",
  ])("a search for %s finds nothing and harms nothing", async (query) => {
    const { status, body } = await venue.ask("GET", `/api/v1/markets?${query}`);
    // Without a letter or digit there is nothing to look for.
    expect([status, body.markets ?? []]).toEqual([body.markets === undefined ? 400 : 200, []]);
    expect(await slugs("sort=volume")).toHaveLength(3);
  });

  test("the leaderboard names people as they prefer, and leaves out who wants none of it", async () => {
    const wishes = { hidden: "hidden", nameless: "anonymous", named: "username", plain: undefined };
    const people: Record<string, Caller> = {};
    const market = await venue.openMarket("preferred");
    const maker = await venue.join("preferred-maker", "1000");
    const order = { type: "limit", market_id: market, side: "buy", quantity: "100" };
    for (const [name, leaderboard] of Object.entries(wishes)) {
      const person = (people[name] = await venue.join(`preferred-${name}`, "1000"));
      await person.ask("PATCH", "/api/v1/auth/profile", { username: `preferred_${name}` });
      const preferences = { theme: "dark", ...(leaderboard === undefined ? {} : { leaderboard }) };
      await person.ask("PUT", "/api/v1/auth/preferences", { preferences });
      await maker.ask("POST", "/api/v1/orders", { ...order, outcome: "no", price: "0.5" });
      await person.ask("POST", "/api/v1/orders", { ...order, outcome: "yes", price: "0.5" });
    }
    const { body } = await venue.ask("GET", "/api/v1/leaderboard?by=volume&window=1d&limit=99");
    const shown = body.entries.map(
      (entry: { account_id: string | null; username: string | null }) => [
        entry.account_id,
        entry.username,
      ],
    );
    expect(shown).toContainEqual([people["named"]?.account, "preferred_named"]);
    expect(shown).toContainEqual([people["plain"]?.account, null]);
    expect(shown).toContainEqual([null, null]);
    expect(JSON.stringify(body)).not.toContain(people["hidden"]!.account);
    expect(JSON.stringify(body)).not.toContain(people["nameless"]!.account);
    const ranks = body.entries.map(({ rank }: { rank: number }) => rank);
    expect(ranks).toEqual(ranks.map((_: number, place: number) => place + 1));
    const unknown = { preferences: { leaderboard: "everything" } };
    const refused = await people["plain"]!.ask("PUT", "/api/v1/auth/preferences", unknown);
    expect(refused.status).toBe(400);
  });

  test("a list is kept for a moment, and not for whoever has seen more", async () => {
    const path = "/api/v1/markets?sort=volume&min_volume=0.5";
    const before = await venue.ask("GET", path);
    const added = await venue.openMarket("added", { title: "added", category: "Later" });
    await trade("0.5", "2", added);
    expect((await venue.ask("GET", path)).body).toEqual(before.body);
    const seq = venue.sequencer.durableSequence;
    const { body } = await venue.ask("GET", `${path}&min_seq=${seq}`);
    expect(body.seq).toBeGreaterThanOrEqual(seq);
    expect(body.markets).toHaveLength(before.body.markets.length + 1);
  });

  test("pages of orders, fills and trades are the same while people go on trading", async () => {
    const [maker, taker] = [
      await venue.join("paged-a", "5000"),
      await venue.join("paged-b", "5000"),
    ];
    const market = await venue.openMarket("paged");
    const order = { type: "limit", market_id: market, side: "buy", quantity: "1" };
    const trade = async (): Promise<void> => {
      await maker.ask("POST", "/api/v1/orders", { ...order, outcome: "yes", price: "0.5" });
      await taker.ask("POST", "/api/v1/orders", { ...order, outcome: "no", price: "0.5" });
    };
    for (let count = 0; count < 9; count++) await trade();
    const lists = [
      [`/api/v1/orders?status=all&market_id=${market}`, "orders", "order_id"],
      [`/api/v1/fills?`, "fills", "trade_id"],
      [`/api/v1/markets/${market}/trades?`, "trades", "trade_id"],
      [`/api/v1/statement?market_id=${market}`, "entries", "entry_id"],
    ] as const;
    for (const [path, field, id] of lists) {
      const idsOf = (body: Record<string, Record<string, string>[]>) =>
        body[field]!.map((item) => item[id]);
      const whole = idsOf((await maker.ask("GET", `${path}&limit=200`)).body);
      const seen: unknown[] = [];
      for (let cursor = ""; ;) {
        const { body } = await maker.ask("GET", `${path}&limit=2${cursor}`);
        seen.push(...idsOf(body));
        if (body.next_cursor === null) break;
        cursor = `&cursor=${body.next_cursor}`;
        await trade();
      }
      expect(whole.length).toBeGreaterThanOrEqual(9);
      expect([path, seen]).toEqual([path, whole]);
    }
  });

  test("cursors of others are refused", async () => {
    for (const cursor of ["7", "bm90aGluZw", "WzEsIjEnO0RST1AiLDFd", "WzEsMiwzXQ"]) {
      const { status, body } = await venue.ask(
        "GET",
        `/api/v1/markets?sort=volume&cursor=${cursor}`,
      );
      expect([status, body.error.code]).toEqual([400, "INVALID_FIELD"]);
    }
    const { status } = await venue.ask("GET", "/api/v1/markets?cursor=bm90aGluZw");
    expect(status).toBe(400);
  });
});

describe("an account's portfolio", () => {
  let carol: Caller;
  let snow: string;
  beforeAll(async () => {
    carol = await venue.join("carol", "100");
    snow = await venue.openMarket("snow", {
      title: "Snow",
      markets: [
        {
          slug: "snow-market",
          question: "=1+1 Will it snow?",
          fees: { formula: "symmetric", exponent: 1, taker_bps: 100, maker_bps: 0, rebate_bps: 0 },
        },
      ],
    });
    // Bought at 0.40, a part sold at 0.70 to Bob.
    await bob.ask("POST", "/api/v1/orders", limit("no", "buy", "0.6", "50", snow));
    await carol.ask("POST", "/api/v1/orders", limit("yes", "buy", "0.4", "50", snow));
    await bob.ask("POST", "/api/v1/orders", limit("yes", "buy", "0.7", "20", snow));
    await carol.ask("POST", "/api/v1/orders", limit("yes", "sell", "0.7", "20", snow));
  });

  test("S2.8 S3.5 S3.15 cash, positions, what is made and what is not yet", async () => {
    const { body } = await carol.ask("GET", "/api/v1/portfolio");
    // 100 − 20 + 14, fees of 1 % of 0.4 × 50 and of 0.3 × 20.
    expect(body).toMatchObject({
      account_id: carol.account,
      cash: { available: "93.74", locked: "0", total: "93.74" },
      positions_value: "21",
      positions_cost: "12",
      unrealized_pnl: "9",
      realized_pnl: "6",
      fees_paid: "0.26",
      net_deposits: "100",
      equity: "114.74",
      open_orders: 0,
    });
    const { realized_pnl, unrealized_pnl, fees_paid, net_deposits, equity } = body;
    const made = Number(realized_pnl) + Number(unrealized_pnl) - Number(fees_paid);
    expect(Number(net_deposits) + made).toBeCloseTo(Number(equity), 6);
    expect(body.history_seq).toBeGreaterThanOrEqual(body.seq);
    const balances = await carol.ask("GET", "/api/v1/balances");
    expect(balances.body.balances).toMatchObject([
      { available: "93.74", held: "0", total: "93.74" },
    ]);
  });

  test("S1.27 S1.28 S3.15 positions with cost, price, profit and names", async () => {
    const { body } = await carol.ask("GET", "/api/v1/positions");
    expect(body.positions).toMatchObject([
      {
        market_id: snow,
        market_question: "=1+1 Will it snow?",
        event_title: "Snow",
        outcome: "yes",
        outcome_name: "Yes",
        quantity: "30",
        average_cost: "0.4",
        current_price: "0.7",
        value: "21",
        unrealized_pnl: "9",
      },
    ]);
    expect(body).toMatchObject({
      total_value: "21",
      total_cost: "12",
      total_unrealized_pnl: "9",
    });
  });

  test("S2.18 the equity curve ends at what the account is worth", async () => {
    const { body } = await carol.ask("GET", "/api/v1/portfolio/equity?points=20");
    expect(body.points.length).toBeLessThanOrEqual(21);
    expect(body.points.at(-1)).toMatchObject({
      cash: "93.74",
      positions: "21",
      equity: "114.74",
      net_deposits: "100",
      profit: "14.74",
    });
  });

  test("S2.19 the statement explains every cent", async () => {
    const { body } = await carol.ask("GET", "/api/v1/statement?asset=USD&limit=200");
    expect(body.entries.map(({ reason, change }: Entry) => [reason, change])).toEqual([
      ["fee", "-0.06"],
      ["trade", "14"],
      ["fee", "-0.2"],
      ["trade", "-20"],
      ["deposit", "100"],
    ]);
    expect(body.entries[0].balance).toBe("93.74");
    const shares = await carol.ask("GET", `/api/v1/statement?market_id=${snow}`);
    expect(shares.body.entries).toMatchObject([
      { change: "-20", balance: "30", outcome: "yes", asset: null },
      { change: "50", balance: "50" },
    ]);
    const paged = await everyPage(carol, "/api/v1/statement?limit=2", "entries");
    expect(paged).toHaveLength(7);
    expect(new Set(paged.map(({ entry_id }) => entry_id)).size).toBe(7);
  });

  test("a position that was sold is closed, with what it made", async () => {
    await bob.ask("POST", "/api/v1/orders", limit("yes", "buy", "0.5", "30", snow));
    await carol.ask("POST", "/api/v1/orders", limit("yes", "sell", "0.5", "30", snow));
    const { body } = await carol.ask("GET", "/api/v1/positions/closed");
    expect(body.positions).toMatchObject([
      { market_id: snow, outcome: "yes", realized_pnl: "9", fees_paid: "0.41" },
    ]);
    expect((await carol.ask("GET", "/api/v1/positions")).body.positions).toEqual([]);
    const board = await venue.ask("GET", "/api/v1/leaderboard?by=profit&limit=1");
    expect(board.body.entries).toMatchObject([{ account_id: carol.account, profit: "8.59" }]);
  });

  test("CSV of each, in which a text is never a formula", async () => {
    const positions = await text(carol, "/api/v1/exports/positions.csv");
    expect(positions).toContain("'=1+1 Will it snow?");
    const fills = await text(carol, "/api/v1/exports/fills.csv");
    expect(fills.trimEnd().split("\r\n")).toHaveLength(1 + 3);
    const orders = await text(carol, "/api/v1/exports/orders.csv");
    expect(orders.split("\r\n")[1]).toMatch(/^ord_[0-9-]+,,mkt_/);
    const statement = await text(carol, "/api/v1/exports/statement.csv");
    expect(statement).toContain(",deposit,USD,,,,100,100\r\n");
    const equity = await text(carol, "/api/v1/exports/equity.csv");
    expect(equity.split("\r\n")[0]).toBe("time,cash,positions,equity,net_deposits,profit");
    // The one before it has ended, so the next is let in.
    await text(carol, "/api/v1/exports/equity.csv?to=2001-01-01T00:00:00Z");
  });

  test("others' accounts are nobody's business", async () => {
    for (const path of [
      "portfolio",
      "portfolio/equity",
      "statement",
      "positions/closed",
      "exports/fills.csv",
    ]) {
      const { status, body } = await bob.ask("GET", `/api/v1/${path}?account_id=${carol.account}`);
      expect([path, status, body.error?.code]).toEqual([path, 404, "ACCOUNT_NOT_FOUND"]);
    }
  });
});

interface Entry {
  readonly entry_id: string;
  readonly reason: string;
  readonly change: string;
}

// oxlint-disable-next-line typescript/no-explicit-any
async function everyPage(caller: Caller, path: string, list: string): Promise<any[]> {
  const all: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { status, body }: Awaited<ReturnType<Caller["ask"]>> = await caller.ask(
      "GET",
      cursor === "" ? path : `${path}&cursor=${cursor}`,
    );
    expect(status).toBe(200);
    all.push(...body[list]);
    cursor = body.next_cursor;
  }
  return all;
}

test("operators see who did what", async () => {
  const { body } = await venue.admin.ask("GET", "/api/v1/admin/audit?limit=100");
  const acts = body.entries.map(({ action }: { action: string }) => action);
  expect(acts).toContain("EventCreated");
  expect(acts).toContain("RoleSet");
  const opened = body.entries.find(
    ({ action, target }: { action: string; target: string }) =>
      action === "MarketStateChanged" && target === market,
  );
  expect(opened).toMatchObject({ actor: venue.admin.owner, details: { to: "open" } });
  expect((await ada.ask("GET", "/api/v1/admin/audit")).status).toBe(403);
});

test("S1.20 S2.8 S2.18 orders, fills and trades reach back beyond what memory keeps", async () => {
  const busy = await venue.openMarket("busy");
  const dan = await venue.join("dan", "10000");
  const eve = await venue.join("eve", "10000");
  const count = Math.max(FINAL_ORDERS_KEPT, FILLS_KEPT) + 60;
  const chunk = 20;
  for (let placed = 0; placed < count; placed += chunk) {
    const orders = (outcome: string, name: string) => ({
      orders: Array.from({ length: chunk }, (_, place) => ({
        ...limit(outcome, "buy", "0.5", "1", busy),
        client_order_id: `${name}-${placed + place}`,
      })),
    });
    await dan.ask("POST", "/api/v1/orders/batch", orders("yes", "d"));
    await eve.ask("POST", "/api/v1/orders/batch", orders("no", "e"));
  }
  await dan.ask("POST", "/api/v1/orders", limit("yes", "buy", "0.1", "1", busy));
  const orders = await everyPage(dan, "/api/v1/orders?status=all&limit=200", "orders");
  expect(orders.map(({ client_order_id }) => client_order_id)).toEqual([
    null,
    ...Array.from({ length: count }, (_, place) => `d-${count - 1 - place}`),
  ]);
  expect(orders[0].status).toBe("open");
  expect(orders.slice(1).every(({ status, filled }) => status === "filled" && filled === "1")).toBe(
    true,
  );
  const [oldest] = orders.slice(-1);
  expect((await dan.ask("GET", `/api/v1/orders/${oldest.order_id}`)).body.order).toEqual(oldest);
  expect((await eve.ask("GET", `/api/v1/orders/${oldest.order_id}`)).status).toBe(404);
  const byKey = await dan.ask("GET", "/api/v1/orders?status=all&client_order_id=d-0");
  expect(byKey.body.orders).toEqual([oldest]);

  const fills = await everyPage(dan, "/api/v1/fills?limit=200", "fills");
  expect(fills).toHaveLength(count);
  const trades = await everyPage(dan, `/api/v1/markets/${busy}/trades?limit=200`, "trades");
  expect(trades.map(({ trade_id }) => trade_id)).toEqual(fills.map(({ trade_id }) => trade_id));
  expect(new Set(trades.map(({ trade_id }) => trade_id)).size).toBe(count);
  const csv = await text(dan, "/api/v1/exports/fills.csv");
  expect(csv.trimEnd().split("\r\n")).toHaveLength(count + 1);
});

test("an account has one export at a time, and the next as soon as that is read", async () => {
  const ask = () => ada.ask("GET", "/api/v1/exports/orders.csv");
  for (let round = 0; round < 5; round++) {
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ body }) => body.error?.code)).toEqual([undefined, "EXPORT_UNDER_WAY"]);
  }
});

test("a sequence that history cannot reach is refused, not waited for for ever", async () => {
  const far = venue.sequencer.durableSequence + 1_000_000;
  const { status, body } = await venue.ask("GET", `/api/v1/leaderboard?min_seq=${far}`);
  expect([status, body.error.code]).toEqual([503, "HISTORY_BEHIND"]);
});
