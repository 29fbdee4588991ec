import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Position } from "@probity/protocol";
import { ChartPie } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cents, dollars, shares } from "../i18n/format.ts";
import { buttonClass } from "../ui/button.tsx";
import { OutcomeWord, PriceText } from "../ui/price.tsx";
import { Badge } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { ClaimButton } from "./claim-button.tsx";
import { ListProblem, ListSkeleton, NothingYet } from "../app/list-states.tsx";
import { MarketCell } from "./market-cell.tsx";
import { useNamedMarkets } from "./named-markets.ts";
import { positionsQuery } from "./positions.ts";
import { Profit } from "./profit-text.tsx";
import { shareOf } from "./profit.ts";
import { SetsMenu } from "./sets-menu.tsx";

/** Shares one has, what they cost and what they are worth now. */
export function Positions({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({
    ...positionsQuery(account),
    // Prices move although nothing is done.
    refetchInterval: 15_000,
  });
  const markets = useNamedMarkets((data ?? []).map(({ market_id: id }) => id));
  if (isPending) return <ListSkeleton />;
  if (data === undefined) return <ListProblem error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) {
    return (
      <NothingYet
        title={t("portfolio.noPositions")}
        hint={t("portfolio.noPositionsHint")}
        icon={<ChartPie size={28} aria-hidden />}
      />
    );
  }
  const columns: readonly Column<Position>[] = [
    {
      key: "market",
      head: t("portfolio.market"),
      onPhone: "title",
      className: "w-full min-w-60",
      cell: (row) => (
        <MarketCell market={row.market_id} question={row.market_question}>
          <OutcomeWord outcome={row.outcome} />
          {row.event_title === row.market_question ? null : (
            <span className="truncate">{row.event_title}</span>
          )}
          <StateBadge state={markets.get(row.market_id)?.state} />
        </MarketCell>
      ),
    },
    {
      key: "shares",
      head: t("portfolio.shares"),
      isFigure: true,
      cell: (row) => (
        <>
          {shares(row.quantity)}
          {Number(row.held) > 0 ? (
            <span className="block text-2xs text-ink-3">
              {t("portfolio.heldShares", { count: Number(row.held), held: shares(row.held) })}
            </span>
          ) : null}
        </>
      ),
    },
    {
      key: "average",
      head: t("portfolio.average"),
      isFigure: true,
      cell: (row) => <PriceText price={row.average_cost} />,
    },
    {
      key: "now",
      head: t("portfolio.now"),
      isFigure: true,
      cell: (row) => <PriceText price={row.current_price} />,
    },
    {
      key: "value",
      head: t("portfolio.worth"),
      isFigure: true,
      onPhone: "lead",
      cell: (row) => (
        <>
          <span className="font-medium">{row.value === null ? "–" : dollars(row.value)}</span>
          <span className="block text-2xs text-ink-3">
            {t("portfolio.cost", { amount: dollars(row.cost) })}
          </span>
        </>
      ),
    },
    {
      key: "profit",
      head: t("portfolio.profit"),
      isFigure: true,
      onPhone: "lead",
      cell: (row) =>
        row.unrealized_pnl === null ? (
          "–"
        ) : (
          <Profit amount={row.unrealized_pnl} share={shareOf(row.unrealized_pnl, row.cost)} />
        ),
    },
  ];
  return (
    <DataTable
      label={t("portfolio.tabs.positions")}
      columns={columns}
      rows={data}
      keyOf={(row) => `${row.market_id} ${row.outcome}`}
      actions={(row) => {
        const state = markets.get(row.market_id)?.state;
        if (state === "resolving") return <ClaimButton account={account} position={row} />;
        return (
          <>
            <Link
              to="/event/$ref"
              params={{ ref: row.market_id }}
              search={{ outcome: row.outcome, side: "sell" }}
              disabled={state !== undefined && state !== "open"}
              aria-label={t("portfolio.sellOf", {
                what: row.market_question,
                price: row.current_price === null ? "" : cents(row.current_price),
              })}
              className={`${buttonClass("secondary", "sm")} aria-disabled:opacity-50`}
            >
              {t("side.sell")}
            </Link>
            <SetsMenu account={account} position={row} positions={data} />
          </>
        );
      }}
    />
  );
}

/** Where a market does not trade, that it does not. */
function StateBadge({ state }: { readonly state: string | undefined }) {
  const { t } = useTranslation();
  if (state === undefined || state === "open") return null;
  return (
    <Badge tone={state === "resolving" ? "accent" : "warn"}>{t(`marketState.${state}`)}</Badge>
  );
}
