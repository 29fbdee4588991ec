import { Busy } from "@probity/sequencer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
});
afterAll(() => venue.close());

const limit = (market: string, outcome: string, side: string, price: string, quantity: string) => ({
  type: "limit",
  market_id: market,
  outcome,
  side,
  price,
  quantity,
});

describe("a market from creation to payout", () => {
  test("two buyers mint, the book and the balances show it, and the winner is paid", async () => {
    const market = await venue.openMarket("rain-tomorrow");
    const bid = await ada.ask("POST", "/api/v1/orders", limit(market, "yes", "buy", "0.6", "100"));
    expect(bid.status).toBe(200);
    expect(bid.body.order).toMatchObject({ status: "open", filled: "0", resting: "100" });

    const yes = await venue.ask("GET", `/api/v1/markets/${market}/book`);
    expect(yes.body.book).toMatchObject({ bids: [{ price: "0.6", quantity: "100" }], asks: [] });
    const no = await venue.ask("GET", "/api/v1/markets/rain-tomorrow-market/book?outcome=no");
    expect(no.body.book).toMatchObject({ bids: [], asks: [{ price: "0.4", quantity: "100" }] });

    const match = await bob.ask("POST", "/api/v1/orders", limit(market, "no", "buy", "0.45", "40"));
    expect(match.body.order).toMatchObject({
      status: "closed",
      filled: "40",
      notional: "16",
      average_price: "0.4",
    });

    const trades = await venue.ask("GET", `/api/v1/markets/${market}/trades`);
    expect(trades.body.trades).toMatchObject([
      { kind: "mint", price: "0.6", no_price: "0.4", quantity: "40", taker_outcome: "no" },
    ]);
    const orders = await ada.ask("GET", "/api/v1/orders");
    expect(orders.body.orders).toMatchObject([
      { status: "open", filled: "40", remaining: "60", notional: "24" },
    ]);
    const positions = await bob.ask("GET", "/api/v1/positions");
    expect(positions.body.positions).toMatchObject([
      { outcome: "no", quantity: "40", cost: "16", average_cost: "0.4", current_price: "0.4" },
    ]);
    const fills = await bob.ask("GET", "/api/v1/fills");
    expect(fills.body.fills).toMatchObject([{ role: "taker", price: "0.4", quantity: "40" }]);

    const ended = await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, {
      yes_payout: "1",
    });
    expect(ended.status).toBe(200);
    // The payout follows by commands of the machine's own.
    await expect
      .poll(async () => (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0].state)
      .toBe("resolved");
    const balance = await ada.ask("GET", "/api/v1/balances");
    expect(balance.body.balances).toEqual([
      { asset: "USD", available: "1016", held: "0", total: "1016" },
    ]);
  });
});

describe("orders", () => {
  let market: string;
  beforeAll(async () => {
    market = await venue.openMarket("orders");
  });

  test("the same client order id gives the same answer and does nothing again", async () => {
    const order = { ...limit(market, "yes", "buy", "0.2", "10"), client_order_id: "mine-1" };
    const first = await ada.ask("POST", "/api/v1/orders", order);
    const again = await ada.ask("POST", "/api/v1/orders", order);
    expect(again.body.order).toEqual({ ...first.body.order, repeated: true });
    const other = await ada.ask("POST", "/api/v1/orders", { ...order, quantity: "11" });
    expect(other.status).toBe(409);
    expect(other.body.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test("amend, replace and cancel", async () => {
    const placed = await ada.ask("POST", "/api/v1/orders", {
      ...limit(market, "yes", "buy", "0.2", "10"),
      client_order_id: "amended-one",
    });
    const path = `/api/v1/orders/${placed.body.order.order_id}`;
    const key = { "idempotency-key": "amending" };
    const amended = await ada.ask("PATCH", path, { quantity: "4" }, key);
    const own = { client_order_id: "amended-one", status: "open", resting: "4" };
    expect(amended.body.order).toMatchObject(own);
    const again = await ada.ask("PATCH", path, { quantity: "4" }, key);
    expect(again.body.order).toMatchObject({ ...own, repeated: true });
    const replaced = await ada.ask("POST", `${path}/replace`, {
      replacement: limit(market, "yes", "buy", "0.21", "5"),
    });
    expect(replaced.body.order).toMatchObject({ status: "open", resting: "5" });
    expect((await ada.ask("GET", path)).body.order).toMatchObject({
      status: "cancelled",
      cancel_reason: "replaced",
    });
    const gone = `/api/v1/orders/${replaced.body.order.order_id}`;
    expect((await ada.ask("DELETE", gone)).body.cancelled.remaining).toBe("5");
    const twice = await ada.ask("DELETE", gone);
    expect([twice.status, twice.body.error.code]).toEqual([404, "ORDER_NOT_FOUND"]);
  });

  test("each item of a batch stands for itself", async () => {
    const placed = await ada.ask("POST", "/api/v1/orders/batch", {
      orders: [
        { ...limit(market, "yes", "buy", "0.1", "10"), client_order_id: "b-1" },
        limit(market, "yes", "buy", "0.1111", "10"),
        limit(market, "no", "buy", "0.1", "10"),
      ],
    });
    expect(placed.body.results).toMatchObject([
      { order: { client_order_id: "b-1", resting: "10" } },
      { error: { code: "PRICE_OFF_TICK", details: { tick: "0.01" } } },
      { order: { resting: "10" } },
    ]);
    const cancelled = await ada.ask("POST", "/api/v1/orders/cancel", {
      targets: [
        { client_order_id: "b-1" },
        { client_order_id: "nobody" },
        { order_id: placed.body.results[2].order.order_id },
      ],
    });
    expect(cancelled.body.results).toMatchObject([
      { cancelled: { remaining: "10" } },
      { error: { code: "ORDER_NOT_FOUND" } },
      { cancelled: { remaining: "10" } },
    ]);
  });

  test("a preview charges what the order will", async () => {
    const order = limit(market, "no", "buy", "0.9", "3");
    const preview = await bob.ask("POST", "/api/v1/orders/preview", order);
    const placed = await bob.ask("POST", "/api/v1/orders", order);
    const { filled, notional, fee, resting } = placed.body.order;
    expect(preview.body.preview).toMatchObject({ filled, notional, fee, resting });
  });

  test("orders come in pages that do not shift", async () => {
    const carol = await venue.join("carol", "100");
    for (const price of ["0.01", "0.02", "0.03"]) {
      await carol.ask("POST", "/api/v1/orders", limit(market, "yes", "buy", price, "1"));
    }
    const first = await carol.ask("GET", "/api/v1/orders?limit=2");
    await carol.ask("POST", "/api/v1/orders", limit(market, "yes", "buy", "0.04", "1"));
    const cursor = first.body.next_cursor;
    const second = await carol.ask("GET", `/api/v1/orders?limit=2&cursor=${cursor}`);
    const prices = [...first.body.orders, ...second.body.orders].map((order) => order.price);
    expect(prices).toEqual(["0.03", "0.02", "0.01"]);
    expect(second.body.next_cursor).toBeNull();
    const all = await carol.ask("POST", "/api/v1/orders/cancel-all", { market_id: market });
    expect(all.body.cancelled).toHaveLength(4);
  });
});

describe("money", () => {
  test("the same key deposits once", async () => {
    const dora = await venue.join("dora");
    const key = { "idempotency-key": "pay-1" };
    await dora.ask("POST", "/api/v1/deposits", { amount: "5.5" }, key);
    const again = await dora.ask("POST", "/api/v1/deposits", { amount: "5.5" }, key);
    expect(again.body.repeated).toBe(true);
    const { body } = await dora.ask("GET", "/api/v1/balances");
    expect(body.balances[0].available).toBe("5.5");
  });

  test("play money leaves at once, and repeating the request takes no more", async () => {
    const emil = await venue.join("emil", "10");
    const key = { "idempotency-key": "out-1" };
    const first = await emil.ask("POST", "/api/v1/withdrawals", { amount: "4" }, key);
    expect(first.body.withdrawal.status).toBe("confirmed");
    const again = await emil.ask("POST", "/api/v1/withdrawals", { amount: "4" }, key);
    expect(again.body).toMatchObject({ withdrawal: first.body.withdrawal, repeated: true });
    const { body } = await emil.ask("GET", "/api/v1/balances");
    expect(body.balances[0]).toMatchObject({ available: "6", held: "0" });
    const tooMuch = await emil.ask("POST", "/api/v1/withdrawals", { amount: "6.01" });
    expect(tooMuch.body.error).toMatchObject({
      code: "INSUFFICIENT_COLLATERAL",
      message:
        "This needs $6.01, and $6.00 is available. Deposit, cancel an order, or ask for less.",
      details: { required: "6.01", available: "6" },
    });
  });

  test("a second account gets money from the first, and nobody else sees either", async () => {
    const fay = await venue.join("fay", "10");
    const opened = await fay.ask("POST", "/api/v1/accounts");
    const to_account_id = opened.body.account.account_id;
    await fay.ask("POST", "/api/v1/transfers", { to_account_id, amount: "3" });
    const { body } = await fay.ask("GET", "/api/v1/accounts");
    expect(body.accounts.map((one: { balances: unknown[] }) => one.balances[0])).toMatchObject([
      { available: "7" },
      { available: "3" },
    ]);
    const foreign = await bob.ask("GET", `/api/v1/accounts/${to_account_id}`);
    expect([foreign.status, foreign.body.error.code]).toEqual([404, "ACCOUNT_NOT_FOUND"]);
  });

  test("complete sets: a dollar a share, both ways", async () => {
    const market = await venue.openMarket("sets");
    const gus = await venue.join("gus", "10");
    await gus.ask("POST", "/api/v1/sets/split", { market_id: market, quantity: "8" });
    await gus.ask("POST", "/api/v1/sets/merge", { market_id: market, quantity: "3" });
    const { body } = await gus.ask("GET", "/api/v1/positions");
    expect(body.positions).toMatchObject([{ quantity: "5" }, { quantity: "5" }]);
    expect((await gus.ask("GET", "/api/v1/balances")).body.balances[0].available).toBe("5");
  });
});

describe("operators", () => {
  test("halt stops orders, resume takes them again", async () => {
    const market = await venue.openMarket("halting");
    const state = `/api/v1/admin/markets/${market}/state`;
    await venue.admin.ask("POST", state, { to: "halted" });
    const order = limit(market, "yes", "buy", "0.5", "1");
    const refused = await ada.ask("POST", "/api/v1/orders", order);
    expect(refused.body.error).toMatchObject({
      code: "MARKET_NOT_OPEN",
      details: { state: "halted" },
    });
    const resumed = await venue.admin.ask("POST", state, { to: "open", mode: "post-only" });
    expect(resumed.body.markets[0]).toMatchObject({ state: "open", mode: "post-only" });
    const illegal = await venue.admin.ask("POST", state, { to: "deleted" });
    expect([illegal.status, illegal.body.error.code]).toEqual([409, "ILLEGAL_TRANSITION"]);
  });

  test("the plan of a void changes nothing and says who wins", async () => {
    const market = await venue.openMarket("voiding");
    await ada.ask("POST", "/api/v1/orders", limit(market, "yes", "buy", "0.6", "10"));
    await bob.ask("POST", "/api/v1/orders", limit(market, "no", "buy", "0.4", "10"));
    const policy = { policy: "split", yes_payout: "0.5" };
    const plan = await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/void/plan`, policy);
    expect(plan.body.plan.markets).toMatchObject([{ pool: "10", owed: "10", shortfall: "0" }]);
    expect(plan.body.plan.holders).toMatchObject([{ gain: "-1" }, { gain: "1" }]);
    const now = await venue.ask("GET", `/api/v1/markets/${market}`);
    expect(now.body.markets[0].state).toBe("open");
    const voided = await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/void`, policy);
    expect(voided.body.markets[0].ending).toEqual({ kind: "voided", yes_payout: "0.5" });
  });

  test("a change of texts and parameters leaves the rest as it was", async () => {
    const market = await venue.openMarket("changing");
    const changed = await venue.admin.ask("PATCH", `/api/v1/admin/markets/${market}`, {
      question: "Is it so?",
      min_quantity: "5",
    });
    expect(changed.body.markets[0]).toMatchObject({
      question: "Is it so?",
      min_quantity: "5",
      band_high: "0.9999",
      parameters_version: 2,
    });
    const event = await venue.admin.ask("PATCH", "/api/v1/admin/events/changing", {
      rules: "As it says.",
    });
    expect(event.body.event).toMatchObject({ title: "changing", rules_version: 2 });
  });

  test("is not for everybody", async () => {
    const before = venue.sequencer.durableSequence;
    const refused = await ada.ask("POST", "/api/v1/admin/collateral", { symbol: "EUR" });
    expect([refused.status, refused.body.error.code]).toEqual([403, "NOT_AUTHORISED"]);
    expect(venue.sequencer.durableSequence).toBe(before);
  });
});

describe("safety", () => {
  test("a heartbeat arms, zero disarms", async () => {
    const armed = await ada.ask("POST", "/api/v1/heartbeat", { timeout_ms: 60_000 });
    expect(Date.parse(armed.body.deadline)).toBeGreaterThan(Date.now());
    const disarmed = await ada.ask("POST", "/api/v1/heartbeat", { timeout_ms: 0 });
    expect(disarmed.body.deadline).toBeNull();
  });

  test("closing a session cancels its orders; a tripped group takes none", async () => {
    const market = await venue.openMarket("safety");
    const { session_id } = (await ada.ask("POST", "/api/v1/sessions", {})).body;
    const order = limit(market, "yes", "buy", "0.3", "2");
    const placed = await ada.ask("POST", "/api/v1/orders", { ...order, session_id });
    await ada.ask("DELETE", `/api/v1/sessions/${session_id}`);
    const after = await ada.ask("GET", `/api/v1/orders/${placed.body.order.order_id}`);
    expect(after.body.order.cancel_reason).toBe("session");

    const created = await ada.ask("POST", "/api/v1/order-groups", { limit: "100" });
    const { group_id } = created.body.group;
    const tripped = await ada.ask("POST", `/api/v1/order-groups/${group_id}/trip`, {});
    expect(tripped.body.group.tripped).toBe(true);
    const refused = await ada.ask("POST", "/api/v1/orders", { ...order, group_id });
    expect(refused.body.error.code).toBe("GROUP_TRIPPED");
  });
});

describe("reading", () => {
  test("drafts are listed only when asked for, and shown by name", async () => {
    const markets = [{ slug: "hidden-market", question: "Hidden?" }];
    const draft = { slug: "hidden", title: "Hidden", category: "secret", markets };
    await venue.admin.ask("POST", "/api/v1/admin/events", draft);
    expect((await venue.ask("GET", "/api/v1/events?category=secret")).body.events).toEqual([]);
    const drafts = await venue.ask("GET", "/api/v1/markets?state=draft");
    expect(drafts.body.markets).toMatchObject([{ slug: "hidden-market" }]);
    expect((await venue.ask("GET", "/api/v1/events/hidden")).body.markets).toHaveLength(1);
    const open = await venue.ask("GET", "/api/v1/events?limit=2");
    expect(open.body.events).toHaveLength(2);
    const { next_cursor } = open.body;
    const rest = await venue.ask("GET", `/api/v1/events?limit=2&cursor=${next_cursor}`);
    expect(rest.body.events[0].event_id).not.toBe(open.body.events[1].event_id);
  });

  test("markets are listed by name, drafts too, and then neither searched nor sorted", async () => {
    const all = (await venue.ask("GET", "/api/v1/markets")).body.markets;
    const [newest] = all;
    const hidden = (await venue.ask("GET", "/api/v1/events/hidden")).body.markets[0];
    const ids = [newest, hidden, newest].map(({ market_id }) => market_id).join(",");
    const named = await venue.ask("GET", `/api/v1/markets?market_ids=${ids}`);
    const slugs = named.body.markets.map(({ slug }: { slug: string }) => slug);
    expect(new Set(slugs)).toEqual(new Set([newest.slug, hidden.slug]));
    expect(slugs).toHaveLength(2);
    const sorted = await venue.ask("GET", `/api/v1/markets?market_ids=${ids}&sort=volume`);
    expect([sorted.status, sorted.body.error.code]).toEqual([400, "INVALID_FIELD"]);
    const wrong = await venue.ask("GET", "/api/v1/markets?market_ids=rain");
    expect(wrong.status).toBe(400);
  });

  test("a read waits for its min_seq and says when it is not there in time", async () => {
    const { durableSequence } = venue.sequencer;
    const now = await venue.ask("GET", `/api/v1/markets?min_seq=${durableSequence}`);
    expect(now.body.seq).toBeGreaterThanOrEqual(durableSequence);
    const never = await venue.ask("GET", `/api/v1/markets?min_seq=${durableSequence + 1_000}`);
    expect([never.status, never.body.error.code]).toEqual([504, "NOT_YET"]);
  });

  test("the version may be left out of the path", async () => {
    expect((await venue.ask("GET", "/api/status")).body.assets).toEqual([{ symbol: "USD" }]);
    expect((await venue.ask("GET", "/health")).body).toEqual({ status: "ok" });
    expect((await venue.ask("GET", "/ready")).body.status).toBe("ready");
  });

  test("the documentation is OpenAPI 3.1 and names its schemas", async () => {
    const { body } = await venue.ask("GET", "/api/docs/json");
    expect(body.openapi).toBe("3.1.0");
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining(["Placement", "Order", "Market", "Error"]),
    );
    expect(body.paths["/api/v1/orders"].post.security).toEqual([{ bearer: [] }]);
  });

  test("the bare address leads to the documentation", async () => {
    expect((await venue.ask("GET", "/")).status).toBe(302);
  });
});

describe("when the venue is cut short", () => {
  test("a withdrawal taken down but not let out is finished by repeating it", async () => {
    const hal = await venue.join("hal", "10");
    const key = { "idempotency-key": "w-1" };
    venue.failOn("ConfirmWithdrawal", new Busy("total", 100));
    const first = await hal.ask("POST", "/api/v1/withdrawals", { amount: "4" }, key);
    expect(first.body.withdrawal.status).toBe("requested");
    const held = await hal.ask("GET", "/api/v1/balances");
    expect(held.body.balances[0]).toMatchObject({ available: "6", held: "4" });
    const waiting = await venue.admin.ask("GET", "/api/v1/admin/withdrawals");
    expect(waiting.body.withdrawals).toEqual([first.body.withdrawal]);
    const another = `?cursor=${first.body.withdrawal.withdrawal_id}`;
    const behind = await venue.admin.ask("GET", `/api/v1/admin/withdrawals${another}`);
    expect(behind.body).toMatchObject({ withdrawals: [], next_cursor: null });
    const again = await hal.ask("POST", "/api/v1/withdrawals", { amount: "4" }, key);
    expect(again.body.withdrawal.status).toBe("confirmed");
    const gone = await hal.ask("GET", "/api/v1/balances");
    expect(gone.body.balances[0]).toMatchObject({ available: "6", held: "0" });
  });
});
