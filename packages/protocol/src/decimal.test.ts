import { DEPOSITS_MAX, PRICE_ONE, QUANTITY_MAX, amount, price, quantity } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DecimalError,
  averagePrice,
  dollars,
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  parsePrice,
  parseQuantity,
  shares,
} from "./decimal.ts";
import type { DecimalFault } from "./decimal.ts";

describe("round trips", () => {
  test("every price", () => {
    for (let value = 0; value <= PRICE_ONE; value++) {
      expect(parsePrice(formatPrice(price(value)))).toBe(value);
    }
  });

  test("any quantity", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: QUANTITY_MAX }), (lots) => {
        expect(parseQuantity(formatQuantity(quantity(lots)))).toBe(lots);
      }),
    );
  });

  test("any amount, negative ones too", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(parseAmount(formatAmount(amount(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("text that is read is written back with the same value and no trailing zeros", () => {
    const whole = fc.integer({ min: 0, max: DEPOSITS_MAX / 1_000_000 });
    const decimals = fc.stringMatching(/^[0-9]{1,6}$/);
    fc.assert(
      fc.property(whole, decimals, (units, rest) => {
        const written = formatAmount(parseAmount(`${units}.${rest}`));
        const trimmed = rest.replace(/0+$/, "");
        expect(written).toBe(trimmed === "" ? `${units}` : `${units}.${trimmed}`);
      }),
    );
  });
});

describe("what is refused", () => {
  const faultOf = (parse: (text: string) => number, text: string): DecimalFault | number => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof DecimalError) return error.fault;
      throw error;
    }
  };

  test.each([
    ["", "NotDecimal"],
    [" 0.5", "NotDecimal"],
    ["0.5 ", "NotDecimal"],
    ["+0.5", "NotDecimal"],
    [".5", "NotDecimal"],
    ["0.", "NotDecimal"],
    ["00.5", "NotDecimal"],
    ["5e-1", "NotDecimal"],
    ["0x1", "NotDecimal"],
    ["1,0", "NotDecimal"],
    ["NaN", "NotDecimal"],
    ["Infinity", "NotDecimal"],
    ["٠.٥", "NotDecimal"],
    ["0.5\n", "NotDecimal"],
    ["-0", "NotDecimal"],
    ["0".repeat(100_000), "NotDecimal"],
    ["0.42001", "TooManyDecimals"],
    ["0.42000", "TooManyDecimals"],
    ["1.0001", "OutOfRange"],
    ["-0.5", "OutOfRange"],
    ["9007199254740993", "OutOfRange"],
  ] satisfies [string, DecimalFault][])("price %j is %s", (text, fault) => {
    expect(faultOf(parsePrice, text)).toBe(fault);
  });

  test("any text is either a price or a named fault", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(["NotDecimal", "TooManyDecimals", "OutOfRange", "number"]).toContain(
          typeof faultOf(parsePrice, text) === "number" ? "number" : faultOf(parsePrice, text),
        );
      }),
    );
  });

  test("an amount that a number cannot hold exactly", () => {
    expect(parseAmount("9007199254.740991")).toBe(Number.MAX_SAFE_INTEGER);
    expect(faultOf(parseAmount, "9007199254.740993")).toBe("OutOfRange");
  });
});

test("people read dollars and shares", () => {
  expect(dollars(4_020_000 as Amount)).toBe("$4.02");
  expect(dollars(-1_250_000_000 as Amount)).toBe("-$1,250.00");
  expect(dollars(4_000_000_000_000_000 as Amount)).toBe("$4,000,000,000.00");
  expect(dollars(1 as Amount)).toBe("$0.000001");
  expect(shares(100 as Quantity)).toBe("1 share");
  expect(shares(1_250 as Quantity)).toBe("12.5 shares");
});

test("an average price is rounded down and null without a fill", () => {
  expect(averagePrice(0 as Amount, 0 as Quantity)).toBeNull();
  expect(averagePrice(1_000_000 as Amount, 300 as Quantity)).toBe("0.333333");
  const half: Price = price(5_000);
  expect(averagePrice((half * 7) as Amount, 7 as Quantity)).toBe("0.5");
});

function amountOrNull(text: string): Amount | null {
  try {
    return parseAmount(text);
  } catch (error) {
    if (error instanceof DecimalError) return null;
    throw error;
  }
}

describe("the short ways give what the long ways give", () => {
  const places: [number, (value: number) => string][] = [
    [2, (value) => formatQuantity(quantity(value))],
    [6, (value) => formatAmount(amount(value))],
  ];
  test.each(places)("formatting with %i decimals", (decimals, format) => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(10_000_000)), (value) => {
        const digits = String(value).padStart(decimals + 1, "0");
        const rest = digits.slice(-decimals).replace(/0+$/, "");
        const whole = digits.slice(0, -decimals);
        expect(format(value)).toBe(rest === "" ? whole : `${whole}.${rest}`);
      }),
    );
  });

  test("average prices", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: QUANTITY_MAX }), (value, lots) => {
        const micro = (BigInt(value) * 100n) / BigInt(lots);
        const digits = micro.toString().padStart(7, "0");
        const rest = digits.slice(-6).replace(/0+$/, "");
        const whole = digits.slice(0, -6);
        const expected = rest === "" ? whole : `${whole}.${rest}`;
        expect(averagePrice(amount(value), quantity(lots))).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("reading", () => {
    const text = fc.oneof(
      fc.stringMatching(/^-?[0-9]{0,17}(\.[0-9]{0,7})?$/),
      fc.stringMatching(/^[0-9.]{0,8}$/),
    );
    fc.assert(
      fc.property(text, (written) => {
        const match = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,6}))?$/.exec(written);
        const scaled = match && BigInt(match[1]! + match[2]! + (match[3] ?? "").padEnd(6, "0"));
        const isGood =
          scaled !== null &&
          scaled >= -BigInt(Number.MAX_SAFE_INTEGER) &&
          scaled <= BigInt(Number.MAX_SAFE_INTEGER) &&
          !(match?.[1] === "-" && scaled === 0n);
        expect(amountOrNull(written)).toBe(isGood ? Number(scaled) : null);
      }),
      { numRuns: 5_000 },
    );
  });
});
