/** Faults of messages, heard over real sockets: of an address of the CLOB's own, too. */
import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ClobListener } from "../../test/clob-listener.ts";
import { placeLimit } from "../../test/native-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

const FAULTS = "/admin/polymarket/faults";
let venue: TestVenue;
let market: ChainMarket;
let trader: TestTrader;
let listener: ClobListener;

beforeAll(async () => {
  const free = createServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as { port: number };
  free.close();
  venue = await openTestVenue({
    ports: { host: "127.0.0.1", clob: port, gamma: null, data: null },
  });
  await venue.listen();
  trader = await venue.signIn();
  market = await venue.openMarket("rain");
  listener = await ClobListener.open(`http://127.0.0.1:${port}`, "market");
  listener.say({ type: "market", assets_ids: [market.tokens[0]] });
  await listener.hearType("book");
});
afterAll(async () => {
  listener.close();
  await venue.close();
});

async function begin(...steps: readonly unknown[]): Promise<void> {
  const { status } = await venue.operate("PUT", FAULTS, { steps });
  expect(status).toBe(200);
}

const bid = (price: number) =>
  placeLimit(venue, trader, market, { outcome: "yes", side: "buy", price, quantity: 500 });

test("over a port of its own a follower misses what is said while its socket is frozen, and goes on then", async () => {
  await begin({ fault: "freeze", match: { channel: "market" } });
  await bid(1_000);
  await expect.poll(async () => (await venue.operate("GET", FAULTS)).body.steps[0].fired).toBe(1);
  await venue.operate("DELETE", FAULTS);
  await bid(1_100);
  const heard = await listener.hearType("price_change");
  expect(heard).toMatchObject({ price_changes: [{ price: "0.11", size: "5" }, {}] });
});

test("a message comes twice", async () => {
  await begin({ fault: "duplicate", count: 1 });
  await bid(1_200);
  const first = await listener.hearType("price_change");
  expect(first).toMatchObject({ price_changes: [{ price: "0.12" }, {}] });
  expect(await listener.hearType("price_change")).toEqual(first);
});
