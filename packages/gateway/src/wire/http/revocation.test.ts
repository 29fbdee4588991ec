import { connect } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Caller } from "../../test-gateway.ts";
import { GOODBYE, converse, gist, hotRequest, openTwoDoors } from "./test-doors.ts";
import type { TwoDoors } from "./test-doors.ts";

let doors: TwoDoors;
beforeAll(async () => {
  doors = await openTwoDoors();
});
afterAll(() => doors.close());

const orderOf = (caller: Caller): string =>
  hotRequest(caller.token, {
    type: "limit",
    market_id: doors.market,
    outcome: "yes",
    side: "buy",
    price: "0.01",
    quantity: "1",
  });

/** A kept connection at either door; each request is written once the one before it is answered. */
function keptConnection(port: number) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let text = "";
  socket.setEncoding("utf8").on("data", (data: string) => (text += data));
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
  return {
    statuses,
    ask: async (request: string, count = 1) => {
      const before = statuses().length;
      socket.write(request.repeat(count));
      await vi.waitFor(() => expect(statuses()).toHaveLength(before + count), 5_000);
    },
    close: () => socket.destroy(),
  };
}

test.each([
  ["signing out", (who: Caller) => who.ask("POST", "/api/v1/auth/logout")],
  ["a new password", async (who: Caller) => doors.venue.endTokensOf(who)],
])("%s stops a token on connections that are kept, and nobody else's", async (how, end) => {
  const name = how.replaceAll(" ", "-");
  const [eve, kim] = [await doors.venue.join(name, "10"), await doors.venue.join(`${name}-2`, "9")];
  const connections = [doors.ours, doors.fastify].map(keptConnection);
  for (const { ask, statuses } of connections) {
    await ask(orderOf(eve), 3);
    await ask(orderOf(kim));
    expect(statuses()).toEqual([200, 200, 200, 200]);
  }
  await end(eve);
  for (const { ask, statuses } of connections) {
    await ask(orderOf(kim));
    await ask(orderOf(eve));
    expect(statuses().slice(4)).toEqual([200, 401]);
  }
  for (const { close } of connections) close();
  expect((await eve.ask("GET", "/api/v1/auth/me")).body.error.code).toBe("TOKEN_INVALID");
  expect((await kim.ask("GET", "/api/v1/auth/me")).status).toBe(200);
});

test("revoked between two requests of one pipeline: the first is done, the second refused", async () => {
  const eve = await doors.venue.join("pipelined", "10");
  const logout = `POST /api/v1/auth/logout HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nauthorization: Bearer ${eve.token}\r\n\r\n`;
  const first = orderOf(eve) + orderOf(eve) + logout;
  const cut = first.length;
  // The rest is sent a moment later: by then the sign-out is answered.
  const socket = connect({ port: doors.ours, host: "127.0.0.1", noDelay: true });
  let text = "";
  socket.setEncoding("utf8").on("data", (data: string) => (text += data));
  socket.write(first.slice(0, cut));
  await vi.waitFor(() => expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3));
  socket.write(orderOf(eve) + GOODBYE);
  await vi.waitFor(() => expect(text.match(/HTTP\/1\.1 401/g)).toHaveLength(1));
  socket.destroy();
  expect(gist(await converse(doors.ours, orderOf(eve) + GOODBYE))).toContain("401 TOKEN_INVALID");
});

test("revoked while many requests of a pipeline wait: none that is read later is done", async () => {
  const eve = await doors.venue.join("flood", "1000");
  const { ask, statuses, close } = keptConnection(doors.ours);
  await ask(orderOf(eve));
  const rest = ask(orderOf(eve), 600);
  await vi.waitFor(() => expect(statuses().length).toBeGreaterThan(1), { interval: 1 });
  await doors.venue.endTokensOf(eve);
  const { durableSequence } = doors.venue.sequencer;
  await rest.catch(() => {});
  close();
  // At most what was read already, which is bounded.
  expect(doors.venue.sequencer.durableSequence - durableSequence).toBeLessThanOrEqual(2 * 128);
  expect(statuses().filter((status) => status === 200).length).toBeLessThan(600);
  expect(statuses().at(-1)).toBe(401);
}, 20_000);
