import { CreateEventRequest } from "@probity/protocol";
import { expect, test } from "vitest";
import {
  EMPTY_DRAFT,
  eventJson,
  instantOf,
  localTime,
  outcomeSlug,
  previewOf,
  problemsOf,
  slugOf,
} from "./event-draft.ts";

const RAIN = { ...EMPTY_DRAFT, title: "Will it rain in Zürich?" };
const CUP = {
  ...EMPTY_DRAFT,
  title: "Who wins the cup?",
  isMultiple: true,
  outcomes: ["Norway", "Chile", "Anybody else"],
};

test("a slug has the words of a title and nothing a slug may not have", () => {
  expect(slugOf("Will it rain in Zürich?")).toBe("will-it-rain-in-zurich");
  expect(slugOf("  …  ")).toBe("");
  expect(slugOf("谁会赢")).toBe("");
  expect(slugOf("x".repeat(300))).toHaveLength(80);
});

test("an outcome's slug fits however long the event's is", () => {
  expect(outcomeSlug("cup", "Norway", 0)).toBe("cup-norway");
  expect(outcomeSlug("cup", "挪威", 1)).toBe("cup-2");
  expect(outcomeSlug("e".repeat(128), "o".repeat(90), 0).length).toBeLessThanOrEqual(128);
});

test("a question and an event of several outcomes are what the venue takes", () => {
  for (const draft of [RAIN, CUP]) {
    expect(problemsOf(draft)).toEqual(new Map());
    expect(CreateEventRequest.safeParse(eventJson(draft)).success).toBe(true);
  }
  expect(eventJson(RAIN)).toMatchObject({
    slug: "will-it-rain-in-zurich",
    mutually_exclusive: false,
    exhaustive: false,
    markets: [{ slug: "will-it-rain-in-zurich-market", question: "Will it rain in Zürich?" }],
  });
  expect(eventJson(CUP).markets?.map(({ question }) => question)).toEqual(CUP.outcomes);
});

test("what is wrong is told at its field", () => {
  expect([...problemsOf(EMPTY_DRAFT).keys()]).toEqual(expect.arrayContaining(["title", "slug"]));
  expect([...problemsOf({ ...RAIN, slug: "Not a slug" }).keys()]).toEqual(["slug"]);
  const terms = { minQuantity: "1.001", takerFee: "ten", bandLow: "0.9", bandHigh: "0.1" };
  expect([...problemsOf({ ...RAIN, ...terms }).keys()].sort()).toEqual([
    "min_quantity",
    "taker_bps",
  ]);
  expect([...problemsOf({ ...RAIN, bandLow: "0.9", bandHigh: "0.1" }).keys()]).toEqual([
    "band_low",
  ]);
  expect([...problemsOf({ ...RAIN, closeTime: "2001-01-01T00:00" }).keys()]).toEqual([
    "close_time",
  ]);
  const twice = problemsOf({ ...CUP, outcomes: ["Norway", "norway", ""] });
  expect(twice.get("outcome.1")).toBe("admin.wrong.outcomeTwice");
  expect(twice.get("outcome.2")).toBe("admin.wrong.outcome");
  expect(problemsOf({ ...CUP, outcomes: ["Norway"] }).has("outcomes")).toBe(true);
});

test("a moment goes to the field for date and time and back", () => {
  const instant = "2026-11-21T18:30:00.000Z";
  expect(instantOf(localTime(instant))).toBe(instant);
  expect([instantOf(""), localTime(null)]).toEqual([null, ""]);
});

test("a preview has a market for each outcome", () => {
  const { event, markets } = previewOf(CUP);
  expect(event.market_ids).toHaveLength(3);
  expect(markets.map(({ question }) => question)).toEqual(CUP.outcomes);
});
