import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";
import { LeftoverDelays } from "./leftover-delays.ts";

const FAULTS = "/admin/polymarket/faults";
let venue: TestVenue;
let market: ChainMarket;
let markets = 0;

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(async () => {
  market = await venue.openMarket(`rain-${++markets}`);
});
afterEach(() => venue.operate("DELETE", FAULTS));
afterAll(() => venue.close());

/** Patient, for other tests may keep the machine busy. */
const until = (holds: () => Promise<void>): Promise<void> => vi.waitFor(holds, 20_000);

async function begin(...steps: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const match = { market: market.slug };
  const delayed = steps.map((step) => ({ fault: "delayed", match, ...step }));
  const { status, body } = await venue.operate("PUT", FAULTS, { steps: delayed });
  expect([status, body.error]).toEqual([200, undefined]);
}

async function wish(parameters: Readonly<Record<string, unknown>>): Promise<void> {
  const { status } = await venue.operate("PATCH", `/admin/markets/${market.slug}`, parameters);
  expect(status).toBe(200);
}

async function delay(): Promise<number | undefined> {
  const { value } = await venue.sequencer.read((machine) => machine.market(market.market));
  return value?.parameters.takerDelayMs;
}

/** What a start does, in a venue whose scenario nobody ended. */
async function startAgain(): Promise<void> {
  const leftovers = await LeftoverDelays.open(venue.venue);
  leftovers.begin();
  await leftovers.settled(market.market);
  leftovers.close();
}

test("of two delays in a market the later holds, and in the end none does", async () => {
  await begin({ ms: 300 }, { ms: 500, at: 100 });
  await until(async () => expect(await delay()).toBe(500));
  await venue.operate("DELETE", FAULTS);
  expect(await delay()).toBe(0);
});

test("a delay that ends within another gives it the market back", async () => {
  await wish({ taker_delay_ms: 70 });
  await begin({ ms: 300 }, { ms: 500, at: 100, for: 1_000 });
  await until(async () => expect(await delay()).toBe(500));
  await until(async () => expect(await delay()).toBe(300));
  await venue.operate("DELETE", FAULTS);
  expect(await delay()).toBe(70);
});

test("what an operator set between two delays is what it goes back to", async () => {
  await begin({ ms: 300 }, { ms: 500, at: 2_000 });
  await until(async () => expect(await delay()).toBe(300));
  await wish({ taker_delay_ms: 40 });
  await until(async () => expect(await delay()).toBe(500));
  await venue.operate("DELETE", FAULTS);
  expect(await delay()).toBe(40);
});

test("a venue that was killed while takers waited puts back at its next start what operators wished", async () => {
  await wish({ taker_delay_ms: 70 });
  await begin({ ms: 300 }, { ms: 500, at: 50 });
  await until(async () => expect(await delay()).toBe(500));
  // The whole of the parameters is written anew, which is no wish for the delay.
  await wish({ min_quantity: "2" });
  await startAgain();
  expect(await delay()).toBe(70);
  await startAgain();
  expect(await delay()).toBe(70);
});

test("a start leaves alone what operators wished themselves", async () => {
  await begin({ ms: 300 });
  await until(async () => expect(await delay()).toBe(300));
  await wish({ taker_delay_ms: 90 });
  await startAgain();
  expect(await delay()).toBe(90);
  market = await venue.openMarket("sports");
  await wish({ taker_delay_ms: 3_000 });
  await startAgain();
  expect(await delay()).toBe(3_000);
});
