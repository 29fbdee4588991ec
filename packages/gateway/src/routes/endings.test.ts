/** Ending markets: by one operator or two, at once or in turn, with a look at the cost first. */
import type { OwnerId } from "@probity/core";
import { SYSTEM } from "@probity/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, Reply, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let url: string;
let second: Caller;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  second = await venue.join("second");
  await venue.gateway.submitter.submit(SYSTEM, {
    type: "SetRole",
    owner: Number(second.owner.slice(4)) as OwnerId,
    role: "admin",
  });
  ada = await venue.join("ada", "10000");
  bob = await venue.join("bob", "10000");
});
afterAll(() => venue.close());

/** A market where ada holds 10 YES at 0.6 and bob 10 NO at 0.4. */
async function traded(slug: string): Promise<string> {
  const market = await venue.openMarket(slug);
  const order = { type: "limit", market_id: market, side: "buy", quantity: "10" };
  await ada.ask("POST", "/api/v1/orders", { ...order, outcome: "yes", price: "0.6" });
  await bob.ask("POST", "/api/v1/orders", { ...order, outcome: "no", price: "0.4" });
  return market;
}

/** The same over a socket of its own. */
async function post({ token }: Caller, path: string, body: object): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const stateOf = async (market: string) =>
  (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0];
const kindsOf = async (market: string): Promise<string[]> => {
  const { body } = await venue.ask("GET", `/api/v1/markets/${market}/timeline`);
  return body.milestones.map(({ kind }: { kind: string }) => kind);
};
const total = async (who: Caller): Promise<number> =>
  Number((await who.ask("GET", "/api/v1/balances")).body.balances[0].total);

describe("with one operator", () => {
  test("S1.24 S1.26 two operators who resolve at once, each otherwise, yield one resolution", async () => {
    for (let round = 0; round < 10; round++) {
      const market = await traded(`race-${round}`);
      const before = (await total(ada)) + (await total(bob));
      const path = `/admin/markets/${market}/resolve`;
      const answers = await Promise.all([
        post(venue.admin, path, { yes_payout: "1" }),
        post(second, path, { yes_payout: "0" }),
        post(venue.admin, path, { winning_outcome_id: market }),
        post(second, `/admin/markets/${market}/void`, { policy: "split" }),
      ]);
      const done = answers.filter(({ status }) => status === 200);
      expect(done).toHaveLength(1);
      const codes = answers.flatMap(({ body }) => body.error?.code ?? []);
      expect(codes).toEqual(Array(3).fill("ILLEGAL_TRANSITION"));
      await expect.poll(async () => (await stateOf(market)).state).toMatch(/resolved|voided/);
      expect((await stateOf(market)).ending).toEqual(done[0]?.body.markets[0].ending);
      expect((await kindsOf(market)).filter((kind) => kind === "ended")).toHaveLength(1);
      // Paid once: all the money is there, and none is made.
      expect((await total(ada)) + (await total(bob))).toBeCloseTo(before + 10, 6);
    }
  });

  test("S1.25 a void is planned with winners, losers and shortfall, and nothing is changed by that", async () => {
    const market = await traded("planned");
    const plan = await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/void/plan`, {
      policy: "split",
      yes_payout: "0.5",
    });
    expect(plan.body.plan.markets).toMatchObject([
      { pool: "10", owed: "10", shortfall: "0", surplus: "0" },
    ]);
    expect(plan.body.plan.holders).toEqual([
      { account_id: ada.account, owner_id: ada.owner, paid: "5", cost: "6", gain: "-1" },
      { account_id: bob.account, owner_id: bob.owner, paid: "5", cost: "4", gain: "1" },
    ]);
    expect((await stateOf(market)).state).toBe("open");
  });

  test("S1.25 the plan of a void tells whose trades look arranged, and up to where history was seen", async () => {
    const market = await venue.openMarket("arranged");
    const [cat, dog] = [await venue.join("cat", "1000"), await venue.join("dog", "1000")];
    const trade = async (maker: Caller, taker: Caller, price: string, quantity = "10") => {
      const order = { type: "limit", market_id: market, side: "buy", quantity };
      const rest = (10_000 - Number(price) * 10_000) / 10_000;
      await maker.ask("POST", "/api/v1/orders", { ...order, outcome: "no", price: String(rest) });
      await taker.ask("POST", "/api/v1/orders", { ...order, outcome: "yes", price });
    };
    for (let turn = 0; turn < 3; turn++) {
      await trade(cat, dog, "0.9");
      await trade(dog, cat, "0.8");
    }
    // Who trades with many is not suspected for having met one of them.
    await venue.admin.ask("POST", "/api/v1/deposits", { amount: "100" });
    for (const other of [ada, bob, venue.admin]) await trade(cat, other, "0.5", "1");
    const path = `/api/v1/admin/markets/${market}/void/plan`;
    const plan = await venue.admin.ask("POST", path, { policy: "cost-basis" });
    expect(plan.body.related).toMatchObject({ is_current: true, trades_seen: 9, trades: 9 });
    expect(plan.body.related.history_seq).toBeGreaterThanOrEqual(plan.body.seq);
    expect(plan.body.related.pairs).toEqual([
      {
        owner_ids: [cat.owner, dog.owner],
        signs: ["two-sided", "exclusive"],
        trades: 6,
        quantity: "60",
        notional: "51",
        net_quantity: "0",
      },
    ]);
  });

  test("S4.2 the ledger holds, releases and moves exactly what orders, sets and payouts say", async () => {
    const eve = await venue.join("eve", "100");
    const market = await venue.openMarket("ledger");
    const money = async () => (await eve.ask("GET", "/api/v1/balances")).body.balances[0];
    const order = { type: "limit", market_id: market, side: "buy", outcome: "yes" };
    const placed = await eve.ask("POST", "/api/v1/orders", {
      ...order,
      price: "0.25",
      quantity: "40",
    });
    expect(await money()).toMatchObject({ available: "90", held: "10" });
    const tooMuch = { ...order, price: "0.5", quantity: "200" };
    expect((await eve.ask("POST", "/api/v1/orders", tooMuch)).body.error).toMatchObject({
      code: "INSUFFICIENT_COLLATERAL",
      details: { required: "100", available: "90" },
    });
    await eve.ask("DELETE", `/api/v1/orders/${placed.body.order.order_id}`);
    expect(await money()).toMatchObject({ available: "100", held: "0" });
    await eve.ask("POST", "/api/v1/sets/split", { market_id: market, quantity: "30" });
    expect(await money()).toMatchObject({ available: "70", held: "0" });
    await eve.ask("POST", "/api/v1/sets/merge", { market_id: market, quantity: "10" });
    expect(await money()).toMatchObject({ available: "80", held: "0" });
    const withdrawn = await eve.ask("POST", "/api/v1/withdrawals", { amount: "80" });
    expect(withdrawn.status).toBe(200);
    expect(await money()).toMatchObject({ total: "0" });
    await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, { yes_payout: "1" });
    await expect.poll(async () => (await money()).available).toBe("20");
  });
});

describe("with two operators", () => {
  beforeAll(async () => {
    await venue.admin.ask("PATCH", "/api/v1/admin/venue", { confirmations: 2 });
  });
  afterAll(async () => {
    await venue.admin.ask("PATCH", "/api/v1/admin/venue", { confirmations: 1 });
  });

  test("every operator reads that two must agree, and what a void by split would pay", async () => {
    const { body } = await second.ask("GET", "/api/v1/admin/venue");
    expect(body.confirmations).toBe(2);
    const market = await traded("split-told");
    const wish = { policy: "split", yes_payout: "0.25" };
    await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/void`, wish);
    const { requests } = (await second.ask("GET", "/api/v1/admin/endings")).body;
    expect(requests).toMatchObject([{ market_id: market, ...wish }]);
    await second.ask("POST", `/api/v1/admin/markets/${market}/void`, wish);
    expect((await stateOf(market)).state).not.toBe("open");
  });

  test("only the superadmin says how many are needed", async () => {
    const refused = await second.ask("PATCH", "/api/v1/admin/venue", { confirmations: 1 });
    expect(refused.status).toBe(403);
    expect((await ada.ask("GET", "/api/v1/admin/endings")).status).toBe(403);
  });

  test("S1.24 the first wish is written down, and the same wish of another carries it out", async () => {
    const market = await traded("confirmed");
    const path = `/api/v1/admin/markets/${market}/resolve`;
    const first = await venue.admin.ask("POST", path, { yes_payout: "1" });
    expect(first.body).toMatchObject({
      markets: [{ state: "open", ending: null }],
      awaiting_confirmation: expect.any(String),
    });
    const waiting = await second.ask("GET", "/api/v1/admin/endings");
    expect(waiting.body.requests).toMatchObject([
      {
        market_id: market,
        event_id: null,
        wish: "resolve",
        payouts: [{ market_id: market, yes_payout: "1" }],
        asked_by: venue.admin.owner,
      },
    ]);
    const same = await venue.admin.ask("POST", path, { yes_payout: "1" });
    expect(same.body.awaiting_confirmation).toBeDefined();
    const confirmed = await second.ask("POST", path, { yes_payout: "1" });
    expect(confirmed.body.markets).toMatchObject([{ ending: { yes_payout: "1" } }]);
    expect(confirmed.body.awaiting_confirmation).toBeUndefined();
    expect((await second.ask("GET", "/api/v1/admin/endings")).body.requests).toEqual([]);
    expect(await kindsOf(market)).toEqual(
      expect.arrayContaining(["created", "ending-requested", "ended"]),
    );
  });

  test("S1.24 source S3's words say as well that another operator is waited for", async () => {
    await venue.admin.ask("POST", "/api/v1/markets", { slug: "in-s3", question: "Both?" });
    const wish = { status: "RESOLVED", outcome: "YES" };
    const first = await venue.admin.ask("PATCH", "/api/v1/markets/in-s3/status", wish);
    expect(first.body).toMatchObject({
      market: { status: "OPEN" },
      awaiting_confirmation: expect.any(String),
    });
    const confirmed = await second.ask("PATCH", "/api/v1/markets/in-s3/status", wish);
    expect(confirmed.body.awaiting_confirmation).toBeUndefined();
    await expect
      .poll(async () => (await venue.ask("GET", "/api/v1/markets/in-s3")).body.markets[0].state)
      .toBe("resolved");
  });

  test("another wish confirms nothing", async () => {
    const market = await traded("disagreed");
    await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, { yes_payout: "1" });
    const other = await second.ask("POST", `/api/v1/admin/markets/${market}/resolve`, {
      yes_payout: "0",
    });
    expect(other.body.awaiting_confirmation).toBeDefined();
    expect((await stateOf(market)).state).toBe("open");
  });

  test("S1.26 two operators who want the same at once end it once; one alone never does", async () => {
    const market = await traded("together");
    const path = `/admin/markets/${market}/resolve`;
    const wishes = Array.from({ length: 6 }, (_, at) =>
      post(at % 2 === 0 ? venue.admin : second, path, { yes_payout: "1" }),
    );
    const answers = await Promise.all(wishes);
    const ended = answers.filter(({ body }) => body.markets?.[0].ending !== null && body.markets);
    expect(ended.length).toBeGreaterThanOrEqual(1);
    expect((await kindsOf(market)).filter((kind) => kind === "ended")).toHaveLength(1);
    const alone = await traded("alone");
    for (let time = 0; time < 3; time++) {
      await post(venue.admin, `/admin/markets/${alone}/resolve`, { yes_payout: "1" });
    }
    expect((await stateOf(alone)).state).toBe("open");
  });
});
