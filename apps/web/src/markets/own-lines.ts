import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cents, shares } from "../i18n/format.ts";
import { useLiveOrders } from "../live/live.ts";
import { positionsQuery } from "../portfolio/positions.ts";
import { useSession } from "../session/session.ts";
import type { PriceLine } from "./chart-picture.ts";

export interface OwnLine extends PriceLine {
  /** The same with its price in the terms of its own outcome, for a list. */
  readonly text: string;
}

/** Own orders and the own position in a market, as lines across its chart, in YES terms. */
export function useOwnLines(market: Market): readonly OwnLine[] {
  const { t } = useTranslation();
  const state = useSession();
  const account = state.status === "signed-in" ? state.account : null;
  const { open } = useLiveOrders(account);
  const { data: positions } = useQuery(positionsQuery(account));
  return useMemo(() => {
    const inYes = (outcome: "yes" | "no", price: string): number =>
      outcome === "yes" ? Number(price) : 1 - Number(price);
    const own = (positions ?? []).flatMap(
      ({ market_id: id, outcome, average_cost: average }): OwnLine[] => {
        if (id !== market.market_id || average === null) return [];
        const price = cents(Math.round(Number(average) * 1_000) / 1_000);
        const named = { outcome: t(`outcome.${outcome}`) };
        return [
          {
            price: inYes(outcome, average),
            title: t("event.average", named),
            text: t("event.averageOf", { ...named, price }),
            tone: "accent",
          },
        ];
      },
    );
    const orders = open.flatMap(({ market_id: id, side, outcome, remaining, price }): OwnLine[] => {
      if (id !== market.market_id || price === null) return [];
      const quantity = shares(remaining);
      const words = { side: t(`side.${side}`), outcome: t(`outcome.${outcome}`), quantity };
      return [
        {
          price: inYes(outcome, price),
          title: `${words.side} ${quantity} ${words.outcome}`,
          text: t("ticket.words.limit", { ...words, price: cents(price) }),
          tone: outcome,
        },
      ];
    });
    return [...own, ...orders];
  }, [open, positions, market.market_id, t]);
}
