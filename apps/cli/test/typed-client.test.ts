/** The typed client reaches what it names, at a real venue: figures, history, baskets, people, acts of operators. */
import { ProbityClient } from "@probity/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { OPERATOR, startCliVenue } from "./cli-venue.ts";
import type { CliVenue } from "./cli-venue.ts";

let venue: CliVenue;
let operator: ProbityClient;
let ada: ProbityClient;
let markets: readonly string[];

beforeAll(async () => {
  venue = await startCliVenue();
  operator = new ProbityClient({ url: venue.url });
  ada = new ProbityClient({ url: venue.url });
  await operator.signIn(OPERATOR);
  await ada.register({ email: "ada@example.org", password: "a long sentence" });
  const made = await operator.admin.createEvent({
    slug: "cup",
    title: "Cup",
    tags: ["sport"],
    markets: ["one", "two"].map((slug) => ({ slug, question: `${slug}?` })),
  });
  markets = made.markets.map(({ market_id: id }) => id);
  await operator.admin.changeState("events", "cup", { to: "open" });
  await Promise.all([operator, ada].map((who) => who.accounts.deposit({ amount: "100" })));
  // Trading does not wait for the database behind history to open, and the machine may be busy.
  await vi.waitFor(() => ada.portfolio.statement(), { timeout: 60_000, interval: 200 });
}, 90_000);
afterAll(() => venue.close());

test("a basket is placed whole, and what stands before its orders is told", async () => {
  const buys = { outcome: "yes", side: "buy", type: "limit", price: "0.4", quantity: "5" } as const;
  const orders = markets.map((market_id) => ({ ...buys, market_id }));
  expect((await ada.orders.previewBasket({ orders })).seq).toBeGreaterThan(0);
  await ada.orders.placeBasket({ orders, client_order_id: "both" });
  const open = await ada.orders.list({ status: "open" });
  expect(open.orders.map(({ market_id: id }) => id).sort()).toEqual([...markets].sort());
  const queue = await ada.orders.queue(open.orders[0]?.order_id ?? "");
  expect(queue.seq).toBeGreaterThan(0);

  const sold = { ...buys, outcome: "no", price: "0.6", market_id: markets[0] ?? "" } as const;
  const { seq } = await operator.orders.place(sold);
  const statement = await ada.portfolio.statement({ min_seq: seq });
  expect(statement.entries.length).toBeGreaterThan(1);
  expect(await ada.portfolio.export("fills", { min_seq: seq })).toContain(markets[0]);
  expect((await ada.portfolio.summary({ min_seq: seq })).equity).toMatch(/^\d/);
  expect((await ada.portfolio.equity({ min_seq: seq })).seq).toBeGreaterThanOrEqual(seq);
  expect((await ada.portfolio.closedPositions()).positions).toEqual([]);
  const { statistics } = ada;
  const min = { min_seq: seq };
  expect((await statistics.candles("one", { interval: "1m", ...min })).candles).toHaveLength(1);
  expect((await statistics.market("one", min)).stats.market_id).toBe(markets[0]);
  expect((await statistics.event("cup", min)).seq).toBeGreaterThanOrEqual(seq);
  expect((await statistics.holders("one", min)).seq).toBeGreaterThanOrEqual(seq);
  expect((await statistics.openInterest("markets", "one", min)).seq).toBeGreaterThanOrEqual(seq);
  expect((await statistics.candlesOf(markets, min)).markets).toHaveLength(markets.length);
  expect((await statistics.sparklines(markets, min)).seq).toBeGreaterThanOrEqual(seq);
  expect((await statistics.leaderboard(min)).seq).toBeGreaterThanOrEqual(seq);
  expect((await ada.markets.eventBook("cup")).markets).toHaveLength(2);
  expect((await ada.markets.timeline("one")).seq).toBeGreaterThan(0);
  expect((await ada.markets.tags()).seq).toBeGreaterThan(0);
  expect((await ada.markets.categories()).seq).toBeGreaterThan(0);
});

test("a person changes what is theirs, and operators look after people", async () => {
  const ben = new ProbityClient({ url: venue.url });
  const person = { email: "ben@example.org", password: "a long sentence" };
  await ben.register(person);
  await ben.person.updateProfile({ username: "ben_1" });
  expect((await ben.person.profile()).username).toBe("ben_1");
  expect((await ben.person.preferences()).seq).toBeGreaterThan(0);
  expect((await ben.person.sessions()).sessions).toHaveLength(1);
  await ben.changePassword({
    current_password: person.password,
    new_password: "another sentence",
  });
  expect((await ben.person.exclusion()).exclusion).toBeNull();

  const { admin } = operator;
  const [found] = (await admin.users({ username: "ben_1" })).users;
  const owner = found?.owner_id ?? "";
  expect((await admin.user(owner)).seq).toBeGreaterThan(0);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  await admin.excludeUser(owner, { kind: "cool-off", until });
  expect((await ben.person.exclusion()).exclusion?.until).toBe(until);
  await admin.signOutUser(owner);
  await expect(ben.me()).rejects.toMatchObject({ status: 401 });

  await admin.setProbability("two", { probability: 0.7 });
  expect((await ada.markets.one("two")).markets[0]?.probability).toBe("0.7");
  await admin.setTickSize("two", { tick_size: "0.001" });
  expect((await admin.endings()).requests).toEqual([]);
  const { entries, seq } = await admin.audit();
  expect(entries.length).toBeGreaterThan(3);
  expect(seq).toBeGreaterThan(0);
});
