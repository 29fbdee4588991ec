import {
  Busy,
  ClockJump,
  DiskFull,
  NotRunning,
  NotYet,
  OutcomeUnknown,
  Poisoned,
} from "@probity/sequencer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "100");
  market = await venue.openMarket("failing");
});
afterAll(() => venue.close());

test.each([
  [new Busy("actor", 100), 429, "BUSY", "1"],
  [new OutcomeUnknown(new Error("the disk is gone")), 503, "OUTCOME_UNKNOWN", "1"],
  [new DiskFull(), 503, "DISK_FULL", "10"],
  [new ClockJump(60_000), 503, "CLOCK_JUMP", "10"],
  [new NotRunning("failed"), 503, "NOT_RUNNING", "1"],
  [new NotYet(9, 8), 504, "NOT_YET", null],
  [new Poisoned("17-1-4", new Error("a law")), 500, "QUARANTINED", null],
  [new TypeError("a mistake of ours with a secret in it"), 500, "INTERNAL", null],
] as const)("%s is told as it is", async (failure, status, code, retryAfter) => {
  venue.failOn("PlaceOrder", failure);
  const response = await venue.gateway.app.inject({
    method: "POST",
    url: "/api/v1/orders",
    headers: { authorization: `Bearer ${ada.token}` },
    payload: {
      type: "limit",
      market_id: market,
      outcome: "yes",
      side: "buy",
      price: "0.5",
      quantity: "1",
    },
  });
  expect(response.statusCode).toBe(status);
  expect(response.json().error.code).toBe(code);
  expect(response.headers["retry-after"] ?? null).toBe(retryAfter);
  expect(response.body).not.toContain("secret");
});
