import type { OrderRequestJson } from "@probity/protocol";
import i18next from "i18next";
import { cents, dollars, shares } from "../i18n/format.ts";

/** An order in a few words: "Buy 12.5 Yes at 46¢". */
export function orderWords(order: OrderRequestJson): string {
  const side = i18next.t(`side.${order.side}`);
  const outcome = i18next.t(`outcome.${order.outcome}`);
  if (order.type === "limit") {
    const quantity = shares(order.quantity);
    return i18next.t("ticket.words.limit", { side, outcome, quantity, price: cents(order.price) });
  }
  return order.cash === undefined
    ? i18next.t("ticket.words.market", { side, outcome, quantity: shares(order.quantity ?? "0") })
    : i18next.t("ticket.words.cash", { side, outcome, cash: dollars(order.cash) });
}

/** What makes an order this one, where it is not as usual: "rests only", "at once, all or nothing". */
export function termsWords(order: OrderRequestJson): string | null {
  if (order.type !== "limit") return null;
  const tif = order.time_in_force ?? "gtc";
  if (tif !== "gtc") return i18next.t(`ticket.tif.${tif}`);
  return order.post_only === true ? i18next.t("ticket.postOnly") : null;
}
