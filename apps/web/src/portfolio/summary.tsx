import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dollars } from "../i18n/format.ts";
import { buttonClass } from "../ui/button.tsx";
import { Panel, Skeleton } from "../ui/surface.tsx";
import { profitBeforeTodayQuery, summaryQuery } from "./own-queries.ts";
import { Profit } from "./profit-text.tsx";
import { difference, profitOf, shareOf } from "./profit.ts";

/** What the account is worth, of what that is made, and what was made. */
export function Summary({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(summaryQuery(account));
  const { data: before } = useQuery(profitBeforeTodayQuery(account));
  const profit = data === undefined ? undefined : profitOf(data);
  const today =
    profit === undefined || before === undefined ? undefined : difference(profit, before);
  return (
    <Panel className="flex flex-col p-4" aria-label={t("portfolio.summary")}>
      <p className="text-xs text-ink-3">{t("portfolio.value")}</p>
      <p className="num mt-0.5 text-3xl font-semibold tracking-tight" data-testid="equity">
        {data === undefined ? <Skeleton className="my-1 h-8 w-36" /> : dollars(data.equity)}
      </p>
      <p className="num mt-1 h-5 text-sm" data-testid="profit-today">
        {today === undefined ? (
          <Skeleton className="h-5 w-28" />
        ) : (
          <>
            <Profit amount={today} /> <span className="text-ink-3">{t("portfolio.today")}</span>
          </>
        )}
      </p>
      <dl className="mt-4 flex flex-col gap-2.5 border-t border-line pt-4 text-sm">
        <Fact label={t("portfolio.available")} isKnown={data !== undefined}>
          {dollars(data?.cash.available ?? "0")}
        </Fact>
        <Fact label={t("portfolio.inOrders")} isKnown={data !== undefined}>
          {dollars(data?.cash.locked ?? "0")}
        </Fact>
        <Fact label={t("portfolio.inPositions")} isKnown={data !== undefined}>
          {dollars(data?.positions_value ?? "0")}
        </Fact>
        <Fact
          label={t("portfolio.profitAll")}
          isKnown={profit !== undefined}
          className="border-t border-line pt-2.5"
        >
          <Profit
            amount={profit ?? "0"}
            share={shareOf(profit ?? "0", data?.net_deposits ?? "0")}
          />
        </Fact>
        <Fact label={t("portfolio.fees")} isKnown={data !== undefined}>
          {dollars(data?.fees_paid ?? "0")}
        </Fact>
      </dl>
      <div className="mt-auto flex gap-2 pt-5">
        <Link
          to="/account"
          search={{ tab: "money" }}
          className={clsx(buttonClass("primary", "sm"), "flex-1")}
        >
          {t("account.money.deposit")}
        </Link>
        <Link
          to="/account"
          search={{ tab: "money" }}
          hash="withdraw"
          className={clsx(buttonClass("secondary", "sm"), "flex-1")}
        >
          {t("account.money.withdraw")}
        </Link>
      </div>
    </Panel>
  );
}

function Fact({
  label,
  isKnown,
  className,
  children,
}: {
  readonly label: string;
  readonly isKnown: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={clsx("flex items-center justify-between gap-3", className)}>
      <dt className="text-ink-3">{label}</dt>
      <dd className="num font-medium">{isKnown ? children : <Skeleton className="h-5 w-20" />}</dd>
    </div>
  );
}
