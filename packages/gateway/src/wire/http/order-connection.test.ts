/** The door over an order entry that answers when it is told to. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { OwnerId } from "@probity/core";
import { afterEach, expect, test, vi } from "vitest";
import { answerParserError } from "../../http-errors.ts";
import type { OrderReply } from "../../order-entry/order-entry.ts";
import { principalOfSession } from "../../principal.ts";
import { RequestCounts } from "../../rate-limit.ts";
import { OrderDoor } from "./order-door.ts";
import type { DoorOptions } from "./order-door.ts";
import { hotRequest } from "./test-doors.ts";

const bearer = principalOfSession(7 as OwnerId, "s", Infinity);
const place = { type: "limit", market_id: "mkt_5-1", outcome: "yes", side: "buy" };
const body = { ...place, price: "0.5", quantity: "1" };
const request = hotRequest("token", body);

let server: Server;
let door: OrderDoor;
let client: Socket;
let received = "";
let isClosed = false;
let replies: OrderReply[] = [];

async function open(options: Partial<DoorOptions> = {}, sweepMs?: number): Promise<void> {
  server = createServer((_, response) => response.end("node"));
  replies = [];
  door = new OrderDoor(
    {
      orderEntry: { enter: (_request, _owner, _key, reply) => void replies.push(reply) },
      tokens: { verify: async () => bearer, remembered: () => null, isLive: () => true },
      counts: new RequestCounts(),
      requestsPerMinute: 0,
      log: null,
      requestMs: 60_000,
      idleMs: 60_000,
      giveUp: (socket, code) => answerParserError({ code }, socket),
      ...options,
    },
    sweepMs,
  );
  door.attach(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  received = "";
  isClosed = false;
  const mine = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client = mine;
  client.setEncoding("utf8").on("data", (data: string) => (received += data));
  client
    .on("error", () => {})
    .on("close", () => {
      if (client === mine) isClosed = true;
    });
}
afterEach(() => {
  client.destroy();
  door.close();
  server.closeAllConnections();
  server.close();
});

const bodies = (): string[] => received.match(/\r\n\r\n[^\r]+?(?=HTTP\/1\.1|$)/g) ?? [];

test("answers that come in another order are told in the order of the requests", async () => {
  await open();
  client.write(request.repeat(4));
  await vi.waitFor(() => expect(replies).toHaveLength(4));
  replies[2]!(200, "2");
  replies[1]!(200, "1");
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(received).toBe("");
  replies[0]!(200, "0");
  await vi.waitFor(() => expect(bodies().join("")).toBe("\r\n\r\n0\r\n\r\n1\r\n\r\n2"));
  replies[3]!(200, "3");
  await vi.waitFor(() => expect(bodies()).toHaveLength(4));
});

test("an answer beyond ASCII has its length in bytes", async () => {
  await open();
  client.write(request.repeat(2));
  await vi.waitFor(() => expect(replies).toHaveLength(2));
  replies[0]!(200, '"é…"');
  replies[1]!(200, '"e"');
  await vi.waitFor(() => expect(bodies()).toEqual(['\r\n\r\n"é…"', '\r\n\r\n"e"']));
  expect(received).toContain("content-length: 7\r\n");
});

test("another request waits until the orders before it are answered", async () => {
  await open();
  client.write(`${request.repeat(2)}GET / HTTP/1.1\r\nhost: x\r\n\r\n${request}`);
  await vi.waitFor(() => expect(replies).toHaveLength(2));
  replies[1]!(200, "1");
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(received).toBe("");
  expect(door.connections).toBe(1);
  replies[0]!(200, "0");
  await vi.waitFor(() => expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(4));
  expect(bodies().slice(2)).toEqual(["\r\n\r\nnode", "\r\n\r\nnode"]);
  expect(door.connections).toBe(0);
});

test("so many requests are read ahead and no more", async () => {
  await open();
  client.write(request.repeat(1_000));
  await vi.waitFor(() => expect(replies).toHaveLength(128));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(replies).toHaveLength(128);
  for (let next = 0; next < 1_000; next++) {
    await vi.waitFor(() => expect(replies.length).toBeGreaterThan(next), { interval: 1 });
    replies[next]!(200, String(next));
  }
  await vi.waitFor(() => expect(bodies()).toHaveLength(1_000));
});

test("who does not take the answers is not read on", async () => {
  let entered = 0;
  const answer = "x".repeat(10_000);
  await open({
    orderEntry: {
      enter: (_request, _owner, _key, reply) => {
        entered += 1;
        setImmediate(() => reply(200, answer));
      },
    },
  });
  client.pause();
  const count = 4_000;
  client.write(request.repeat(count));
  let before = -1;
  while (before !== entered) {
    before = entered;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(entered).toBeLessThan(count);
  client.resume();
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(count * answer.length), 10_000);
  expect(entered).toBe(count);
});

test("half a request is answered 408 in time, however it trickles in", async () => {
  await open({ requestMs: 200 }, 20);
  const trickle = setInterval(() => client.write("x"), 20);
  client.write(request.slice(0, 60));
  await vi.waitFor(() => expect(isClosed).toBe(true), 3_000);
  clearInterval(trickle);
  expect(received).toMatch(/^HTTP\/1.1 408 .*"REQUEST_TIMEOUT"/s);
});

test("an idle connection is ended, one that waits for an answer is not", async () => {
  await open({ idleMs: 100 }, 20);
  client.write(request);
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(isClosed).toBe(false);
  replies[0]!(200, "0");
  await vi.waitFor(() => expect(isClosed).toBe(true));
  expect(bodies()).toEqual(["\r\n\r\n0"]);
});

test("a client that says no more gets its answers, and 400 for half a request", async () => {
  await open();
  client.end(request + request.slice(0, 100));
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  replies[0]!(200, "0");
  await vi.waitFor(() => expect(isClosed).toBe(true));
  expect(received).toMatch(/^HTTP\/1.1 200 .*HTTP\/1.1 400 .*BAD_REQUEST/s);
});

test("closing answers what is under way, says that it is the last, and ends idle ones", async () => {
  await open();
  client.write(request.repeat(2));
  await vi.waitFor(() => expect(replies).toHaveLength(2));
  door.close();
  replies[0]!(200, "0");
  replies[1]!(200, "1");
  await vi.waitFor(() => expect(isClosed).toBe(true));
  expect(bodies()).toEqual(["\r\n\r\n0", "\r\n\r\n1"]);
  expect(received.match(/connection: close/g)).toHaveLength(1);
  const late = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await new Promise((resolve) => late.on("close", resolve).on("error", () => {}));
});

test("a client that hangs up while it waits harms nobody", async () => {
  await open();
  client.write(request);
  await vi.waitFor(() => expect(replies).toHaveLength(1));
  client.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
  replies[0]!(200, "0");
  await vi.waitFor(() => expect(door.connections).toBe(0));
});
