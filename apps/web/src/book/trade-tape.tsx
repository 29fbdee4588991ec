import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ListProblem } from "../app/list-states.tsx";
import { cents, clock, moment, shares } from "../i18n/format.ts";
import { useLiveTrades } from "../live/live.ts";
import { venue } from "../session/venue.ts";
import { OutcomeWord } from "../ui/price.tsx";
import { Empty, Skeleton } from "../ui/surface.tsx";

const SHOWN = 40;

/** The market's trades, newest first, as they happen. @param most of them. */
export function TradeTape({
  market,
  most = SHOWN,
}: {
  readonly market: Market;
  readonly most?: number;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["trades", market.market_id],
    queryFn: async () => (await venue.markets.trades(market.market_id, { limit: SHOWN })).trades,
    staleTime: 60_000,
  });
  const { trades: fresh, missed } = useLiveTrades(market.market_id);
  useEffect(() => {
    if (missed > 0) void queries.invalidateQueries({ queryKey: ["trades", market.market_id] });
  }, [missed, market.market_id, queries]);
  const known = new Set(fresh.map(({ trade_id: id }) => id));
  const all = [...fresh, ...(data ?? []).filter(({ trade_id: id }) => !known.has(id))].slice(
    0,
    most,
  );
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="m-4 h-[30rem]" />
    ) : (
      <ListProblem error={error} onRetry={() => void refetch()} />
    );
  }
  if (all.length === 0) return <Empty title={t("book.noTrades")}>{t("book.noTradesHint")}</Empty>;
  const today = new Date().toDateString();
  return (
    <table className="w-full text-xs" data-testid="tape">
      <caption className="sr-only">{t("book.trades")}</caption>
      <thead>
        <tr className="text-2xs text-ink-3">
          <th scope="col" className="py-2 pl-4 text-left font-medium">
            {t("book.time")}
          </th>
          <th scope="col" className="py-2 text-left font-medium">
            {t("book.taker")}
          </th>
          <th scope="col" className="py-2 text-right font-medium">
            {t("book.price")}
          </th>
          <th scope="col" className="py-2 pr-4 text-right font-medium">
            {t("book.shares")}
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((trade) => {
          const outcome = trade.taker_outcome ?? "yes";
          const price = outcome === "yes" ? trade.price : trade.no_price;
          const isToday = new Date(trade.time).toDateString() === today;
          return (
            <tr key={trade.trade_id} className="h-7 hover:bg-sunken">
              <td className="pl-4 whitespace-nowrap text-ink-3">
                {isToday ? clock(trade.time) : moment(trade.time)}
              </td>
              <td className="whitespace-nowrap">
                {trade.taker_side === null ? null : t(`side.${trade.taker_side}`)}{" "}
                <OutcomeWord outcome={outcome} />
              </td>
              <td className="text-right font-medium">{cents(price)}</td>
              <td className="pr-4 text-right">{shares(trade.quantity)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
