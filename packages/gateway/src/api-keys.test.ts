/** Keys for programs: what they may do, how they sign, and that they stop at once. */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { signatureFor } from "./signed-request.ts";
import type { Caller, Reply, TestGateway } from "./test-gateway.ts";
import { startTestGateway } from "./test-gateway.ts";

interface Key {
  readonly id: string;
  readonly secret: string;
}

let venue: TestGateway;
let ada: Caller;
let second: string;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0 });
  ada = await venue.join("ada", "1000");
  second = (await ada.ask("POST", "/api/v1/accounts")).body.account.account_id;
  market = await venue.openMarket("keys");
});
afterAll(() => venue.close());

async function keyFor(scopes: readonly string[], more: object = {}): Promise<Key> {
  const wish = { label: "bot", scopes, ...more };
  const { status, body } = await ada.ask("POST", "/api/v1/auth/keys", wish);
  expect(status).toBe(200);
  return { id: body.key.key_id, secret: body.secret };
}

type Method = "GET" | "POST" | "DELETE";
interface Spoilt {
  readonly timestamp?: string;
  readonly signedPath?: string;
  readonly signedMethod?: string;
  readonly signedBody?: string;
  readonly signature?: string;
}

function headersFor(key: Key, method: string, path: string, body: string, spoilt: Spoilt = {}) {
  const timestamp = spoilt.timestamp ?? String(Date.now());
  const parts = {
    method: spoilt.signedMethod ?? method,
    path: spoilt.signedPath ?? path,
    body: Buffer.from(spoilt.signedBody ?? body),
  };
  return {
    "probity-key": key.id,
    "probity-timestamp": timestamp,
    "probity-signature": spoilt.signature ?? signatureFor(key.secret, timestamp, parts),
  };
}

async function signed(
  key: Key,
  method: Method,
  path: string,
  body?: object,
  spoilt: Spoilt = {},
): Promise<Reply> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const response = await venue.gateway.app.inject({
    method,
    url: path,
    headers: {
      ...headersFor(key, method, path, text, spoilt),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { payload: text }),
  });
  return { status: response.statusCode, body: response.json() };
}

const order = () => ({
  type: "limit",
  market_id: market,
  outcome: "yes",
  side: "buy",
  price: "0.01",
  quantity: "1",
});

test("a key limited to accounts is told of no other, whoever asks who it is", async () => {
  const key = await keyFor(["read"], { account_ids: [second] });
  expect((await signed(key, "GET", "/api/v1/auth/me")).body.account_ids).toEqual([second]);
  const all = await keyFor(["read"]);
  expect((await signed(all, "GET", "/api/v1/auth/me")).body.account_ids).toHaveLength(2);
});

describe("scopes", () => {
  test("a read-only key reads and changes nothing", async () => {
    const key = await keyFor(["read"]);
    expect((await signed(key, "GET", "/api/v1/balances")).status).toBe(200);
    for (const [path, body] of [
      ["/api/v1/orders", order()],
      ["/api/v1/orders/cancel-all", {}],
      ["/api/v1/deposits", { amount: "1" }],
      ["/api/v1/accounts", undefined],
    ] as const) {
      const { status, body: told } = await signed(key, "POST", path, body);
      expect([status, told.error.code]).toEqual([403, "SCOPE_MISSING"]);
    }
  });

  test("a trading key trades, and moves no money", async () => {
    const key = await keyFor(["trade"]);
    expect((await signed(key, "POST", "/api/v1/orders", order())).status).toBe(200);
    const told = await signed(key, "POST", "/api/v1/withdrawals", { amount: "1" });
    expect(told.body.error).toMatchObject({
      code: "SCOPE_MISSING",
      details: { scope: "transfer" },
    });
    expect((await signed(key, "GET", "/api/v1/balances")).body.error.code).toBe("SCOPE_MISSING");
  });

  test("no key makes keys, or does what only the person may", async () => {
    const key = await keyFor(["read", "trade", "transfer", "admin"]);
    for (const [method, path, body] of [
      ["POST", "/api/v1/auth/keys", { label: "x", scopes: ["read"] }],
      ["GET", "/api/v1/auth/keys", undefined],
      ["POST", "/api/v1/auth/logout", undefined],
    ] as const) {
      expect((await signed(key, method, path, body)).body.error.code).toBe("KEY_NOT_ENOUGH");
    }
  });

  test("operators' work needs the role and the scope", async () => {
    const all = await keyFor(["read", "trade", "transfer", "admin"]);
    expect((await signed(all, "GET", "/api/v1/admin/treasury")).body.error.code).toBe(
      "NOT_AUTHORISED",
    );
    const make = async (scopes: readonly string[]): Promise<Key> => {
      const { body } = await venue.admin.ask("POST", "/api/v1/auth/keys", { label: "x", scopes });
      return { id: body.key.key_id, secret: body.secret };
    };
    expect((await signed(await make(["admin"]), "GET", "/api/v1/admin/treasury")).status).toBe(200);
    const told = await signed(await make(["read", "trade"]), "GET", "/api/v1/admin/treasury");
    expect(told.body.error.details).toEqual({ scope: "admin" });
  });
});

describe("accounts", () => {
  test("a key made for one account reaches no other, and uses its own unasked", async () => {
    const key = await keyFor(["read", "trade", "transfer"], { account_ids: [second] });
    const { body } = await signed(key, "GET", "/api/v1/balances");
    expect(body.account_id).toBe(second);
    const listed = await signed(key, "GET", "/api/v1/accounts");
    expect(listed.body.accounts.map((one: { account_id: string }) => one.account_id)).toEqual([
      second,
    ]);
    const elsewhere = { account_id: ada.account };
    for (const [method, path, json] of [
      ["GET", `/api/v1/balances?account_id=${ada.account}`, undefined],
      ["GET", `/api/v1/accounts/${ada.account}`, undefined],
      ["POST", "/api/v1/orders", { ...order(), ...elsewhere }],
      ["POST", "/api/v1/orders/cancel-all", elsewhere],
      ["POST", "/api/v1/transfers", { to_account_id: ada.account, amount: "1" }],
      ["POST", "/api/v1/transfers", { ...elsewhere, to_account_id: second, amount: "1" }],
    ] as const) {
      const told = await signed(key, method, path, json);
      expect([path, told.body.error?.code]).toEqual([path, "ACCOUNT_NOT_FOUND"]);
    }
    const placed = await ada.ask("POST", "/api/v1/orders", order());
    const { order_id } = placed.body.order;
    expect((await signed(key, "GET", `/api/v1/orders/${order_id}`)).status).toBe(404);
    expect((await signed(key, "POST", "/api/v1/accounts")).body.error.code).toBe("KEY_NOT_ENOUGH");
  });

  test("nobody makes a key for an account of somebody else, or an operator's for single accounts", async () => {
    const bob = await venue.join("bob");
    for (const wish of [
      { label: "x", scopes: ["read"], account_ids: [bob.account] },
      { label: "x", scopes: ["admin"], account_ids: [ada.account] },
      { label: "x", scopes: ["read"], expires_at: "2020-01-01T00:00:00Z" },
    ]) {
      expect((await ada.ask("POST", "/api/v1/auth/keys", wish)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("signatures", () => {
  test("over another time, method, path, query or body are none", async () => {
    const key = await keyFor(["read", "trade"]);
    const path = "/api/v1/orders?limit=5";
    expect((await signed(key, "GET", path)).status).toBe(200);
    const wrong: [Method, string, object | undefined, Spoilt][] = [
      ["GET", path, undefined, { signedPath: "/api/v1/orders?limit=6" }],
      ["GET", path, undefined, { signedPath: "/api/v1/orders" }],
      ["GET", path, undefined, { signedMethod: "DELETE" }],
      ["GET", path, undefined, { signedBody: "{}" }],
      ["POST", "/api/v1/orders", order(), { signedBody: "{}" }],
      ["POST", "/api/v1/orders", order(), { signature: "A".repeat(43) }],
      ["POST", "/api/v1/orders", order(), { signature: "short" }],
      ["POST", "/api/v1/orders", order(), { signature: "" }],
      ["GET", path, undefined, { timestamp: "now" }],
    ];
    const { durableSequence } = venue.sequencer;
    for (const [method, url, body, spoilt] of wrong) {
      const told = await signed(key, method, url, body, spoilt);
      expect([told.status, told.body.error.code]).toEqual([401, "SIGNATURE_INVALID"]);
    }
    const foreign = { id: key.id, secret: (await keyFor(["read"])).secret };
    expect((await signed(foreign, "GET", path)).status).toBe(401);
    const unknown = { id: "00000000-0000-4000-8000-000000000000", secret: key.secret };
    expect((await signed(unknown, "GET", path)).body.error.code).toBe("SIGNATURE_INVALID");
    expect(venue.sequencer.durableSequence).toBe(durableSequence);
  });

  test("are good for half a minute before and after, and no longer", async () => {
    const key = await keyFor(["read"]);
    const at = (offset: number) =>
      signed(key, "GET", "/api/v1/balances", undefined, {
        timestamp: String(Date.now() + offset),
      });
    expect([(await at(-25_000)).status, (await at(25_000)).status]).toEqual([200, 200]);
    for (const offset of [-31_000, 31_000]) {
      const told = await at(offset);
      expect([told.status, told.body.error.code]).toEqual([401, "SIGNATURE_EXPIRED"]);
    }
  });

  test("cover the bytes of the body as they were sent, and the alias of the path as it was called", async () => {
    const key = await keyFor(["trade"]);
    const text = `  ${JSON.stringify(order(), null, 3)}\n`;
    for (const url of ["/api/v1/orders", "/api/orders"]) {
      const response = await venue.gateway.app.inject({
        method: "POST",
        url,
        headers: { ...headersFor(key, "POST", url, text), "content-type": "application/json" },
        payload: text,
      });
      expect(response.statusCode).toBe(200);
    }
  });

  test("a body that is too large is refused before it is looked at", async () => {
    const key = await keyFor(["trade"]);
    const told = await signed(key, "POST", "/api/v1/orders", { x: "x".repeat(1_100_000) });
    expect([told.status, told.body.error.code]).toEqual([413, "BODY_TOO_LARGE"]);
  });
});

test("a key taken back opens nothing from that moment on, on kept connections too", async () => {
  const url = new URL(await venue.gateway.listen({ host: "127.0.0.1", port: 0 }));
  const key = await keyFor(["trade"]);
  const json = JSON.stringify(order());
  const request = () => {
    const headers = Object.entries(headersFor(key, "POST", "/api/v1/orders", json));
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return `POST /api/v1/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${lines}content-length: ${json.length}\r\n\r\n${json}`;
  };
  const socket = connect({ port: Number(url.port), host: "127.0.0.1", noDelay: true });
  let text = "";
  socket.setEncoding("utf8").on("data", (data: string) => (text += data));
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
  socket.write(request());
  await vi.waitFor(() => expect(statuses()).toEqual([200]));
  expect((await ada.ask("DELETE", `/api/v1/auth/keys/${key.id}`)).status).toBe(200);
  socket.write(request());
  await vi.waitFor(() => expect(statuses()).toEqual([200, 401]));
  socket.destroy();
  const again = await ada.ask("DELETE", `/api/v1/auth/keys/${key.id}`);
  expect(again.body.error.code).toBe("KEY_NOT_FOUND");
});

test("keys are listed without their secrets, and only one's own are taken back", async () => {
  const key = await keyFor(["read"], { expires_at: "2099-01-01T00:00:00Z" });
  await signed(key, "GET", "/api/v1/balances");
  const { body } = await ada.ask("GET", "/api/v1/auth/keys");
  const listed = body.keys.find((one: { key_id: string }) => one.key_id === key.id);
  expect(listed).toMatchObject({ label: "bot", scopes: ["read"], account_ids: null });
  expect(Date.parse(listed.last_used_at)).toBeGreaterThan(Date.now() - 60_000);
  expect(JSON.stringify(body)).not.toContain(key.secret);
  const eve = await venue.join("eve");
  expect((await eve.ask("DELETE", `/api/v1/auth/keys/${key.id}`)).status).toBe(404);
  expect((await eve.ask("GET", "/api/v1/auth/keys")).body.keys).toEqual([]);
  expect((await signed(key, "GET", "/api/v1/balances")).status).toBe(200);
});

test("who tries tokens and signatures meets the limit of strangers", async () => {
  const limited = await startTestGateway({ requestsPerMinute: 8, signInsPerMinute: 0 });
  const attempts: Record<string, string>[] = [
    { authorization: "Bearer a.b.c" },
    {},
    {
      "probity-key": "x",
      "probity-timestamp": String(Date.now()),
      "probity-signature": "A".repeat(43),
    },
  ];
  const statuses: number[] = [];
  for (let index = 0; index < 12; index++) {
    const headers = attempts[index % 3]!;
    statuses.push((await limited.ask("GET", "/api/v1/balances", undefined, headers)).status);
  }
  expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(statuses.slice(8)).toEqual([429, 429, 429, 429]);
  await limited.close();
});
