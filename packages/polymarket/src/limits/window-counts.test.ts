import { expect, test } from "vitest";
import { AGAINST_FLOODS, AS_POLYMARKET, rulesFor } from "./request-rules.ts";
import { WindowCounts } from "./window-counts.ts";

const at = (host: string, method: string, path: string) =>
  rulesFor(AS_POLYMARKET, { host, method, path }).map(({ name }) => name);

test("a request counts for everything it is part of", () => {
  expect(at("clob", "GET", "/book")).toEqual(["all", "clob", "/book"]);
  expect(at("clob", "GET", "/books")).toEqual(["all", "clob", "/books"]);
  expect(at("clob", "GET", "/tick-size/71")).toEqual(["all", "clob", "/tick-size"]);
  expect(at("clob", "POST", "/order")).toEqual(["all", "clob", "POST /order"]);
  expect(at("clob", "DELETE", "/cancel-all")).toEqual(["all", "clob", "DELETE /cancel-all"]);
  expect(at("gamma", "GET", "/markets/slug/rain")).toEqual(["all", "gamma", "gamma/markets"]);
  expect(at("data", "GET", "/positions")).toEqual(["all", "data", "data/positions"]);
  expect(at("data", "GET", "/value")).toEqual(["all", "data"]);
});

test("a window grants what it allows, each address its own, and begins anew when it is over", () => {
  const counts = new WindowCounts();
  const rules = rulesFor(AS_POLYMARKET, { host: "clob", method: "DELETE", path: "/cancel-all" });
  const T = 1_800_000_000_000;
  for (let at = 0; at < 250; at += 1) expect(counts.add("here", rules, T + at)).toBe(0);
  expect(counts.add("here", rules, T + 4_000)).toBe(6_000);
  expect(counts.add("there", rules, T + 4_000)).toBe(0);
  expect(counts.add("here", rules, T + 9_999)).toBe(1);
  expect(counts.add("here", rules, T + 10_000)).toBe(0);
});

test("orders have a second window of ten minutes", () => {
  const counts = new WindowCounts();
  const rules = rulesFor(AS_POLYMARKET, { host: "clob", method: "POST", path: "/order" });
  const T = 1_800_000_000_000;
  let granted = 0;
  // 4,999 in each window of ten seconds: only the long one has an end.
  for (let window = 0; window < 30; window += 1) {
    for (let at = 0; at < 4_999; at += 1) {
      if (counts.add("here", rules, T + window * 10_000) === 0) granted += 1;
    }
  }
  expect(granted).toBe(120_000);
});

test("against floods nobody who works as they should is limited", () => {
  const counts = new WindowCounts();
  const rules = rulesFor(AGAINST_FLOODS, { host: "clob", method: "POST", path: "/order" });
  for (let at = 0; at < 30_000; at += 1) expect(counts.add("bot", rules, 1)).toBe(0);
  expect(counts.add("bot", rules, 1)).toBeGreaterThan(0);
});

test("more addresses than are remembered are no problem", () => {
  const counts = new WindowCounts();
  const rules = rulesFor(AGAINST_FLOODS, { host: "clob", method: "GET", path: "/time" });
  for (let at = 0; at < 50_000; at += 1) expect(counts.add(`address ${at}`, rules, 1)).toBe(0);
});
