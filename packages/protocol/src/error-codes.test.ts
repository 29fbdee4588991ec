import { REJECTION_CODES, REJECTION_FACTS } from "@probity/core";
import type { Rejection, Timestamp } from "@probity/core";
import { describe, expect, test } from "vitest";
import { ERRORS, ERROR_CODES } from "./error-codes.ts";
import { errorJson, rejectionJson } from "./error-json.ts";

test.each(ERROR_CODES)("%s has a status, a sentence and a place for each fact", (code) => {
  const { status, sentence, facts } = ERRORS[code];
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  const places = [...sentence.matchAll(/\{([a-z_]+)\}/g)].map((match) => match[1]);
  expect(new Set(places)).toEqual(new Set(Object.keys(facts)));
});

test("S4.31 every error says its cause and then how to mend it", () => {
  // What is wrong with a field is said by the schema that found it.
  const silent = ERROR_CODES.filter((code) => !/\. [A-Z]/.test(ERRORS[code].sentence));
  expect(silent).toEqual(["INVALID_FIELD"]);
});

test.each(REJECTION_CODES)(
  "the machine's %s is told with its facts and nothing left open",
  (code) => {
    const facts = Object.fromEntries(
      REJECTION_FACTS[code].map((fact) => [
        fact,
        ["field", "from", "to", "state"].includes(fact) ? "open" : 4_200,
      ]),
    );
    const { message, details } = rejectionJson({ code, ...facts } as Rejection);
    expect(message).not.toMatch(/[{}]|undefined|NaN/);
    expect(Object.keys(details)).toEqual(REJECTION_FACTS[code]);
  },
);

describe("facts are in units people read", () => {
  test("money", () => {
    const told = rejectionJson({
      code: "InsufficientCollateral",
      required: 4_020_000,
      available: 1_000_000,
    });
    expect(told).toEqual({
      code: "INSUFFICIENT_COLLATERAL",
      message:
        "This needs $4.02, and $1.00 is available. Deposit, cancel an order, or ask for less.",
      details: { required: "4.02", available: "1" },
    });
  });

  test("a sum of payouts beyond a dollar", () => {
    expect(rejectionJson({ code: "PayoutsMustSumToOne", sum: 20_000 }).details).toEqual({
      sum: "2",
    });
  });

  test("a time", () => {
    expect(
      rejectionJson({ code: "OwnerExcluded", until: Date.UTC(2026, 6, 1) as Timestamp }),
    ).toEqual({
      code: "OWNER_EXCLUDED",
      message:
        "You are excluded from buying and depositing until 2026-07-01T00:00:00.000Z. Until then you may sell, cancel and withdraw.",
      details: { until: "2026-07-01T00:00:00.000Z" },
    });
  });

  test("a field by its public name", () => {
    expect(rejectionJson({ code: "InvalidField", field: "minQuantity" }).details).toEqual({
      field: "min_quantity",
    });
  });
});

test("a fact cannot write into the sentence, and a problem completes it", () => {
  expect(errorJson("SLUG_TAKEN", { field: "$& {field}" }).message).toContain("$& {field}");
  expect(errorJson("INVALID_FIELD", { field: "price" }, "a price has at most 4 decimals")).toEqual({
    code: "INVALID_FIELD",
    message: "The field price is not valid: a price has at most 4 decimals.",
    details: { field: "price", problem: "a price has at most 4 decimals" },
  });
});
