import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { GOODBYE, converse, gist, hotRequest, openTwoDoors, outcomeAt } from "./test-doors.ts";
import type { TwoDoors } from "./test-doors.ts";

let doors: TwoDoors;
let order: Record<string, unknown>;
beforeAll(async () => {
  doors = await openTwoDoors();
  order = {
    type: "limit",
    market_id: doors.market,
    outcome: "yes",
    side: "buy",
    price: "0.01",
    quantity: "1",
  };
});
afterAll(() => doors.close());

const hot = (body: unknown = order, more: Parameters<typeof hotRequest>[2] = {}): string =>
  hotRequest(doors.ada.token, body, more);
/** How many connections are read by our parser. */
const ourConnections = (): number => doors.venue.gateway.orderConnections;

/** A connection to our door, to be talked to step by step. */
async function connection() {
  const socket = connect({ port: doors.ours, host: "127.0.0.1", noDelay: true });
  const talk = { text: "", isClosed: false };
  socket.setEncoding("latin1").on("data", (data: string) => (talk.text += data));
  socket.on("close", () => (talk.isClosed = true)).on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  const answers = (): number => talk.text.split("HTTP/1.1 ").length - 1;
  return { socket, talk, answers };
}

describe("requests for order entry", () => {
  test("are answered as by Fastify, without Fastify", async () => {
    const { socket, talk, answers } = await connection();
    const before = ourConnections();
    socket.write(hot());
    await vi.waitFor(() => expect(answers()).toBe(1));
    expect(talk.text).toContain('"status":"open"');
    const { order: placed } = JSON.parse(talk.text.slice(talk.text.indexOf("{")));
    socket.write(hot({ orders: [order, order] }, { path: "/api/orders/batch" }));
    await vi.waitFor(() => expect(answers()).toBe(2));
    const cancel = { targets: [{ order_id: placed.order_id }] };
    socket.write(hot(cancel, { path: "/api/v1/orders/cancel" }));
    await vi.waitFor(() => expect(answers()).toBe(3));
    expect(talk.text).toContain(`{"cancelled":{"order_id":"${placed.order_id}","remaining":"1"}}`);
    expect(ourConnections()).toBe(before);
    socket.destroy();
  });

  test("take the key from the header, and a wrong one is refused", async () => {
    const fields = ["Idempotency-Key: the-key"];
    const { answers } = await converse(
      doors.ours,
      hot(order, { fields }) +
        hot(order, { fields }) +
        hot({ ...order, client_order_id: "other" }, { fields }) +
        hot(order, { fields: [`idempotency-key: ${"k".repeat(65)}`] }) +
        GOODBYE,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 400, 200]);
    expect(answers[0]!.body).toContain('"client_order_id":"the-key"');
    expect(answers[1]!.body).toContain('"repeated":true');
    expect(answers[2]!.body).toContain('"field":"client_order_id"');
    expect(answers[3]!.body).toContain('"field":"idempotency-key"');
  });

  test("many at once are answered in their order", async () => {
    const count = 500;
    let text = "";
    for (let place = 0; place < count; place++) {
      text += hot({ ...order, client_order_id: `many-${place}` });
    }
    const { answers, isClosed } = await converse(doors.ours, text + GOODBYE, {
      patienceMs: 20_000,
    });
    expect(isClosed).toBe(true);
    expect(answers).toHaveLength(count + 1);
    const keys = answers.slice(0, count).map(({ body }) => JSON.parse(body).order.client_order_id);
    expect(keys).toEqual(Array.from({ length: count }, (_, place) => `many-${place}`));
  });

  test("have the headers clients rely on", async () => {
    const names = async (port: number): Promise<Map<string, string>> => {
      const { answers } = await converse(port, hot() + GOODBYE);
      return new Map(Object.entries(answers[0]!.headers));
    };
    const ours = await names(doors.ours);
    const fastify = await names(doors.fastify);
    for (const name of ["content-type", "connection"]) {
      expect(ours.get(name)).toBe(fastify.get(name));
    }
    expect(ours.get("keep-alive")).toBe("timeout=72");
    expect(Date.parse(ours.get("date")!)).toBeGreaterThan(Date.now() - 3_000);
    expect(ours.get("x-request-id")).toMatch(/^[0-9a-f]{12}-\d+$/);
    // What is left out is about pages and frames: an answer in JSON is neither.
    expect([...fastify.keys()].filter((name) => !ours.has(name)).sort()).toEqual([
      "access-control-expose-headers",
      "content-security-policy",
      "cross-origin-opener-policy",
      "origin-agent-cluster",
      "referrer-policy",
      "vary",
      "x-dns-prefetch-control",
      "x-download-options",
      "x-frame-options",
      "x-permitted-cross-domain-policies",
      "x-xss-protection",
    ]);
    expect([...ours.keys()].filter((name) => !fastify.has(name))).toEqual([]);
    for (const [name, value] of ours) {
      if (["date", "x-request-id", "content-length", "keep-alive"].includes(name)) continue;
      expect([name, value]).toEqual([name, fastify.get(name)]);
    }
  });
});

/**
 * A request, alone and among others, is taken at our door as by Fastify. Node cannot read on after
 * what is no HTTP, and then drops the answers to the requests before it; at our door those are
 * answered first, so Fastify is asked without them.
 */
async function expectSame(request: string): Promise<void> {
  for (const rest of [request + GOODBYE, request + hot() + GOODBYE]) {
    const alone = await outcomeAt(doors, doors.fastify, rest);
    expect(await outcomeAt(doors, doors.ours, rest)).toBe(alone);
    const told = gist(await converse(doors.ours, hot() + hot() + rest));
    expect(told).toBe(`200, 200, ${alone.slice(0, alone.indexOf(";"))}`);
  }
}

describe("everything else is Fastify's", () => {
  const cases: [string, () => string][] = [
    ["another path", () => hot(order, { path: "/api/v1/orders/preview" })],
    ["a path that is none", () => hot(order, { path: "/api/v1/orders/" })],
    ["a query", () => hot(order, { path: "/api/v1/orders?x=1" })],
    ["an absolute target", () => hot(order, { path: "http://127.0.0.1/api/v1/orders" })],
    ["an encoded path", () => hot(order, { path: "/api/v1/%6frders" })],
    ["no token", () => hot().replace(/authorization: .*\r\n/, "")],
    ["a token of nobody", () => hotRequest("a.b.c", order)],
    ["a body that is no JSON", () => hot("{")],
    ["a body with a prototype", () => hot(JSON.stringify(order).replace("{", '{"__proto__":{},'))],
    ["a bad price", () => hot({ ...order, price: "2" })],
    ["an unknown field", () => hot({ ...order, é: "1" })],
    ["an empty body", () => hot("")],
    ["a large body", () => hot(`${" ".repeat(70_000)}${JSON.stringify(order)}`)],
    ["too large a body", () => hot(" ".repeat((1 << 20) + 1))],
    ["another type", () => hot().replace("application/json", "text/plain")],
    ["no type", () => hot().replace("content-type: application/json\r\n", "")],
    ["no host", () => hot().replace("host: 127.0.0.1\r\n", "")],
    ["two hosts", () => hot(order, { fields: ["Host: other"] })],
    ["no length", () => hot().replace(/content-length: \d+\r\n/, "")],
    ["HTTP/1.0", () => hot().replace("HTTP/1.1", "HTTP/1.0")],
    ["another method", () => hot().replace("POST", "PUT")],
    ["lower case method", () => hot().replace("POST", "post")],
    ["a method that is none", () => "HELLO\r\n\r\n"],
    ["an origin", () => hot(order, { fields: ["origin: https://example.org"] })],
    ["a cookie", () => hot(order, { fields: ["cookie: a=b"] })],
    ["a forwarded address", () => hot(order, { fields: ["x-forwarded-for: 1.2.3.4"] })],
    ["connection: close", () => hot(order, { fields: ["connection: close"] })],
    ["an upgrade", () => hot(order, { fields: ["connection: upgrade", "upgrade: h2c"] })],
    ["expect", () => hot(order, { fields: ["expect: 100-continue"] })],
    ["a head that is too long", () => hot(order, { fields: [`accept: ${"a".repeat(17_000)}`] })],
    [
      "a head as long as Node allows",
      () => hot(order, { fields: [`accept: ${"a".repeat(12_000)}`] }),
    ],
    ["an empty line before", () => `\r\n${hot()}`],
    ["live data over HTTP", () => "GET /ws HTTP/1.1\r\nhost: x\r\n\r\n"],
  ];
  test.each(cases)("%s", async (_name, request) => {
    await expectSame(request());
  });
});

describe("smuggling finds no seam", () => {
  const inner = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";
  const json = () => JSON.stringify(order);
  const head = (...fields: string[]) =>
    [
      "POST /api/v1/orders HTTP/1.1",
      "host: 127.0.0.1",
      "content-type: application/json",
      `authorization: Bearer ${doors.ada.token}`,
      ...fields,
      "",
      "",
    ].join("\r\n");
  const length = () => `content-length: ${json().length}`;
  const chunk = () => `${json().length.toString(16)}\r\n${json()}\r\n0\r\n\r\n`;
  const cases: [string, () => string][] = [
    ["CL.CL, the same", () => head(length(), length()) + json()],
    ["CL.CL, different", () => head(length(), "content-length: 5") + json()],
    [
      "CL.CL in one line",
      () => head(`content-length: ${json().length}, ${json().length}`) + json(),
    ],
    ["CL.TE", () => head(length(), "transfer-encoding: chunked") + json()],
    ["TE.CL", () => head("transfer-encoding: chunked", length()) + chunk() + inner],
    ["TE", () => head("transfer-encoding: chunked") + chunk()],
    ["TE, other case", () => head("Transfer-Encoding: Chunked") + chunk()],
    ["TE.TE", () => head("transfer-encoding: chunked", "transfer-encoding: x") + chunk()],
    [
      "TE with a space before the colon",
      () => head(length(), "transfer-encoding : chunked") + json(),
    ],
    ["TE with a tab", () => head(length(), "transfer-encoding:\tchunked") + json()],
    ["TE with a vertical tab", () => head(length(), "transfer-encoding:\vchunked") + json()],
    ["TE folded", () => head(length(), "x: y\r\n transfer-encoding: chunked") + json()],
    ["length folded", () => head("content-length:\r\n 5") + json()],
    [
      "a chunk with an extension",
      () => head("transfer-encoding: chunked") + chunk().replace("\r\n", ";x=y\r\n"),
    ],
    [
      "a chunk with a bare LF",
      () => head("transfer-encoding: chunked") + chunk().replace("\r\n", "\n"),
    ],
    ["a negative chunk", () => head("transfer-encoding: chunked") + "-1\r\n\r\n0\r\n\r\n"],
    ["a length with a sign", () => head(`content-length: +${json().length}`) + json()],
    ["a length with a zero before", () => head(`content-length: 0${json().length}`) + json()],
    ["a length in hex", () => head("content-length: 0x10") + json()],
    ["a length with a space inside", () => head("content-length: 1 0") + json()],
    ["a negative length", () => head("content-length: -1") + json()],
    ["length zero", () => head("content-length: 0") + inner],
    ["a huge length", () => head("content-length: 99999999999999999999") + json()],
    ["a length with a space after", () => head(`${length()} `) + json()],
    ["a length without a space before", () => head(length().replace(": ", ":")) + json()],
    ["a field without a colon", () => head(length(), "nonsense") + json()],
    ["a field without a name", () => head(length(), ": x") + json()],
    ["an empty field", () => head(length(), "accept:") + json()],
    ["a bare LF", () => head(length(), "accept: a\naccept: b") + json()],
    ["a bare CR", () => head(length(), "accept: a\rtransfer-encoding: chunked") + json()],
    ["NUL in a field", () => head(length(), "accept: a\0b") + json()],
    ["a byte above ASCII", () => head(length(), "accept: é") + json()],
    ["two authorizations", () => head(length(), "authorization: Bearer x") + json()],
    ["two keys", () => head(length(), "idempotency-key: a", "idempotency-key: b") + json()],
    ["a header in the token", () => head(length()).replace("Bearer ", "Bearer x\r\nx: ") + json()],
    ["LF line ends throughout", () => (head(length()) + json()).replaceAll("\r\n", "\n")],
    ["a tab after the method", () => head(length()).replace("POST ", "POST\t") + json()],
    ["two spaces after the method", () => head(length()).replace("POST ", "POST  ") + json()],
    [
      "a space before the first field",
      () => head(length()).replace("\r\nhost", "\r\n host") + json(),
    ],
    ["too short a length", () => head("content-length: 10") + json()],
    [
      "too long a length",
      () => head(`content-length: ${json().length + inner.length}`) + json() + inner,
    ],
  ];
  test.each(cases)("%s", async (_name, request) => {
    await expectSame(request());
  });

  test("hot and cold requests, cut in two at every byte", async () => {
    const cold = `GET /api/v1/status HTTP/1.1\r\nhost: x\r\n\r\n`;
    const chunked = head("transfer-encoding: chunked") + chunk();
    const text = hot() + hot() + cold + hot() + chunked + GOODBYE;
    const whole = await converse(doors.fastify, text);
    const expected = "200, 200, 200, 200, 200, 200, closed";
    expect(gist(whole)).toBe(expected);
    const before = doors.venue.sequencer.durableSequence;
    const places = Array.from({ length: text.length }, (_, place) => place);
    for (let start = 0; start < places.length; start += 40) {
      const slice = places.slice(start, start + 40);
      const told = await Promise.all(
        slice.map(async (cut) => {
          return gist(await converse(doors.ours, text, { cuts: [cut], patienceMs: 10_000 }));
        }),
      );
      expect(told).toEqual(slice.map(() => expected));
    }
    expect(doors.venue.sequencer.durableSequence - before).toBe(4 * places.length);
  }, 60_000);

  test("byte by byte", async () => {
    const text = hot() + hot() + "GET /api/v1/status HTTP/1.1\r\nhost: x\r\n\r\n" + hot() + GOODBYE;
    const cuts = Array.from({ length: text.length }, (_, place) => place);
    const told = await converse(doors.ours, text, { cuts, patienceMs: 10_000 });
    expect(gist(told)).toBe("200, 200, 200, 200, 200, closed");
  });
});

test("requests at every door are taken out of one bucket", async () => {
  const limited = await openTwoDoors({ keyRequestsPerSecond: 0.01, keyBurst: 100 });
  const one = hotRequest(limited.ada.token, { ...order, market_id: limited.market });
  const first = await converse(limited.ours, one + GOODBYE);
  const left = Number(first.answers[0]!.headers["x-ratelimit-remaining"]);
  expect(first.answers[0]!.headers["x-ratelimit-limit"]).toBe("100");
  expect(left).toBeGreaterThan(40);
  // Half of what is left here, half there; what is said at the one is missing at the other.
  const here = await converse(limited.ours, one.repeat(20) + GOODBYE);
  expect(here.answers.map(({ status }) => status)).toEqual(Array(21).fill(200));
  const there = await converse(limited.fastify, one + GOODBYE);
  expect(there.answers[0]!.headers["x-ratelimit-remaining"]).toBe(String(left - 21));
  const rest = await converse(limited.ours, one.repeat(left - 19) + GOODBYE);
  const statuses = rest.answers.map(({ status }) => status);
  // The last one is answered by Fastify, in its own words; `/health` is not limited.
  expect(statuses).toEqual([...Array(left - 21).fill(200), 429, 429, 200]);
  expect(rest.answers.at(-2)!.body).toContain('"RATE_LIMITED"');
  expect(rest.answers.at(-2)!.headers["retry-after"]).toMatch(/^\d+$/);
  await limited.close();
});
