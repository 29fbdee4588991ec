import { ApiError } from "@probity/client";
import { ERRORS } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import { formatPrice } from "@probity/protocol";
import i18next from "i18next";
import { problemText } from "../app/problem.ts";
import { gridOf } from "../book/price-grid.ts";
import { cents, dollars, moment, shares } from "../i18n/format.ts";

/** Why an order is refused, in the reader's words and figures; the venue's own sentence where we have none. */
export function refusalText(error: unknown, market: Market, outcome: "yes" | "no"): string {
  if (!(error instanceof ApiError) || error.status === 0) return problemText(error);
  const key = `ticket.refused.${error.code}`;
  if (!i18next.exists(key)) return problemText(error);
  // The venue tells the band in YES terms; here it is that of the outcome one trades.
  const { low, high } = gridOf(market, outcome);
  const band = { lowest: cents(formatPrice(low)), highest: cents(formatPrice(high)) };
  return i18next.t(key, { ...factsOf(error), ...band });
}

/** The facts as people read them. */
function factsOf(error: ApiError): Record<string, string> {
  if (error.code === "NO_ANSWER") return {};
  const units = ERRORS[error.code].facts;
  const shown = Object.entries(error.details).map(([name, value]) => {
    switch (units[name]) {
      case "price":
        return [name, cents(value)];
      case "quantity":
        return [name, shares(value)];
      case "amount":
        return [name, dollars(value)];
      case "time":
        return [name, moment(value)];
      default:
        return [name, value];
    }
  });
  return Object.fromEntries(shown) as Record<string, string>;
}
