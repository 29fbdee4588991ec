/** Without a sandbox nothing goes wrong, and nobody can make it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import { readScenario } from "./scenario.ts";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue({ isSandbox: false });
});
afterAll(() => venue.close());

test.each(["GET", "PUT", "DELETE"])("%s faults is no route, whoever asks", async (method) => {
  const scenario = method === "PUT" ? { steps: [{ fault: "trading-disabled" }] } : undefined;
  const { status, body } = await venue.operate(method, "/admin/polymarket/faults", scenario);
  expect([status, body.error.code]).toEqual([404, "ROUTE_NOT_FOUND"]);
});

test("messages are sent once and at once", () => {
  let sent = 0;
  venue.desk.faults.deliver("user", () => {
    sent += 1;
  });
  expect(sent).toBe(1);
});

test("a scenario is not even taken from a file", async () => {
  const scenario = readScenario('{"steps": [{"fault": "trading-disabled"}]}');
  await expect(openTestVenue({ isSandbox: false, scenario })).rejects.toThrow(/needs the sandbox/);
});

test("a file with a mistake is refused with its place", () => {
  expect(() => readScenario("{")).toThrow(/no JSON/);
  expect(() => readScenario('{"steps": [{"fault": "slow", "ms": -1}]}')).toThrow(/^steps\.0\.ms: /);
  expect(() => readScenario('{"steps": [], "sed": 1}')).toThrow(/steps|sed/);
});

test("a scenario of a file begins when the venue listens", async () => {
  const scenario = readScenario('{"steps": [{"fault": "trading-disabled"}]}');
  const scripted = await openTestVenue({ scenario });
  try {
    expect((await scripted.ask("POST", "/clob/order", {})).status).not.toBe(503);
    await scripted.listen();
    expect((await scripted.ask("POST", "/clob/order", {})).status).toBe(503);
  } finally {
    await scripted.close();
  }
});
