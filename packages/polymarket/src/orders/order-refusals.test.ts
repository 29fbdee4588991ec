import { REJECTION_CODES, REJECTION_FACTS } from "@probity/core";
import type { Rejection } from "@probity/core";
import { expect, test } from "vitest";
import { refusedOrder } from "./order-refusals.ts";

const ORDER = {
  id: "0xab",
  address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
  price: 4_050,
  lots: 400,
} as const;

/** The reason, with 100 for each of its facts. */
function rejection(code: Rejection["code"]): Rejection {
  const facts = Object.fromEntries(REJECTION_FACTS[code].map((fact) => [fact, 100]));
  return { code, ...facts } as Rejection;
}

test.each(REJECTION_CODES)("%s is told in words of Polymarket's", (code) => {
  const { status, message } = refusedOrder(rejection(code), ORDER);
  expect([400, 404, 503]).toContain(status);
  expect(message).toMatch(/^[^\n]{10,200}$/);
  expect(message).not.toContain("undefined");
});

test.each([
  ["InsufficientCollateral", "not enough balance / allowance"],
  ["InsufficientShares", "not enough balance / allowance"],
  ["PriceOffTick", "order 0xab is invalid. Price (0.405) breaks minimum tick size rule: 0.01"],
  ["QuantityBelowMinimum", "order 0xab is invalid. Size (4) lower than the minimum: 1"],
  ["IdempotencyKeyReused", "order 0xab is invalid. Duplicated."],
  ["PostOnlyWouldCross", "invalid post-only order: order crosses book"],
  ["ExpiryInPast", "invalid expiration"],
  ["MarketNotOpen", "the market is not yet ready to process new orders"],
  [
    "FillOrKillUnfillable",
    "order couldn't be fully filled. FOK orders are fully filled or killed.",
  ],
  ["AccountFrozen", "'0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A' address banned"],
  ["AccountClosedOnly", "'0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A' address in closed only mode"],
  [
    "MarketCancelOnly",
    "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
  ],
  ["PostOnlyMode", "post-only mode: only post-only orders and cancels are allowed"],
] as const)("%s: %s", (code, sentence) => {
  expect(refusedOrder(rejection(code), ORDER).message).toBe(sentence);
});

test("post-only mode says when to come again", () => {
  const { more, headers } = refusedOrder(rejection("PostOnlyMode"), ORDER);
  expect(more).toEqual({ code: "post_only_mode", retry_after_seconds: 5 });
  expect(headers).toEqual({ "retry-after": "5" });
});
