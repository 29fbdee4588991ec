import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cents, shares } from "../i18n/format.ts";
import { useLiveOrders } from "../live/live.ts";
import { positionsQuery } from "../portfolio/positions.ts";
import { useSession } from "../session/session.ts";
import type { PriceLine } from "./chart-picture.ts";

/** Own orders and the own position in a market, as lines across its chart, in YES terms. */
export function useOwnLines(market: Market): readonly PriceLine[] {
  const { t } = useTranslation();
  const state = useSession();
  const account = state.status === "signed-in" ? state.account : null;
  const { open } = useLiveOrders(account);
  const { data: positions } = useQuery(positionsQuery(account));
  return useMemo(() => {
    const inYes = (outcome: "yes" | "no", price: string): number =>
      outcome === "yes" ? Number(price) : 1 - Number(price);
    const orders = open
      .filter((order) => order.market_id === market.market_id && order.price !== null)
      .map((order) => ({
        price: inYes(order.outcome, order.price ?? "0"),
        title: `${t(`side.${order.side}`)} ${shares(order.remaining)} ${t(`outcome.${order.outcome}`)}`,
        tone: order.outcome,
      }));
    const own = (positions ?? [])
      .filter(
        (position) => position.market_id === market.market_id && position.average_cost !== null,
      )
      .map((position) => ({
        price: inYes(position.outcome, position.average_cost ?? "0"),
        title: t("event.averageOf", {
          outcome: t(`outcome.${position.outcome}`),
          price: cents(Math.round(Number(position.average_cost ?? "0") * 1_000) / 1_000),
        }),
        tone: "accent" as const,
      }));
    return [...orders, ...own];
  }, [open, positions, market.market_id, t]);
}
