import { INTERVAL_MAX_MS, SIGNED_TEXT_MAX, TAKER_DELAY_MAX_MS } from "./commands.ts";
import { EXTERNAL_TEXT_MAX, TICK_SIZES } from "./market.ts";
import type { EventText, FeeSchedule, MarketParameters, MarketSpec, MarketText } from "./market.ts";
import { NOTIONAL_MAX, isBookPrice, isMovableAmount, isOrderQuantity } from "./money.ts";
import type { OrderSpec } from "./order.ts";
import type { Rejection } from "./rejections.ts";

/** Field checks: each function gives the name of the first bad field, or null. Core trusts no caller with ranges. */

export function invalid(field: string): Rejection {
  return { code: "InvalidField", field };
}

export function isKey(key: string): boolean {
  return key.length >= 1 && key.length <= 64;
}

/** A whole number from 0 (not −0) to `most`. */
export function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most && !Object.is(value, -0);
}

export function isInterval(value: number): boolean {
  return isCount(value, INTERVAL_MAX_MS);
}

export function isOwner(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

export function isSymbol(value: string): boolean {
  return /^[A-Z0-9.]{1,16}$/.test(value);
}

/** Amounts of transfers, deposits and withdrawals. */
export function badAmount(amount: number): "amount" | null {
  return isMovableAmount(amount) ? null : "amount";
}

export function badQuantity(quantity: number): "quantity" | null {
  return isOrderQuantity(quantity) ? null : "quantity";
}

export function badOrderField(spec: OrderSpec): string | null {
  const { pricing } = spec;
  switch (pricing.kind) {
    case "limit": {
      if (!isBookPrice(pricing.price)) return "price";
      if (!isOrderQuantity(pricing.quantity)) return "quantity";
      const { timeInForce } = pricing;
      const isTimed = timeInForce.kind === "gtd";
      return isTimed && !isCount(timeInForce.expiresAt, Number.MAX_SAFE_INTEGER)
        ? "expiresAt"
        : null;
    }
    case "market":
      if (!isOrderQuantity(pricing.quantity)) return "quantity";
      return isBookPrice(pricing.cap) ? null : "cap";
    case "cash":
      if (!isMovableAmount(pricing.cash) || pricing.cash > NOTIONAL_MAX) return "cash";
      if (!isBookPrice(pricing.cap)) return "cap";
      return spec.side === "buy" ? null : "side";
    default:
      return pricing satisfies never;
  }
}

export function badSigned(signed: string): "signed" | null {
  return isLong(signed, 1, SIGNED_TEXT_MAX) ? null : "signed";
}

export function badEventText(text: EventText): string | null {
  if (!isLong(text.title, 1, 1_000)) return "title";
  if (text.description.length > 100_000) return "description";
  if (text.category.length > 200) return "category";
  if (text.tags.length > 50 || text.tags.some((tag) => tag.length > 200)) return "tags";
  return text.image.length > 2_000 ? "image" : null;
}

export function badRules(rules: string): "rules" | null {
  return rules.length > 100_000 ? "rules" : null;
}

export function badSlug(slug: string): "slug" | null {
  return /^[a-z0-9-]{1,128}$/.test(slug) ? null : "slug";
}

export function badMarketText(text: MarketText): string | null {
  if (!isLong(text.question, 1, 1_000)) return "question";
  if (text.description.length > 100_000) return "description";
  if (text.image.length > 2_000) return "image";
  return text.external.length > EXTERNAL_TEXT_MAX ? "external" : null;
}

export function badParameters(parameters: MarketParameters, time: number): string | null {
  if (!isOrderQuantity(parameters.minQuantity)) return "minQuantity";
  if (!areFees(parameters.fees)) return "fees";
  if (!isCount(parameters.positionLimit, Number.MAX_SAFE_INTEGER)) return "positionLimit";
  const { bandLow, bandHigh, closeTime } = parameters;
  if (!isBookPrice(bandLow) || !isBookPrice(bandHigh) || bandLow > bandHigh) return "band";
  const isTime =
    isCount(closeTime, Number.MAX_SAFE_INTEGER) && (closeTime === 0 || closeTime > time);
  if (!isTime) return "closeTime";
  return isCount(parameters.takerDelayMs, TAKER_DELAY_MAX_MS) ? null : "takerDelayMs";
}

export function badMarketSpec(spec: MarketSpec, time: number): string | null {
  return (
    badSlug(spec.slug) ??
    badMarketText(spec.text) ??
    (TICK_SIZES.includes(spec.tickSize) ? null : "tickSize") ??
    badParameters(spec.parameters, time)
  );
}

function areFees(fees: FeeSchedule): boolean {
  const isExponent = fees.exponent === 1 || (fees.exponent === 2 && fees.formula === "quadratic");
  return (
    isExponent &&
    isCount(fees.takerBps, 10_000) &&
    isCount(fees.makerBps, 10_000) &&
    isCount(fees.rebateBps, 10_000)
  );
}

function isLong(text: string, least: number, most: number): boolean {
  return text.length >= least && text.length <= most;
}
