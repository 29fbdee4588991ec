/** Source S1 through HTTP: its paths, bodies and codes on the one machine. */
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, Reply, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  // One command at a time, so that a request comes between the steps of a payout.
  const oneByOne = { speculativeCommands: 1, commandsPerTurn: 1 };
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 }, {}, oneByOne);
  ada = await venue.join("ada", "10000");
  bob = await venue.join("bob", "10000");
});
afterAll(() => venue.close());

let count = 0;

/** A market made as S1 makes it. @returns its id (our event's) and those of its outcomes. */
async function create(
  body: object = {},
): Promise<{ id: string; outcomes: string[]; slug: string }> {
  count += 1;
  const made = await venue.admin.ask("POST", "/api/v1/admin/markets", {
    question: `Will number ${count} come?`,
    ...body,
  });
  expect(made.status).toBe(200);
  const outcomes = made.body.outcomes.map((outcome: { id: string }) => outcome.id);
  return { id: made.body.id, outcomes, slug: made.body.slug };
}

const buy = (caller: Caller, market: string, outcome: string, price: string, quantity: string) =>
  caller.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome,
    side: "buy",
    price,
    quantity,
  });

/** Ada holds YES at 0.6, Bob NO at 0.4. */
async function mint(market: string, quantity = "100"): Promise<void> {
  await buy(ada, market, "yes", "0.6", quantity);
  await buy(bob, market, "no", "0.4", quantity);
}

const act = (market: string, action: string, body?: object): Promise<Reply> =>
  venue.admin.ask("POST", `/api/v1/admin/markets/${market}/${action}`, body);
const statusOf = async (market: string): Promise<string> =>
  (await venue.ask("GET", `/api/v1/markets/${market}`)).body.status;
/** The payout follows by commands of the machine's own. */
async function ended(market: string): Promise<void> {
  const state = async () =>
    (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0].state;
  await expect.poll(state, { timeout: 20_000 }).toMatch(/^(resolved|voided)$/);
}

describe("markets", () => {
  test("S1.22 S1.21 S1.10 an administrator creates a market, and everybody reads it with category, volume and probability", async () => {
    const { id, slug, outcomes } = await create({
      category: "Crypto",
      description: "Spot price.",
      slug: "btc-100k",
    });
    expect(slug).toBe("btc-100k");
    await mint(outcomes[0]!);
    const { body } = await venue.ask("GET", `/api/v1/markets/${id}`);
    expect(body).toMatchObject({
      id,
      slug: "btc-100k",
      description: "Spot price.",
      category: "Crypto",
      status: "active",
      total_volume: "60",
      outcomes: [{ name: "Yes", probability: "0.6" }],
    });
    expect(Date.parse(body.updated_at)).toBeGreaterThanOrEqual(Date.parse(body.created_at));
  });

  test("S1.22 a question with outcomes has a market for each, and exactly one of them wins", async () => {
    const { id, outcomes } = await create({ outcomes: ["Ann", "Ben", "Cy"] });
    const { body } = await venue.ask("GET", `/api/v1/markets/${id}`);
    expect(body.outcomes.map((outcome: { name: string }) => outcome.name)).toEqual([
      "Ann",
      "Ben",
      "Cy",
    ]);
    expect(body.event).toMatchObject({ mutually_exclusive: true, exhaustive: true });
    await mint(outcomes[1]!, "10");
    const resolved = await act(id, "resolve", { winning_outcome_id: outcomes[1] });
    expect(resolved.status).toBe(200);
    const pays = resolved.body.markets.map(
      (market: { ending: { yes_payout: string } }) => market.ending.yes_payout,
    );
    expect(pays).toEqual(["0", "1", "0"]);
    const again = await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    expect(again.body.error.code).toBe("ILLEGAL_TRANSITION");
  });

  test("S1.22 only an administrator creates, and bad wishes change nothing", async () => {
    const wish = { question: "Mine?" };
    expect((await ada.ask("POST", "/api/v1/admin/markets", wish)).status).toBe(403);
    expect((await venue.ask("POST", "/api/v1/admin/markets", wish)).status).toBe(401);
    const twice = { question: "Twice?", slug: "twice" };
    await venue.admin.ask("POST", "/api/v1/admin/markets", twice);
    const taken = await venue.admin.ask("POST", "/api/v1/admin/markets", twice);
    expect(taken.body.error).toMatchObject({ code: "SLUG_TAKEN" });
    const alone = await venue.admin.ask("POST", "/api/v1/admin/markets", {
      question: "Q?",
      outcomes: ["A"],
    });
    expect(alone.body.error).toMatchObject({
      code: "INVALID_FIELD",
      details: { field: "outcomes" },
    });
  });

  test("S1.23 closing pauses: nothing trades until the market is opened again", async () => {
    const { id, outcomes } = await create();
    const closed = await act(id, "close");
    expect(closed.body.markets).toMatchObject([{ state: "halted" }]);
    expect(await statusOf(id)).toBe("paused");
    const refused = await buy(ada, outcomes[0]!, "yes", "0.5", "1");
    expect(refused.body.error.code).toBe("MARKET_NOT_OPEN");
  });

  test("S1.24 S1.35 resolving pays a dollar for each YES of the winner and nothing for the rest", async () => {
    const { id, outcomes } = await create();
    const before = await balanceOf(ada);
    const bobBefore = await balanceOf(bob);
    await mint(outcomes[0]!);
    expect((await act(id, "resolve", { winning_outcome_id: outcomes[0] })).status).toBe(200);
    await ended(id);
    expect(await statusOf(id)).toBe("resolved");
    expect((await balanceOf(ada)) - before).toBeCloseTo(40, 6);
    expect((await balanceOf(bob)) - bobBefore).toBeCloseTo(-40, 6);
  });

  test("S1.35 the NO of a losing outcome is paid a dollar", async () => {
    const { id, outcomes } = await create({ outcomes: ["Ann", "Ben"] });
    await mint(outcomes[0]!, "50");
    const before = await balanceOf(bob);
    await act(id, "resolve", { winning_outcome_id: outcomes[1] });
    await ended(id);
    expect((await balanceOf(bob)) - before).toBeCloseTo(50, 6);
  });

  test("S1.25 S1.36 cancelling refunds what the shares cost", async () => {
    const { id, outcomes } = await create();
    const before = [await balanceOf(ada), await balanceOf(bob)];
    await mint(outcomes[0]!);
    const cancelled = await act(id, "cancel");
    expect(cancelled.body.markets).toMatchObject([{ ending: { kind: "voided-at-cost" } }]);
    await ended(id);
    expect(await statusOf(id)).toBe("cancelled");
    expect([await balanceOf(ada), await balanceOf(bob)]).toEqual(before);
  });

  test("S1.36 a refund at cost that the pool cannot pay is refused, with what is missing", async () => {
    const { id, outcomes } = await create();
    await mint(outcomes[0]!);
    const cleo = await venue.join("cleo", "1000");
    await buy(cleo, outcomes[0]!, "yes", "0.9", "100");
    await ada.ask("POST", "/api/v1/orders", {
      type: "limit",
      market_id: outcomes[0],
      outcome: "yes",
      side: "sell",
      price: "0.9",
      quantity: "100",
    });
    const refused = await act(id, "cancel");
    expect(refused.body.error).toMatchObject({
      code: "RESERVE_INSUFFICIENT",
      details: { required: "30", available: "0" },
    });
    const halves = await act(id, "cancel", { policy: "split", yes_payout: "0.5" });
    expect(halves.status).toBe(200);
  });

  const LEGAL: Record<string, Record<string, string>> = {
    active: { close: "paused", resolve: "resolved", cancel: "cancelled" },
    paused: { resolve: "resolved", cancel: "cancelled" },
    resolved: {},
    cancelled: {},
  };
  const REACH: Record<string, string[]> = {
    active: [],
    paused: ["close"],
    resolved: ["resolve"],
    cancelled: ["cancel"],
  };
  const pairs = Object.keys(LEGAL).flatMap((from) =>
    ["close", "resolve", "cancel"].map((action) => ({ from, action, to: LEGAL[from]?.[action] })),
  );
  test.each(pairs)("S1.26 $action of a market that is $from: $to", async ({ from, action, to }) => {
    const { id, outcomes } = await create();
    const bodyOf = (name: string) =>
      name === "resolve" ? { winning_outcome_id: outcomes[0] } : name === "cancel" ? {} : undefined;
    for (const step of REACH[from] ?? []) await act(id, step, bodyOf(step));
    if (from === "resolved" || from === "cancelled") await ended(id);
    const done = await act(id, action, bodyOf(action));
    const expected = to === undefined ? [409, "ILLEGAL_TRANSITION", from] : [200, undefined, to];
    expect([done.status, done.body.error?.code, await statusOf(id)]).toEqual(expected);
  });
});

async function balanceOf(caller: Caller): Promise<number> {
  const { body } = await caller.ask("GET", "/api/v1/balances");
  return Number(body.balances[0].total);
}

describe("holdings", () => {
  test("S1.27 S1.28 shares come with cost, price, profit and names, of all markets or of one", async () => {
    const { id, outcomes } = await create({ slug: "holdings", question: "Will it hold?" });
    const dan = await venue.join("dan", "1000");
    await buy(dan, outcomes[0]!, "yes", "0.55", "100");
    await buy(bob, outcomes[0]!, "no", "0.45", "100");
    // Somebody else trades higher, so that dan's shares are worth more than they cost.
    await buy(ada, outcomes[0]!, "yes", "0.6", "10");
    await buy(bob, outcomes[0]!, "no", "0.4", "10");
    const all = await dan.ask("GET", "/api/v1/account/shares");
    expect(all.body).toMatchObject({
      shares: [
        {
          market_id: id,
          outcome_id: outcomes[0],
          share_type: "yes",
          amount: "100",
          avg_cost: "0.55",
          current_price: "0.6",
          unrealized_pnl: "5",
          market_question: "Will it hold?",
          outcome_name: "Yes",
        },
      ],
      total_value: "60",
      total_cost: "55",
      total_unrealized_pnl: "5",
    });
    const byEvent = await dan.ask("GET", `/api/v1/account/shares?market_id=${id}`);
    expect(byEvent.body.shares).toEqual(all.body.shares);
    const other = await create();
    const none = await dan.ask("GET", `/api/v1/account/shares?market_id=${other.id}`);
    expect(none.body).toMatchObject({ shares: [], total_value: "0" });
    const unknown = await dan.ask("GET", "/api/v1/account/shares?market_id=evt_999999-0");
    expect(unknown.body.error.code).toBe("MARKET_NOT_FOUND");
  });

  test("S1.27 active_only leaves out what was paid out, unless it is false", async () => {
    const eve = await venue.join("eve", "1000");
    const { id, outcomes } = await create();
    await buy(eve, outcomes[0]!, "yes", "0.5", "10");
    await buy(bob, outcomes[0]!, "no", "0.5", "10");
    await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    await ended(id);
    expect((await eve.ask("GET", "/api/v1/account/shares")).body.shares).toEqual([]);
    const all = await eve.ask("GET", "/api/v1/account/shares?active_only=false");
    expect(all.body.shares).toMatchObject([{ market_id: id, share_type: "yes", amount: "0" }]);
  });
});

describe("settlement", () => {
  const settle = (caller: Caller, market: string, headers?: Record<string, string>) =>
    caller.ask("POST", `/api/v1/account/settle/${market}`, undefined, headers);
  const status = (caller: Caller, market: string) =>
    caller.ask("GET", `/api/v1/account/settle/${market}/status`);

  test("S1.41 each refusal has its code, in their order", async () => {
    expect((await settle(ada, "nowhere")).body.error.code).toBe("MARKET_NOT_FOUND");
    const { id, outcomes } = await create();
    await mint(outcomes[0]!, "10");
    expect((await settle(ada, id)).body.error.code).toBe("MARKET_NOT_SETTLEABLE");
    await venue.admin.ask("POST", `/api/v1/admin/events/${id}/state`, { to: "closed" });
    expect((await settle(ada, id)).body.error.code).toBe("NO_WINNING_OUTCOME");
    await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    await ended(id);
    const stranger = await venue.join("stranger", "1");
    expect((await settle(stranger, id)).body.error.code).toBe("NO_SHARES");
    const paid = await settle(ada, id);
    expect(paid.status).toBe(409);
    expect(paid.body.error).toMatchObject({ code: "ALREADY_SETTLED", details: { paid: "10" } });
  });

  test("S1.37 S1.38 the status says what is owed before and what was paid after, by resolution or cancellation", async () => {
    const { id, outcomes } = await create();
    await mint(outcomes[0]!, "10");
    expect((await status(ada, id)).body).toMatchObject({
      status: "not-settleable",
      settlement_type: null,
      potential_payout: "0",
      total_payout: "0",
    });
    await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    await ended(id);
    expect((await status(ada, id)).body).toMatchObject({
      market_id: id,
      status: "settled",
      settlement_type: "resolution",
      potential_payout: "0",
      total_payout: "10",
      shares_settled: [
        {
          outcome_id: outcomes[0],
          share_type: "yes",
          amount: "10",
          payout_per_share: "1",
          total_payout: "10",
        },
      ],
    });
    expect((await status(bob, id)).body).toMatchObject({ status: "settled", total_payout: "0" });
    const other = await create();
    await mint(other.outcomes[0]!, "10");
    await act(other.id, "cancel", {});
    await ended(other.id);
    expect((await status(bob, other.id)).body).toMatchObject({
      status: "settled",
      settlement_type: "cancellation",
      total_payout: "4",
      shares_settled: [{ share_type: "no", amount: "10", payout_per_share: "0.4" }],
    });
  });

  test("S1.37 S1.40 settling pays once while the payout is under way, in the language asked for, and never again", async () => {
    const fay = await venue.join("fay", "1000");
    const { id, outcomes } = await create();
    await buy(fay, outcomes[0]!, "yes", "0.5", "100");
    await buy(bob, outcomes[0]!, "no", "0.5", "100");
    // An event before it in the queue, with very many markets, keeps the machine busy paying out.
    const busy = await create({ outcomes: Array.from({ length: 200 }, (_, at) => `${at + 1}`) });
    const before = await balanceOf(fay);
    const resolving = Promise.all([
      act(busy.id, "resolve", { winning_outcome_id: busy.outcomes[0] }),
      act(id, "resolve", { winning_outcome_id: outcomes[0] }),
    ]);
    let paid = await settle(fay, id, { "accept-language": "zh-CN,zh;q=0.9,en;q=0.5" });
    for (let turn = 0; turn < 1_000 && paid.status !== 200; turn++) {
      await setImmediate();
      paid = await settle(fay, id, { "accept-language": "zh-CN,zh;q=0.9,en;q=0.5" });
    }
    expect((await resolving).map(({ status: code }) => code)).toEqual([200, 200]);
    expect(paid.body).toMatchObject({
      market_id: id,
      settlement_type: "resolution",
      shares_settled: [
        {
          outcome_id: outcomes[0],
          share_type: "yes",
          amount: "100",
          payout_per_share: "1",
          total_payout: "100",
        },
      ],
      total_payout: "100",
      message: "成功结算 100 USD",
    });
    const again = await settle(fay, id);
    expect(again.body.error.code).toBe("ALREADY_SETTLED");
    await ended(id);
    expect((await balanceOf(fay)) - before).toBe(100);
  }, 30_000);

  test("S1.39 S1.41 a payout that a thousand others have followed is told all the same", async () => {
    const hal = await venue.join("hal", "2000");
    const { id, outcomes } = await create();
    await buy(hal, outcomes[0]!, "yes", "0.5", "20");
    await buy(bob, outcomes[0]!, "no", "0.5", "20");
    await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    await ended(id);
    const markets = Array.from({ length: 334 }, (_, place) => ({
      slug: `many-${place}`,
      question: "One of many?",
    }));
    for (const slug of ["many-a", "many-b", "many-c"]) {
      const many = markets.map((market) => ({ ...market, slug: `${slug}-${market.slug}` }));
      const made = await venue.admin.ask("POST", "/api/v1/admin/events", {
        slug,
        title: slug,
        markets: many,
      });
      await venue.admin.ask("POST", `/api/v1/admin/events/${slug}/state`, { to: "open" });
      for (const { market_id } of made.body.markets) {
        const split = await hal.ask("POST", "/api/v1/sets/split", { market_id, quantity: "1" });
        expect(split.status).toBe(200);
      }
      await venue.admin.ask("POST", `/api/v1/admin/events/${slug}/void`, { policy: "split" });
      await ended(made.body.markets.at(-1).market_id);
    }
    const remembered = await hal.ask("GET", "/api/v1/account/shares?active_only=false");
    const told = remembered.body.shares.map((share: { outcome_id: string }) => share.outcome_id);
    expect(told).not.toContain(outcomes[0]);
    const again = await settle(hal, id);
    expect(again.body.error).toMatchObject({ code: "ALREADY_SETTLED", details: { paid: "20" } });
    expect((await status(hal, id)).body).toMatchObject({
      status: "settled",
      total_payout: "20",
      shares_settled: [{ outcome_id: outcomes[0], amount: "20", total_payout: "20" }],
    });
    const stranger = await venue.join("stranger-to-many", "1");
    expect((await settle(stranger, id)).body.error.code).toBe("NO_SHARES");
  }, 60_000);

  test("S1.39 the statement shows what was redeemed, and the balance what was credited", async () => {
    const ivy = await venue.join("ivy", "100");
    const { id, outcomes } = await create();
    await buy(ivy, outcomes[0]!, "yes", "0.5", "20");
    await buy(bob, outcomes[0]!, "no", "0.5", "20");
    await act(id, "resolve", { winning_outcome_id: outcomes[0] });
    await ended(id);
    const ofMarket = `/api/v1/statement?market_id=${outcomes[0]}`;
    const { body: shares } = await ivy.ask("GET", ofMarket);
    expect(shares.entries).toMatchObject([
      { change_type: "redeem", reason: "payout", outcome: "yes", change: "-20", balance: "0" },
      { change_type: "buy", reason: "trade", outcome: "yes", change: "20", balance: "20" },
    ]);
    const { body: money } = await ivy.ask("GET", "/api/v1/statement?asset=USD&limit=1");
    expect(money.entries).toMatchObject([
      { change_type: null, reason: "payout", change: "20", balance: "110", market_id: outcomes[0] },
    ]);
    expect(await balanceOf(ivy)).toBe(110);
    const lost = await bob.ask("GET", ofMarket);
    expect(lost.body.entries[0]).toMatchObject({ change_type: "redeem", change: "-20" });
  });

  test("S1.37 many requests to settle at once pay once", async () => {
    const gil = await venue.join("gil", "100");
    const { id, outcomes } = await create();
    await buy(gil, outcomes[0]!, "yes", "0.5", "20");
    await buy(bob, outcomes[0]!, "no", "0.5", "20");
    const resolving = act(id, "resolve", { winning_outcome_id: outcomes[0] });
    const asked = await Promise.all(Array.from({ length: 20 }, () => settle(gil, id)));
    await resolving;
    await ended(id);
    expect(asked.filter(({ status: code }) => code === 200).length).toBeLessThanOrEqual(1);
    expect(await balanceOf(gil)).toBe(110);
  });
});
