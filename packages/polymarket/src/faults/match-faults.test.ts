import type { AccountId, MatchId, OrderSpec, Price, Quantity } from "@probity/core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";
import { openSettlements } from "../settlement/settlement-part.ts";

const FAULTS = "/admin/polymarket/faults";
const DOLLAR = 1_000_000;
let venue: TestVenue;
let maker: TestTrader;
let taker: TestTrader;
let market: ChainMarket;
/** What followers heard: `match status`. */
const heard: string[] = [];

beforeAll(async () => {
  venue = await openTestVenue({ minedMs: 150, confirmedMs: 150 });
  maker = await venue.signIn();
  taker = await venue.signIn();
  market = await venue.openMarket("rain");
  venue.desk.settlements.follow((match, { status }) => heard.push(`${match} ${status}`));
});
afterAll(() => venue.close());
afterEach(() => venue.operate("DELETE", FAULTS));

async function begin(...steps: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const { status, body } = await venue.operate("PUT", FAULTS, { steps });
  expect([status, body.error]).toEqual([200, undefined]);
}

function limit(
  outcome: "yes" | "no",
  side: "buy" | "sell",
  price: number,
  quantity = 1_000 as Quantity,
): OrderSpec {
  return {
    market: market.market,
    outcome,
    side,
    pricing: {
      kind: "limit",
      price: price as Price,
      quantity,
      timeInForce: { kind: "gtc", postOnly: false },
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
}

function place(who: TestTrader, order: OrderSpec) {
  const { account, owner } = who;
  return venue.gateway.submitter.submit(owner, { type: "PlaceOrder", account, key: null, order });
}

/** The maker buys NO against it, which mints: ten shares each at 60 and 40 cents. @returns the match and when it was. */
async function trade(): Promise<{ match: MatchId; at: number }> {
  await place(maker, limit("no", "buy", 4_000));
  const { events, time } = await place(taker, limit("yes", "buy", 6_000));
  const matched = events.find((event) => event.type === "OrdersMatched");
  if (matched === undefined) throw new Error("nothing matched");
  await venue.venue.readSide.caughtUp();
  return { match: matched.match, at: time };
}

async function moneyOf(account: AccountId): Promise<number> {
  const { value } = await venue.sequencer.read((machine) => machine.account(account));
  return value?.balances[0]?.available ?? 0;
}

/** Patient, for other tests may keep the machine busy. */
const until = <T>(holds: () => T | Promise<T>): Promise<T> => vi.waitFor(holds, 20_000);
const linesOf = (match: MatchId) => heard.filter((line) => line.startsWith(`${match} `));

test("without a fault a trade is mined and confirmed", async () => {
  const { match, at } = await trade();
  expect(venue.desk.settlements.of(match, Date.now()).status).toBe("MATCHED");
  await until(() => expect(linesOf(match)).toEqual([`${match} MINED`, `${match} CONFIRMED`]));
  expect(venue.desk.settlements.of(match, at)).toMatchObject({ status: "CONFIRMED", error: "" });
});

test("a trade is retried, and mined then", async () => {
  await begin({ fault: "retrying", ms: 150, count: 1, match: { market: market.conditionId } });
  const { match } = await trade();
  const other = await trade();
  await until(() => {
    expect(linesOf(match)).toEqual([`${match} RETRYING`, `${match} MINED`, `${match} CONFIRMED`]);
  });
  await until(() => {
    expect(linesOf(other.match)).toEqual([`${other.match} MINED`, `${other.match} CONFIRMED`]);
  });
});

test("a trade fails: what it moved goes back, by a command in the journal, once", async () => {
  const before = [await moneyOf(maker.account), await moneyOf(taker.account)];
  await begin({ fault: "failed", count: 1, match: { market: market.slug } });
  const { match, at } = await trade();
  expect(await moneyOf(taker.account)).toBe((before[1] ?? 0) - 6 * DOLLAR);
  await until(() => expect(linesOf(match)).toEqual([`${match} FAILED`]));
  expect(venue.desk.settlements.of(match, at)).toMatchObject({
    status: "FAILED",
    error: "transaction reverted",
  });
  expect([await moneyOf(maker.account), await moneyOf(taker.account)]).toEqual(before);
  const { value } = await venue.sequencer.read((machine) => machine.isReversed(match));
  expect(value).toBe(true);
  // As after a restart: nothing is known but what the machine knows.
  const clock = { chainIds: [80_002], minedMs: 150, confirmedMs: 150 };
  const { settlements } = await openSettlements(venue.venue, clock);
  expect(settlements.of(match, at).status).toBe("FAILED");
  const { body } = await venue.operate("GET", FAULTS);
  expect(body).toMatchObject({ steps: [{ fault: "failed", fired: 1 }], problems: [] });
});

test("a trade whose money is gone cannot fail: it stands, and the report says so", async () => {
  await begin({ fault: "failed", ms: 400, count: 1, match: {} });
  const { match, at } = await trade();
  const { value } = await venue.sequencer.read((machine) =>
    machine.position(taker.account, market.market),
  );
  // All the taker's shares are offered, and none is there to be taken back.
  await place(taker, limit("yes", "sell", 9_000, value?.yes));
  await until(() => expect(linesOf(match)).toEqual([`${match} MINED`, `${match} CONFIRMED`]));
  expect(venue.desk.settlements.of(match, at).status).toBe("CONFIRMED");
  const { body } = await venue.operate("GET", FAULTS);
  expect(body.problems).toHaveLength(1);
  expect(body.problems[0].text).toMatch(/was not reversed: /);
});

test("the end of a scenario lets off whoever waits for its failure", async () => {
  await begin({ fault: "failed", ms: 60_000, match: {} });
  const { match } = await trade();
  await venue.operate("DELETE", FAULTS);
  await until(() => expect(linesOf(match)).toEqual([`${match} MINED`, `${match} CONFIRMED`]));
});

test("takers wait while matches are delayed, and no longer", async () => {
  await begin({ fault: "delayed", ms: 300, match: { market: market.tokens[0] } });
  const delay = async () => {
    const { value } = await venue.sequencer.read((machine) => machine.market(market.market));
    return value?.parameters.takerDelayMs;
  };
  await until(async () => expect(await delay()).toBe(300));
  await place(maker, limit("no", "buy", 4_000));
  const { events } = await place(taker, limit("yes", "buy", 6_000));
  expect(events.map(({ type }) => type)).toContain("OrderDelayed");
  await venue.operate("DELETE", FAULTS);
  expect(await delay()).toBe(0);
});

test("a delay that has an end ends, and leaves alone what an operator set meanwhile", async () => {
  await begin({ fault: "delayed", ms: 300, for: 200, match: { market: market.slug } });
  const delay = async () => {
    const { value } = await venue.sequencer.read((machine) => machine.market(market.market));
    return value?.parameters.takerDelayMs;
  };
  await until(async () => expect(await delay()).toBe(300));
  await until(async () => expect(await delay()).toBe(0));
  await begin({ fault: "delayed", ms: 300, match: { market: market.slug } });
  await until(async () => expect(await delay()).toBe(300));
  const path = `/admin/markets/${market.slug}`;
  expect((await venue.operate("PATCH", path, { taker_delay_ms: 70 })).status).toBe(200);
  await venue.operate("DELETE", FAULTS);
  expect(await delay()).toBe(70);
  await venue.operate("PATCH", path, { taker_delay_ms: 0 });
});

test("a tick size changes when the scenario says so; a market nobody knows is a problem", async () => {
  await begin(
    { fault: "tick-size", at: 50, tick_size: "0.001", match: { market: market.conditionId } },
    { fault: "tick-size", tick_size: "0.001", match: { market: "nowhere" } },
  );
  await until(async () => {
    const { value } = await venue.sequencer.read((machine) => machine.market(market.market));
    expect(value?.tickSize).toBe(10);
  });
  const { body } = await venue.operate("GET", FAULTS);
  expect(body.fired).toMatchObject([{ step: 0, fault: "tick-size" }]);
  expect(body.problems).toMatchObject([{ step: 1, text: "there is no market nowhere" }]);
});
