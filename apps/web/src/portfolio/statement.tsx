import { useInfiniteQuery } from "@tanstack/react-query";
import type { StatementEntry } from "@probity/protocol";
import { clsx } from "clsx";
import { ReceiptText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dollars, moment, shares, signedDollars, signedShares } from "../i18n/format.ts";
import { OutcomeWord } from "../ui/price.tsx";
import { Segmented } from "../ui/segmented.tsx";
import type { Column } from "../ui/table.tsx";
import { NothingYet } from "../app/list-states.tsx";
import { PagedTable } from "../app/paged-table.tsx";
import { useNamedMarkets } from "./named-markets.ts";
import { statementQuery } from "./own-queries.ts";
import { wordsOf } from "./statement-words.ts";

/** Every movement of money and shares, with its reason and what there was afterwards. */
export function Statement({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const [of, setOf] = useState<"money" | "all">("money");
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2">
        <Segmented
          label={t("portfolio.shown")}
          value={of}
          choices={[
            { value: "money", label: t("portfolio.onlyMoney") },
            { value: "all", label: t("portfolio.moneyAndShares") },
          ]}
          onChange={setOf}
        />
        <p className="text-xs text-ink-3">{t("portfolio.statementHint")}</p>
      </div>
      <Entries key={of} account={account} of={of} />
    </>
  );
}

function Entries({ account, of }: { readonly account: string; readonly of: "money" | "all" }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(statementQuery(account, of));
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const markets = useNamedMarkets(rows.flatMap(({ market_id: id }) => id ?? []));
  const columns: readonly Column<StatementEntry>[] = [
    {
      key: "what",
      head: t("portfolio.what"),
      onPhone: "title",
      className: "w-full",
      cell: (entry) => (
        <>
          <p className="font-medium">
            {t(`portfolio.moved.${wordsOf(entry)}`)}
            {entry.outcome === null ? null : (
              <>
                {" "}
                <OutcomeWord outcome={entry.outcome} />
              </>
            )}
          </p>
          {entry.market_id === null ? null : (
            <p className="line-clamp-1 max-w-xl text-xs text-ink-3">
              {markets.get(entry.market_id)?.question ?? entry.market_id}
            </p>
          )}
        </>
      ),
    },
    {
      key: "time",
      head: t("portfolio.time"),
      cell: (entry) => moment(entry.time),
      className: "num whitespace-nowrap text-ink-2",
    },
    {
      key: "change",
      head: t("portfolio.change"),
      isFigure: true,
      onPhone: "lead",
      cell: (entry) => {
        const change = Number(entry.change);
        return (
          <span className={clsx("font-medium", change > 0 && "text-yes", change < 0 && "text-no")}>
            {entry.asset === null
              ? t("portfolio.sharesCount", { shares: signedShares(entry.change) })
              : signedDollars(entry.change)}
          </span>
        );
      },
    },
    {
      key: "balance",
      head: t("portfolio.balance"),
      isFigure: true,
      cell: (entry) =>
        entry.asset === null
          ? t("portfolio.sharesCount", { shares: shares(entry.balance) })
          : dollars(entry.balance),
    },
  ];
  return (
    <PagedTable
      label={t("portfolio.tabs.statement")}
      query={query}
      rows={rows}
      columns={columns}
      keyOf={(entry) => entry.entry_id}
      nothing={
        <NothingYet
          title={t("portfolio.noStatement")}
          hint={t("portfolio.noStatementHint")}
          icon={<ReceiptText size={28} aria-hidden />}
        />
      }
    />
  );
}
