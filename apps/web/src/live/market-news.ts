import { LiveMarket } from "@probity/client";
import type { MarketNow } from "@probity/client";
import type { Market } from "@probity/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "../ui/said.ts";
import { live } from "./live-socket.ts";

/** What changes how one may trade, as a text to compare. */
function standingOf({
  state,
  mode,
  tick_size: tick,
  proposed_payout: payout,
  parameters_version: version,
}: Pick<
  MarketNow,
  "state" | "mode" | "tick_size" | "proposed_payout" | "parameters_version"
>): string {
  return [state, mode, tick, payout, version].join(" ");
}

/**
 * Follows how markets stand while somebody looks at them: when one is halted, closed, resolved or gets
 * new terms, what is shown of it is asked for anew at once, and a word says so.
 *
 * @param nameOf what a market is called on the page.
 */
export function useMarketNews(
  markets: readonly Pick<Market, "market_id">[],
  nameOf: (market: string) => string,
): void {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ids = markets.map(({ market_id: id }) => id).join(" ");
  const say = useRef({ nameOf, t });
  say.current = { nameOf, t };
  useEffect(() => {
    if (ids === "") return;
    const known = new Map<string, MarketNow>();
    const followed = ids.split(" ").map((id) => {
      const onChange = (now: MarketNow): void => {
        const before = known.get(id);
        known.set(id, now);
        if (before === undefined || standingOf(before) === standingOf(now)) return;
        for (const what of ["event", "timeline", "market"]) {
          void queries.invalidateQueries({ queryKey: [what] });
        }
        if (before.state === now.state) return;
        const isGood = now.state === "open" || now.state === "resolved";
        toast(
          isGood ? "good" : "bad",
          say.current.nameOf(id),
          say.current.t(`live.became.${now.state}`),
        );
      };
      return new LiveMarket(live(), id, { onChange });
    });
    return () => {
      for (const one of followed) one.close();
    };
  }, [ids, queries]);
}
