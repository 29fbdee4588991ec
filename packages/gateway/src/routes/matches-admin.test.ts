import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
});
afterAll(() => venue.close());

const admin: Caller["ask"] = (method, path, body) =>
  venue.admin.ask(method, `/api/v1/admin${path}`, body);

/** A market in which Ada's bid for YES has met Bob's for NO. @returns the match. */
async function matched(slug: string): Promise<string> {
  const made = await admin("POST", "/events", { slug, title: "?" });
  const market_id: string = made.body.markets[0].market_id;
  await admin("POST", `/markets/${market_id}/state`, { to: "open" });
  const order = { type: "limit", market_id, side: "buy", quantity: "10" };
  await ada.ask("POST", "/api/v1/orders", { ...order, outcome: "yes", price: "0.6" });
  await bob.ask("POST", "/api/v1/orders", { ...order, outcome: "no", price: "0.4" });
  const { body } = await bob.ask("GET", "/api/v1/fills");
  return body.fills[0].trade_id;
}

async function moneyOf(who: Caller): Promise<unknown> {
  const { body } = await who.ask("GET", "/api/v1/balances");
  return body.balances;
}

test("an operator undoes a match, once; it is on both statements and in the audit", async () => {
  const before = [await moneyOf(ada), await moneyOf(bob)];
  const match = await matched("undone");
  expect([await moneyOf(ada), await moneyOf(bob)]).not.toEqual(before);
  const done = await admin("POST", `/matches/${match}/reverse`);
  expect([done.status, done.body.done]).toEqual([200, true]);
  expect([await moneyOf(ada), await moneyOf(bob)]).toEqual(before);
  const { body } = await ada.ask("GET", `/api/v1/statement?min_seq=${done.body.seq}`);
  expect(body.entries.slice(0, 2)).toMatchObject([
    { reason: "reversal", change: "-10", change_type: "reversal", outcome: "yes" },
    { reason: "reversal", change: "6", asset: "USD" },
  ]);
  const audit = await admin("GET", `/audit?limit=1&min_seq=${done.body.seq}`);
  expect(audit.body.entries).toMatchObject([{ action: "MatchReversed" }]);
  const again = await admin("POST", `/matches/${match}/reverse`);
  expect([again.status, again.body.error.code]).toEqual([409, "ALREADY_REVERSED"]);
});

test("not what is spent already, and it says who lacks what", async () => {
  const match = await matched("spent");
  const positions = await ada.ask("GET", "/api/v1/positions");
  const { market_id } = positions.body.positions[0];
  const sell = { type: "limit", market_id, outcome: "yes", side: "sell", quantity: "4" };
  await ada.ask("POST", "/api/v1/orders", { ...sell, price: "0.9" });
  const refused = await admin("POST", `/matches/${match}/reverse`);
  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({
    code: "NOT_REVERSIBLE",
    details: { shares: "4", collateral: "0" },
  });
});

test.each([
  ["one that never was", "mat_1-7", 404, "MATCH_NOT_FOUND"],
  ["one that is still to come", "mat_999999999-0", 404, "MATCH_NOT_FOUND"],
  ["something else", "ord_1-0", 400, "INVALID_FIELD"],
])("not %s", async (_what, id, status, code) => {
  const refused = await admin("POST", `/matches/${id}/reverse`);
  expect([refused.status, refused.body.error.code]).toEqual([status, code]);
});

test("nobody but an operator", async () => {
  const refused = await ada.ask("POST", "/api/v1/admin/matches/mat_1-7/reverse");
  expect([refused.status, refused.body.error.code]).toEqual([403, "NOT_AUTHORISED"]);
});

test("what a market is called elsewhere is taken in, told with the market, and taken back", async () => {
  const name = "known-elsewhere-as";
  const market = { slug: "named-1", question: "?", external: name };
  const made = await admin("POST", "/events", { slug: "named", title: "?", markets: [market] });
  const id: string = made.body.markets[0].market_id;
  const { catalogue } = venue.gateway.venue.readSide.data;
  const textOf = () => [...catalogue.markets()].find(({ slug }) => slug === "named-1")?.text;
  expect(textOf()?.external).toBe(name);
  const changed = await admin("PATCH", `/markets/${id}`, { question: "Really?" });
  expect(textOf()).toMatchObject({ external: name, question: "Really?" });
  expect(changed.body.markets[0].external).toBe(name);
  const read = await ada.ask("GET", `/api/v1/markets/${id}`);
  expect(read.body.markets[0].external).toBe(name);
  const long = await admin("PATCH", `/markets/${id}`, { external: "x".repeat(4_097) });
  expect([long.status, long.body.error.code]).toEqual([400, "INVALID_FIELD"]);
  await admin("PATCH", `/markets/${id}`, { external: "" });
  expect(textOf()?.external).toBe("");
  const without = await ada.ask("GET", `/api/v1/markets/${id}`);
  expect(without.body.markets[0]).not.toHaveProperty("external");
});
