import { once } from "node:events";
import { connect } from "node:net";
import { ERROR_CODES } from "@probity/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let url: URL;
beforeAll(async () => {
  venue = await startTestGateway();
  url = new URL(await venue.gateway.listen({ host: "127.0.0.1", port: 0 }));
});
afterAll(() => venue.close());

/** Sends bytes as they are. @returns everything that came back. */
async function send(text: string): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  let answer = "";
  socket.setEncoding("utf8").on("data", (data: string) => (answer += data));
  socket.end(text);
  await once(socket, "close");
  return answer;
}

test.each([
  ["no HTTP at all", "hello\r\n\r\n", 400],
  ["a method that is none", "FETCH / HTTP/1.1\r\nhost: x\r\n\r\n", 400],
  ["headers without end", `GET / HTTP/1.1\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, 431],
  ["two lengths", "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx", 400],
  [
    "a chunk that is none",
    "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    400,
  ],
])("%s gets our envelope", async (_name, text, status) => {
  const answer = await send(text);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  const body = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
  expect(ERROR_CODES).toContain(body.error.code);
});

test("the venue lives on", async () => {
  expect(await (await fetch(new URL("/health", url))).json()).toEqual({ status: "ok" });
});

test("the limits of an address: so many requests, fewer attempts to sign in", async () => {
  const limited = await startTestGateway({ requestsPerMinute: 30, signInsPerMinute: 3 });
  const credentials = { email: "nobody@example.org", password: "wrong" };
  const codes = [];
  for (let count = 0; count < 4; count++) {
    codes.push((await limited.ask("POST", "/api/v1/auth/login", credentials)).status);
  }
  expect(codes).toEqual([401, 401, 401, 429]);
  const statuses = [];
  for (let count = 0; count < 40; count++) {
    statuses.push((await limited.ask("GET", "/api/v1/status")).status);
  }
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  const refused = await limited.ask("GET", "/api/v1/markets");
  expect(refused.body.error.code).toBe("RATE_LIMITED");
  expect((await limited.ask("GET", "/health")).status).toBe(200);
  await limited.close();
});
