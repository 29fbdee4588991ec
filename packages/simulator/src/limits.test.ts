import type { CommandContent } from "@probity/core";
import { describe, expect, test } from "vitest";
import { Both } from "../test/both.ts";
import type { Loose } from "./workload/wish.ts";

/* Limits a run reaches too rarely, on both machines. */

type CreateEvent = Loose<Extract<CommandContent, { type: "CreateEvent" }>>;

const REFUSED = { type: "CommandRejected" };

function limitReached(limit: number): object {
  return { ...REFUSED, rejection: { code: "LimitReached", limit } };
}

test("a hundred collaterals", () => {
  const venue = new Both();
  for (let count = 2; count <= 100; count++) {
    venue.run({ type: "RegisterCollateral", symbol: `A.${count}` });
  }
  expect(venue.run({ type: "RegisterCollateral", symbol: "A.2" })).toMatchObject([
    { ...REFUSED, rejection: { code: "SymbolTaken" } },
  ]);
  expect(venue.run({ type: "RegisterCollateral", symbol: "ONE.MORE" })).toEqual([
    limitReached(100),
  ]);
});

test("a hundred accounts of one owner", () => {
  const venue = new Both();
  for (let count = 1; count <= 100; count++) venue.run({ type: "OpenAccount", owner: 7 });
  expect(venue.run({ type: "OpenAccount", owner: 7 })).toEqual([limitReached(100)]);
  expect(venue.run({ type: "OpenAccount", owner: 8 })).toMatchObject([{ type: "AccountOpened" }]);
});

test("a new account has the strictest of the owner's others", () => {
  const venue = new Both();
  const account = venue.account();
  const limits = { maxOrderNotional: 5, maxExposure: 0, maxDailyDeposit: 7 };
  venue.run({ type: "UpdateAccount", account, status: "closed-only", maxOpenOrders: 3 });
  venue.run({ type: "SetAccountLimits", account, ...limits });
  const { owner } = venue.machine.account(account)!;
  expect(venue.run({ type: "OpenAccount", owner })).toMatchObject([
    { type: "AccountOpened" },
    { type: "AccountUpdated", status: "closed-only", maxOpenOrders: 3 },
    { type: "AccountLimitsSet", ...limits },
  ]);
});

test("a hundred open sessions and a thousand groups of one account", () => {
  const venue = new Both();
  const account = venue.account();
  for (let count = 1; count <= 100; count++) venue.run({ type: "OpenSession", account });
  expect(venue.run({ type: "OpenSession", account })).toEqual([limitReached(100)]);
  for (let count = 1; count <= 1_000; count++) {
    venue.run({ type: "CreateOrderGroup", account, limit: 0 });
  }
  expect(venue.run({ type: "CreateOrderGroup", account, limit: 0 })).toEqual([limitReached(1_000)]);
  // A recovery closes them all, at a hundred of its thousand items of work.
  venue.run({ type: "ResumeVenue", postOnlyMs: 0, graceMs: 0 });
  expect(venue.run({ type: "ContinueCancel" })).toHaveLength(101);
  expect(venue.reference.pendingWork()).toBeNull();
});

test("commands out of order are a broken invariant, not a refusal", () => {
  const venue = new Both();
  const content = { type: "AdvanceTime" } as const;
  const skipped = { sequence: 9, time: 1_000, origin: 1, counter: 9, actor: 0, content } as never;
  expect(() => venue.reference.execute(skipped)).toThrow("in order");
  expect(() => venue.machine.execute(skipped)).toThrow("in order");
});

describe("texts are as long as they may be, and no longer:", () => {
  const event = (
    change: Partial<CreateEvent>,
    text: Partial<CreateEvent["text"]> = {},
  ): CreateEvent => ({
    type: "CreateEvent",
    slug: "event",
    text: { title: "Title", description: "", category: "", tags: [], image: "", ...text },
    rules: "",
    collateral: 1,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [],
    ...change,
  });
  const x = (length: number): string => "x".repeat(length);

  // A list without markets is the first thing wrong with an event whose texts are good.
  test.each<[field: string, longest: number, make: (length: number) => CreateEvent]>([
    ["slug", 128, (length) => event({ slug: x(length) })],
    ["title", 1_000, (length) => event({}, { title: x(length) })],
    ["description", 100_000, (length) => event({}, { description: x(length) })],
    ["category", 200, (length) => event({}, { category: x(length) })],
    ["tags", 50, (length) => event({}, { tags: Array.from({ length }, () => "tag") })],
    ["tags", 200, (length) => event({}, { tags: [x(length)] })],
    ["image", 2_000, (length) => event({}, { image: x(length) })],
    ["rules", 100_000, (length) => event({ rules: x(length) })],
  ])("%s, %i", (field, longest, make) => {
    const venue = new Both();
    expect(venue.run(make(longest))).toEqual([invalidField("markets")]);
    expect(venue.run(make(longest + 1))).toEqual([invalidField(field)]);
  });

  test.each(["", "A", "a_b", "ä"])("no slug is %j", (slug) => {
    expect(new Both().run(event({ slug }))).toEqual([invalidField("slug")]);
  });

  test.each(["", "usd", "A B", "A".repeat(17)])("no symbol is %j", (symbol) => {
    expect(new Both().run({ type: "RegisterCollateral", symbol })).toEqual([
      invalidField("symbol"),
    ]);
  });
});

function invalidField(field: string): object {
  return { ...REFUSED, rejection: { code: "InvalidField", field } };
}
