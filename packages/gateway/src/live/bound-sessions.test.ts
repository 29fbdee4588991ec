import { afterAll, beforeAll, expect, test } from "vitest";
import { Listener } from "../../test/listener.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway();
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1000");
  market = await venue.openMarket("harbour");
});
afterAll(() => venue.close());

const order = (more: object) => ({
  type: "limit",
  market_id: market,
  outcome: "yes",
  side: "buy",
  price: "0.10",
  quantity: "10",
  ...more,
});

async function signedIn(): Promise<Listener> {
  const listener = await Listener.open(url);
  listener.say({ op: "authenticate", token: ada.token });
  await listener.hear("authenticated");
  return listener;
}

async function sessions(): Promise<readonly string[]> {
  const { body } = await ada.ask("GET", "/api/v1/safety");
  return body.session_ids;
}

test("orders of a session go with the connection that opened it, and no others", async () => {
  const listener = await signedIn();
  listener.say({ op: "session", id: "s" });
  const { status, body } = await listener.hear("answer");
  const { session_id } = body as { session_id: string };
  expect(status).toBe(200);
  listener.say({ op: "place", id: 1, order: order({ session_id }) });
  const own = await listener.hear("answer");
  // By another door, with the same session.
  const elsewhere = await ada.ask("POST", "/api/v1/orders", order({ session_id, price: "0.11" }));
  const lasting = await ada.ask("POST", "/api/v1/orders", order({ price: "0.12" }));
  expect(await sessions()).toEqual([session_id]);

  listener.close();
  await expect.poll(sessions).toEqual([]);
  const [bound, other, alone] = await Promise.all(
    [own.body, elsewhere.body, lasting.body].map(async (answer) => {
      const { order: placed } = answer as { order: { order_id: string } };
      return (await ada.ask("GET", `/api/v1/orders/${placed.order_id}`)).body.order;
    }),
  );
  for (const gone of [bound, other]) {
    expect(gone).toMatchObject({ status: "cancelled", cancel_reason: "session" });
  }
  expect(alone).toMatchObject({ status: "open", session_id: null });
});

test("a connection that ends while its session is being opened leaves none behind", async () => {
  const listener = await signedIn();
  for (let count = 0; count < 20; count++) listener.say({ op: "session" });
  await listener.hear("answer");
  listener.close();
  await expect.poll(() => venue.gateway.connections).toBe(0);
  await expect.poll(sessions).toEqual([]);
});

test("a session that its owner closed is no trouble when the connection ends", async () => {
  const listener = await signedIn();
  listener.say({ op: "session" });
  const { session_id } = (await listener.hear("answer")).body as { session_id: string };
  expect((await ada.ask("DELETE", `/api/v1/sessions/${session_id}`)).status).toBe(200);
  listener.close();
  await expect.poll(() => venue.gateway.connections).toBe(0);
  expect(await sessions()).toEqual([]);
});

test("a stranger, a reader and who names another's account get none", async () => {
  const stranger = await Listener.open(url);
  stranger.say({ op: "session", id: 1 });
  expect(await stranger.hear("answer")).toMatchObject({
    id: 1,
    status: 401,
    body: { error: { code: "NOT_SIGNED_IN" } },
  });
  stranger.close();

  const bob = await venue.join("bob", "10");
  const listener = await signedIn();
  listener.say({ op: "session", account_id: bob.account });
  expect(await listener.hear("answer")).toMatchObject({
    status: 404,
    body: { error: { code: "ACCOUNT_NOT_FOUND" } },
  });
  listener.say({ op: "session", account_id: "acc_x" });
  expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
  listener.close();
});
