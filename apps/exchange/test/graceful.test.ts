/** How the parts of a venue work together while it runs, stops and starts: what acknowledged means. */
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunningVenue } from "../src/index.ts";
import { OPERATOR, Person, ask, limitOrder, newFolder, openMarket, start } from "./test-venue.ts";

let folder: Awaited<ReturnType<typeof newFolder>>;
let venue: RunningVenue;
beforeEach(async () => {
  folder = await newFolder();
  venue = await start(folder.path);
});
afterEach(async () => {
  await venue.close();
  await folder.remove();
});

test("S2.1 S2.2 a hundred requests at once go from HTTP through the machine to the journal, each to its own answer", async () => {
  const operator = await Person.signIn(venue.url, OPERATOR);
  const market = await openMarket(operator, "parts");
  const people = await Promise.all(["ada", "bob"].map((name) => Person.register(venue.url, name)));
  for (const person of people) await person.must("POST", "/deposits", { amount: "1000" });
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, place) => {
      const person = people[place % 2]!;
      const order = limitOrder(market, "yes", "buy", "0.10", `${place + 1}`);
      const body = { ...order, client_order_id: `order-${place}` };
      return person.must("POST", "/orders", body);
    }),
  );
  for (const [place, { order }] of answers.entries()) {
    expect(order.client_order_id).toBe(`order-${place}`);
  }
  // Numbered once each, by one machine.
  expect(new Set(answers.map(({ seq }) => seq)).size).toBe(100);
  // Who follows has heard of all of them, and so has who comes after a restart.
  const shares = (100 * 101) / 2;
  const lots = async () => {
    const min_seq = Math.max(...answers.map(({ seq }) => Number(seq)));
    const { body } = await ask(venue.url, "GET", `/markets/${market}/book?min_seq=${min_seq}`);
    return Number(body.book.bids[0].quantity);
  };
  expect(await lots()).toBe(shares);
  await venue.close();
  venue = await start(folder.path);
  expect(await lots()).toBe(shares);
});

test("S4.28 a stop answers what is under way, loses nothing that was acknowledged, and listens no more", async () => {
  const operator = await Person.signIn(venue.url, OPERATOR);
  const market = await openMarket(operator, "stop");
  const ada = await Person.register(venue.url, "ada");
  await ada.must("POST", "/deposits", { amount: "100000" });
  let acknowledged = 0;
  let isStopping = false;
  const trade = async (): Promise<void> => {
    while (true) {
      try {
        await ada.must("POST", "/orders", limitOrder(market, "yes", "buy", "0.10", "1"));
        acknowledged += 1;
      } catch (error) {
        // Refused or hung up on, and only because the venue is stopping.
        if (isStopping) return;
        throw error;
      }
    }
  };
  const traders = Array.from({ length: 8 }, trade);
  await expect.poll(() => acknowledged, { timeout: 10_000 }).toBeGreaterThan(50);
  isStopping = true;
  const began = performance.now();
  await venue.close();
  expect(performance.now() - began).toBeLessThan(5_000);
  await Promise.all(traders);
  const { port } = new URL(venue.url);
  const refused = new Promise((resolve) => {
    connect(Number(port), "127.0.0.1")
      .once("error", resolve)
      .once("connect", () => resolve(null));
  });
  expect(await refused).toMatchObject({ code: "ECONNREFUSED" });

  venue = await start(folder.path);
  const { body } = await ask(venue.url, "GET", `/markets/${market}/book`);
  const kept = Number(body.book.bids[0].quantity);
  expect(kept).toBeGreaterThanOrEqual(acknowledged);
  // At most what was under way may be there without its sender having heard.
  expect(kept).toBeLessThanOrEqual(acknowledged + traders.length);
}, 60_000);
