/** HTTP server and consumer of events in one process, over real sockets: retries, and an end in order. */
import { formatId } from "@probity/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, Reply, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let bob: Caller;
let market: string;
beforeEach(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
  market = await venue.openMarket("served");
});
afterEach(() => venue.close());

async function ask(method: string, path: string, token?: string, body?: object, key?: string) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() } as Reply;
}
const codesOf = (answers: readonly Reply[]): number[] =>
  answers.map(({ status }) => status).sort((a, b) => a - b);
const order = (more: object = {}) => ({
  type: "limit",
  market_id: market,
  outcome: "yes",
  side: "buy",
  price: "0.5",
  quantity: "1",
  ...more,
});

test("S4.1 sign-in, market queries, placing and cancelling over HTTP, while the same process follows the events", async () => {
  const credentials = { email: "eve@example.org", password: "correct horse" };
  await ask("POST", "/auth/register", undefined, credentials);
  const { body: signed } = await ask("POST", "/auth/login", undefined, credentials);
  expect((await ask("GET", "/auth/me", signed.access_token)).status).toBe(200);
  expect((await ask("GET", "/markets")).body.markets).toMatchObject([{ market_id: market }]);
  const placed = await ask("POST", "/orders", ada.token, order());
  const book = await ask("GET", `/markets/${market}/book?min_seq=${placed.body.seq}`);
  expect(book.body.book.bids).toEqual([{ price: "0.5", quantity: "1" }]);
  await ask("DELETE", `/orders/${placed.body.order.order_id}`, ada.token);
  expect((await ask("GET", `/markets/${market}/book`)).body.book.bids).toEqual([]);
});

test("S4.1 it stops in order: what was under way is answered, and what was answered stands", async () => {
  const asked = Array.from({ length: 200 }, () => ask("POST", "/orders", ada.token, order()));
  const answers = Promise.allSettled(asked);
  await Promise.any(asked);
  await venue.gateway.close();
  const acknowledged: string[] = [];
  for (const answer of await answers) {
    // A connection that came too late is refused; one that was taken is answered.
    if (answer.status === "rejected") continue;
    expect([200, 503]).toContain(answer.value.status);
    if (answer.value.status === 200) acknowledged.push(answer.value.body.order.order_id);
  }
  await expect(ask("GET", "/markets")).rejects.toThrow(/fetch failed/);
  const { value: standing } = await venue.sequencer.read((machine) =>
    machine.accounts().flatMap((account) => machine.ordersOf(account).map((one) => one.order)),
  );
  const texts = new Set(standing.map((one) => formatId("ord", one)));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter((id) => !texts.has(id))).toEqual([]);
});

test("S2.23 whatever is sent again with the same key happens once, however many do it at once", async () => {
  const retried: [string, object][] = [
    ["/orders", order({ quantity: "10" })],
    ["/deposits", { amount: "5" }],
    ["/sets/split", { market_id: market, quantity: "3" }],
    ["/withdrawals", { amount: "2" }],
  ];
  for (const [at, [path, body]] of retried.entries()) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask("POST", path, ada.token, body, `retry-${at}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  }
  const { body } = await ask("GET", "/balances", ada.token);
  // 1,000 and 5 came in; 5 are held for the order, 3 became sets, 2 went out.
  expect(body.balances[0]).toMatchObject({ available: "995", held: "5" });
  const orders = await ask("GET", "/orders?status=all", ada.token);
  expect(orders.body.orders).toHaveLength(1);
});

test("S2.23 a cancel or a resolution that is sent again changes nothing", async () => {
  const placed = await ask("POST", "/orders", bob.token, order());
  const path = `/orders/${placed.body.order.order_id}`;
  const cancels = await Promise.all([1, 2, 3].map(() => ask("DELETE", path, bob.token)));
  expect(codesOf(cancels)).toEqual([200, 404, 404]);
  const resolve = () =>
    ask("POST", `/admin/markets/${market}/resolve`, venue.admin.token, { yes_payout: "1" });
  const resolved = await Promise.all([resolve(), resolve(), resolve()]);
  expect(codesOf(resolved)).toEqual([200, 409, 409]);
});
