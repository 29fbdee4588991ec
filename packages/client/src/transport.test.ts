import { inspect } from "node:util";
import { expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { createHmac } from "node:crypto";
import { DoneAnswer } from "@probity/protocol";
import { ProbityClient } from "./client.ts";
import type { TransportOptions } from "./transport.ts";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

type Scripted =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | Error;

/** A client whose venue answers as scripted, and what was sent to it. */
function scripted(...answers: readonly Scripted[]): { client: ProbityClient; sent: Sent[] } {
  return scriptedAs({}, ...answers);
}

/** The same as somebody in particular. */
function scriptedAs(
  who: Pick<TransportOptions, "token" | "key">,
  ...answers: readonly Scripted[]
): { client: ProbityClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const left = [...answers];
  const client = new ProbityClient({
    ...who,
    url: "http://venue/",
    retryDelaysMs: [1, 1],
    fetch: (url, init) => {
      const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
      const headers = init?.headers as Record<string, string>;
      sent.push({ method: init?.method ?? "", url: url as string, body, headers });
      const answer = left.shift();
      if (answer === undefined) throw new Error("nothing more is scripted");
      if (answer instanceof Error) return Promise.reject(answer);
      const { body: said, status, headers: more = {} } = answer;
      const csv = { headers: { "content-type": "text/csv" }, status };
      if (typeof said === "string") return Promise.resolve(new Response(said, csv));
      return Promise.resolve(Response.json(said, { status, headers: more }));
    },
  });
  return { client, sent };
}

const refusal = (status: number, code: string, details = {}): Scripted => ({
  status,
  body: { error: { code, message: "A sentence.", details }, seq: 7 },
});
/** Before the machine was asked. */
const atTheDoor = (status: number, code: string) => ({
  status,
  body: { error: { code, message: "A sentence.", details: {} } },
});
const order = {
  type: "limit",
  market_id: "mkt_2-1",
  outcome: "yes",
  side: "buy",
  price: "0.42",
  quantity: "10",
} as const;

test("a refusal is an ApiError with code, facts and sequence", async () => {
  const { client } = scripted(
    refusal(409, "INSUFFICIENT_COLLATERAL", { required: "4.2", available: "1" }),
  );
  const error = await client.orders.place(order).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 409,
    code: "INSUFFICIENT_COLLATERAL",
    details: { required: "4.2", available: "1" },
    seq: 7,
  });
});

test("a write with a key is sent again when its outcome is unknown, byte for byte", async () => {
  const { client, sent } = scripted(refusal(503, "OUTCOME_UNKNOWN"), refusal(429, "BUSY"), {
    status: 200,
    body: { seq: 9 },
  });
  await expect(client.orders.place({ ...order, client_order_id: "k-1" })).resolves.toEqual({
    seq: 9,
  });
  expect(sent).toHaveLength(3);
  expect(sent[1]).toEqual(sent[0]);
  expect(sent[0]?.headers["idempotency-key"]).toBe("k-1");
});

test.each([
  ["a write without a key", refusal(503, "OUTCOME_UNKNOWN"), undefined],
  ["a write without a key and without an answer", new Error("connection reset"), undefined],
  ["a plain refusal", refusal(409, "MARKET_NOT_OPEN", { state: "closed" }), "k-1"],
])("%s is not sent again", async (_, answer, key) => {
  const { client, sent } = scripted(answer);
  const wish = key === undefined ? order : { ...order, client_order_id: key };
  await expect(client.orders.place(wish)).rejects.toBeInstanceOf(ApiError);
  expect(sent).toHaveLength(1);
});

test("a batch is sent again only if every order in it has a key", async () => {
  const keyed = scripted(refusal(503, "OUTCOME_UNKNOWN"), { status: 200, body: { seq: 9 } });
  await keyed.client.orders.placeBatch({ orders: [{ ...order, client_order_id: "a" }] });
  expect(keyed.sent).toHaveLength(2);
  const mixed = scripted(refusal(503, "OUTCOME_UNKNOWN"));
  const orders = [{ ...order, client_order_id: "a" }, order];
  await expect(mixed.client.orders.placeBatch({ orders })).rejects.toThrow("A sentence.");
  expect(mixed.sent).toHaveLength(1);
});

test("who is told to come back in a minute is told so, not left waiting", async () => {
  const headers = { "retry-after": "60" };
  const { client, sent } = scripted({ ...atTheDoor(429, "RATE_LIMITED"), headers });
  await expect(client.markets.status()).rejects.toMatchObject({ retryAfterMs: 60_000 });
  expect(sent).toHaveLength(1);
});

test("retries end, with the last error", async () => {
  const { client, sent } = scripted(...Array.from({ length: 3 }, () => new Error("no route")));
  await expect(client.markets.status()).rejects.toMatchObject({ code: "NO_ANSWER", status: 0 });
  expect(sent).toHaveLength(3);
});

test.each([
  ["unknown when it is refused at the door", atTheDoor(401, "TOKEN_INVALID"), "NO_ANSWER"],
  ["unknown when it is told to come later", atTheDoor(429, "RATE_LIMITED"), "NO_ANSWER"],
  ["known when the machine refuses it", refusal(409, "MARKET_NOT_OPEN"), "MARKET_NOT_OPEN"],
])("what became of a write without an answer stays %s afterwards", async (_, later, code) => {
  const { client } = scripted(new Error("connection reset"), later, later);
  const placed = client.orders.place({ ...order, client_order_id: "k-1" });
  await expect(placed).rejects.toMatchObject({ code, isOutcomeUnknown: code === "NO_ANSWER" });
});

test("a wrong password is said to be one, whatever came before", async () => {
  const { client } = scripted(new Error("connection reset"), atTheDoor(401, "TOKEN_INVALID"));
  const signedIn = client.signIn({ email: "ada@example.org", password: "secret word" });
  await expect(signedIn).rejects.toMatchObject({ code: "TOKEN_INVALID" });
});

test("signed in, requests carry the token; parameters that are not given are left out", async () => {
  const { client, sent } = scripted(
    { status: 200, body: { access_token: "t" } },
    { status: 200, body: { orders: [] } },
  );
  await client.signIn({ email: "ada@example.org", password: "secret word" });
  await client.orders.list({ status: "open", limit: 5 });
  expect(sent[1]?.url).toBe("http://venue/api/v1/orders?status=open&limit=5");
  expect(sent[1]?.headers["authorization"]).toBe("Bearer t");
  expect(sent[0]?.headers["authorization"]).toBeUndefined();
});

test("any operation is called by its name, and its answer read by its schema", async () => {
  const done = { status: 200, body: { seq: 9, done: true } };
  const { client, sent } = scriptedAs({ token: "t" }, done, { status: 200, body: {} }, done);
  const call = { path: { ref: "a/b" }, body: { yes_payout: "1" } };
  const answer = await client.call("admin.markets.resolve", call, DoneAnswer);
  expect(answer.seq).toBe(9);
  expect(sent[0]).toMatchObject({
    method: "POST",
    url: "http://venue/api/v1/admin/markets/a%2Fb/resolve",
    headers: { authorization: "Bearer t" },
  });
  await expect(client.call("admin.markets.resolve", call, DoneAnswer)).rejects.toThrow("seq");
  const query = { state: "open", tag: ["x", "y"] };
  await client.call("markets.list", { path: {}, query });
  expect(sent[2]?.url).toBe("http://venue/api/v1/markets?state=open&tag=x&tag=y");
});

test("what is no JSON comes as text", async () => {
  const { client } = scripted({ status: 200, body: "time,amount\n" });
  expect(await client.call("fills.list", { path: {} })).toBe("time,amount\n");
});

test("a key signs each try anew, and goes before a token", async () => {
  const secret = Buffer.alloc(32, 255).toString("base64url");
  const who = { token: "t", key: { id: "k-1", secret } };
  const { client, sent } = scriptedAs(who, refusal(429, "BUSY"), { status: 200, body: { seq: 9 } });
  await client.orders.place({ ...order, client_order_id: "mine" });
  const [first, second] = sent.map(({ headers }) => headers);
  expect(first?.["authorization"]).toBeUndefined();
  const time = second?.["probity-timestamp"] ?? "";
  const said = `${time}POST/api/v1/orders${JSON.stringify(sent[1]?.body)}`;
  const right = createHmac("sha256", Buffer.alloc(32, 255)).update(said).digest("base64url");
  expect(second).toMatchObject({ "probity-key": "k-1", "probity-signature": right });
  expect(Math.abs(Number(time) - Date.now())).toBeLessThan(5_000);
  expect(Number(time)).toBeGreaterThanOrEqual(Number(first?.["probity-timestamp"]));
});

test("a client that is printed shows no secret", () => {
  const { client } = scriptedAs({ token: "t0ken", key: { id: "k-1", secret: "s3cret" } });
  client.useToken("t0ken");
  const printed = inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client);
  expect(printed).not.toMatch(/t0ken|s3cret/);
});
