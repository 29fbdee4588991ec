import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { RequestHandler } from "@probity/gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import { OwnPorts } from "./own-ports.ts";

let venue: TestVenue;
let ports: { clob: number; gamma: number; data: number };
let url: string;

beforeAll(async () => {
  const [clob = 0, gamma = 0, data = 0] = await freePorts(3);
  ports = { clob, gamma, data };
  venue = await openTestVenue({ ports: { host: "127.0.0.1", ...ports } });
  url = await venue.listen();
});
afterAll(() => venue.close());

/** Ports that were free a moment ago, all at once so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const found = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return found;
}

const at = (port: number, path: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${port}${path}`, init);

test("each host answers on its port as it does below its prefix", async () => {
  for (const [host, path] of [
    ["clob", "/auth/api-keys"],
    ["gamma", "/nothing?limit=1"],
    ["data", "/"],
  ] as const) {
    const own = await at(ports[host], path);
    const below = await fetch(`${url}/${host}${path}`);
    expect([host, own.status, await own.text()]).toEqual([host, below.status, await below.text()]);
  }
});

test("a key signs the path without the prefix, on either door", async () => {
  const trader = await venue.signIn();
  const { l2Headers } = await import("../../test/test-venue.ts");
  const headers = l2Headers(trader.wallet.address, trader, "GET", "/auth/api-keys");
  const own = await at(ports.clob, "/auth/api-keys", { headers });
  expect([own.status, await own.json()]).toEqual([200, { apiKeys: [trader.apiKey] }]);
});

test("nothing of the venue is there besides", async () => {
  for (const path of ["/api/v1/markets", "/clob/auth/api-keys", "/metrics", "/ready"]) {
    const { status } = await at(ports.gamma, path);
    expect([path, status]).toEqual([path, 404]);
  }
});

test("what is no HTTP is told so and let go", async () => {
  const socket = connect(ports.clob, "127.0.0.1");
  socket.end("nonsense\r\n\r\n");
  let got = "";
  for await (const bytes of socket) got += String(bytes);
  expect(got).toMatch(/^HTTP\/1\.1 400 .*\{"error":"Bad Request"\}$/s);
});

test("localhost is every address it has, as at the venue's own port", async () => {
  const [port = 0] = await freePorts(1);
  // As where localhost is two addresses; the one between is one that no machine has.
  const addresses = ["127.0.0.1", "192.0.2.1", "127.0.0.2"];
  const doors = new OwnPorts(async () => addresses.map((address) => ({ address })));
  const handler: RequestHandler = {
    request: ({ url: path }, response) => response.end(path),
    attach: () => {},
  };
  await doors.listen("localhost", [{ prefix: "/clob", port, hasSockets: false }], handler);
  try {
    for (const address of ["127.0.0.1", "127.0.0.2"]) {
      const answer = await fetch(`http://${address}:${port}/ok`);
      expect([address, await answer.text()]).toEqual([address, "/clob/ok"]);
    }
  } finally {
    await doors.close();
  }
});
