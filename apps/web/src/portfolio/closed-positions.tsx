import { useInfiniteQuery } from "@tanstack/react-query";
import { Flag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { day, dollars } from "../i18n/format.ts";
import { OutcomeWord } from "../ui/price.tsx";
import type { Column } from "../ui/table.tsx";
import { NothingYet } from "../app/list-states.tsx";
import { PagedTable } from "../app/paged-table.tsx";
import { MarketCell } from "./market-cell.tsx";
import { closedPositionsQuery } from "./own-queries.ts";
import { Profit } from "./profit-text.tsx";
import { difference } from "./profit.ts";

/** Positions that were sold or paid out, and what they brought. */
export function ClosedPositions({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(closedPositionsQuery(account));
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const columns: readonly Column<(typeof rows)[number]>[] = [
    {
      key: "market",
      head: t("portfolio.market"),
      onPhone: "title",
      className: "w-full min-w-60",
      cell: (row) => (
        <MarketCell market={row.market_id} question={row.market_question}>
          <OutcomeWord outcome={row.outcome} />
        </MarketCell>
      ),
    },
    {
      key: "opened",
      head: t("portfolio.opened"),
      isFigure: true,
      cell: (row) => day(row.opened_at),
      className: "text-ink-2",
    },
    {
      key: "closed",
      head: t("portfolio.closed"),
      isFigure: true,
      cell: (row) => day(row.closed_at),
      className: "text-ink-2",
    },
    {
      key: "fees",
      head: t("portfolio.fees"),
      isFigure: true,
      cell: (row) => dollars(row.fees_paid),
    },
    {
      key: "profit",
      head: t("portfolio.profit"),
      isFigure: true,
      onPhone: "lead",
      cell: (row) => <Profit amount={difference(row.realized_pnl, row.fees_paid)} />,
    },
  ];
  return (
    <PagedTable
      label={t("portfolio.tabs.closed")}
      query={query}
      rows={rows}
      columns={columns}
      keyOf={(row) => `${row.market_id} ${row.outcome} ${row.closed_at}`}
      nothing={
        <NothingYet
          title={t("portfolio.noClosed")}
          hint={t("portfolio.noClosedHint")}
          icon={<Flag size={28} aria-hidden />}
        />
      }
    />
  );
}
