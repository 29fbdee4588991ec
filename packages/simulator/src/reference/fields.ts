import {
  DEPOSITS_MAX,
  NOTIONAL_MAX,
  QUANTITY_MAX,
  TAKER_DELAY_MAX_MS,
  TICK_SIZES,
} from "@probity/core";
import type {
  EventText,
  MarketParameters,
  MarketSpec,
  MarketText,
  Pricing,
  Side,
} from "@probity/core";

/*
 * Field checks of RULES.md. The functions named after a part of a command give
 * the name of its first bad field, or null.
 */

/** An integer from `low` to `high`, and not −0. */
export function isWithin(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0) && value >= low && value <= high;
}

export function isBookPrice(value: number): boolean {
  return isWithin(value, 1, 9_999);
}

export function isPayout(value: number): boolean {
  return isWithin(value, 0, 10_000);
}

export function isLots(value: number): boolean {
  return isWithin(value, 1, QUANTITY_MAX);
}

export function isAmount(value: number): boolean {
  return isWithin(value, 1, DEPOSITS_MAX);
}

export function isSymbol(value: string): boolean {
  return /^[A-Z0-9.]{1,16}$/.test(value);
}

function isSlug(value: string): boolean {
  return /^[a-z0-9-]{1,128}$/.test(value);
}

function isText(value: string, shortest: number, longest: number): boolean {
  return value.length >= shortest && value.length <= longest;
}

/** The first failing check of a list of fields. */
function firstBad(checks: readonly (readonly [field: string, holds: boolean])[]): string | null {
  return checks.find(([, holds]) => !holds)?.[0] ?? null;
}

export function badEventText(text: EventText): string | null {
  return firstBad([
    ["title", isText(text.title, 1, 1_000)],
    ["description", isText(text.description, 0, 100_000)],
    ["category", isText(text.category, 0, 200)],
    ["tags", text.tags.length <= 50 && text.tags.every((tag) => isText(tag, 0, 200))],
    ["image", isText(text.image, 0, 2_000)],
  ]);
}

export function badRules(rules: string): string | null {
  return isText(rules, 0, 100_000) ? null : "rules";
}

export function badMarketText(text: MarketText): string | null {
  return firstBad([
    ["question", isText(text.question, 1, 1_000)],
    ["description", isText(text.description, 0, 100_000)],
    ["image", isText(text.image, 0, 2_000)],
    ["external", isText(text.external, 0, 4_096)],
  ]);
}

export function badParameters(parameters: MarketParameters, time: number): string | null {
  const { fees, bandLow, bandHigh, closeTime } = parameters;
  const rates = [fees.takerBps, fees.makerBps, fees.rebateBps];
  return firstBad([
    ["minQuantity", isLots(parameters.minQuantity)],
    [
      "fees",
      rates.every((rate) => isWithin(rate, 0, 10_000)) &&
        (fees.exponent === 1 || (fees.exponent === 2 && fees.formula === "quadratic")),
    ],
    ["positionLimit", isWithin(parameters.positionLimit, 0, Number.MAX_SAFE_INTEGER)],
    ["band", isBookPrice(bandLow) && isBookPrice(bandHigh) && bandLow <= bandHigh],
    [
      "closeTime",
      isWithin(closeTime, 0, Number.MAX_SAFE_INTEGER) && (closeTime === 0 || closeTime > time),
    ],
    ["takerDelayMs", isWithin(parameters.takerDelayMs, 0, TAKER_DELAY_MAX_MS)],
  ]);
}

export function badMarketSpec(spec: MarketSpec, time: number): string | null {
  if (!isSlug(spec.slug)) return "slug";
  return (
    badMarketText(spec.text) ??
    (TICK_SIZES.includes(spec.tickSize) ? null : "tickSize") ??
    badParameters(spec.parameters, time)
  );
}

export function badEventSlug(slug: string): string | null {
  return isSlug(slug) ? null : "slug";
}

export function badSigned(signed: string): string | null {
  return isText(signed, 1, 4_096) ? null : "signed";
}

export function badPricing(pricing: Pricing, side: Side): string | null {
  switch (pricing.kind) {
    case "limit": {
      const { price, quantity, timeInForce } = pricing;
      return firstBad([
        ["price", isBookPrice(price)],
        ["quantity", isLots(quantity)],
        [
          "expiresAt",
          timeInForce.kind !== "gtd" || isWithin(timeInForce.expiresAt, 0, Number.MAX_SAFE_INTEGER),
        ],
      ]);
    }
    case "market":
      return firstBad([
        ["quantity", isLots(pricing.quantity)],
        ["cap", isBookPrice(pricing.cap)],
      ]);
    case "cash":
      return firstBad([
        ["cash", isWithin(pricing.cash, 1, NOTIONAL_MAX)],
        ["cap", isBookPrice(pricing.cap)],
        ["side", side === "buy"],
      ]);
  }
}
