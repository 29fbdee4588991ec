import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatBigAmount, parseAmount } from "@probity/protocol";
import type { Market, VoidPlanAnswer } from "@probity/protocol";
import { dollars, percent, shares, signedDollars } from "../i18n/format.ts";
import { Badge, Empty, Notice } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import { totalOf, winnersAndLosers } from "./void-sums.ts";
import type { Holder } from "./void-sums.ts";

/** What a void would pay: to whom, from where, and who comes off better or worse than they paid. */
export function VoidPlan({
  answer: { plan, related },
  markets,
  policy,
}: {
  readonly answer: VoidPlanAnswer;
  readonly markets: readonly Market[];
  readonly policy: string;
}) {
  const { t } = useTranslation();
  const questions = new Map(markets.map((market) => [market.market_id, market.question]));
  const shortfall = totalOf(plan.markets.map((one) => one.shortfall));
  const { winners, losers, even } = winnersAndLosers(plan.holders);
  const isShort = shortfall > 0n;
  return (
    <section aria-label={t("admin.dryRun")} className="flex flex-col gap-5">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 rounded-md bg-sunken p-4 sm:grid-cols-4">
        <Figure name={t("admin.plan.pool")} amount={totalOf(plan.markets.map((one) => one.pool))} />
        <Figure name={t("admin.plan.owed")} amount={totalOf(plan.markets.map((one) => one.owed))} />
        <Figure name={t("admin.plan.shortfall")} amount={shortfall} isBad={isShort} />
        <Figure
          name={t("admin.plan.surplus")}
          amount={totalOf(plan.markets.map((one) => one.surplus))}
        />
      </dl>
      {isShort ? (
        <Notice tone="warn">
          {t("admin.shortfallHint", { amount: dollars(formatBigAmount(shortfall)) })}
        </Notice>
      ) : null}
      <DataTable
        label={t("admin.markets")}
        columns={[
          {
            key: "market",
            head: t("admin.market"),
            onPhone: "title",
            className: "max-w-0 w-full",
            cell: (row) => (
              <span className="block truncate">
                {questions.get(row.market_id) ?? row.market_id}
              </span>
            ),
          },
          {
            key: "pays",
            head: t("admin.yesPays"),
            isFigure: true,
            onPhone: "lead",
            cell: (row) =>
              row.ending.yes_payout === null
                ? t("admin.plan.ownCost")
                : percent(row.ending.yes_payout),
          },
          {
            key: "pool",
            head: t("admin.plan.pool"),
            isFigure: true,
            cell: (row) => dollars(row.pool),
          },
          {
            key: "owed",
            head: t("admin.plan.owed"),
            isFigure: true,
            cell: (row) => dollars(row.owed),
          },
          {
            key: "reserve",
            head: t("admin.plan.reserve"),
            isFigure: true,
            cell: (row) => dollars(row.reserve),
          },
          {
            key: "shortfall",
            head: t("admin.plan.shortfall"),
            isFigure: true,
            cell: (row) => dollars(row.shortfall),
          },
        ]}
        rows={plan.markets}
        keyOf={(row) => row.market_id}
      />
      {plan.holders.length === 0 ? (
        <Empty title={t("admin.plan.noHolders")} />
      ) : (
        <div className="grid gap-5 lg:grid-cols-2">
          <Holders title={t("admin.plan.winners", { count: winners.length })} holders={winners} />
          <Holders title={t("admin.plan.losers", { count: losers.length })} holders={losers} />
        </div>
      )}
      {even === 0 ? null : (
        <p className="text-xs text-ink-3">{t("admin.plan.even", { count: even })}</p>
      )}
      {policy === "cost-basis" ? <Related related={related} /> : null}
    </section>
  );
}

function Figure({
  name,
  amount,
  isBad = false,
}: {
  readonly name: ReactNode;
  readonly amount: bigint;
  readonly isBad?: boolean;
}) {
  return (
    <div>
      <dt className="text-2xs text-ink-3">{name}</dt>
      <dd className={clsx("num text-base font-semibold", isBad && "text-no")}>
        {dollars(formatBigAmount(amount))}
      </dd>
    </div>
  );
}

const SHOWN = 50;

function Holders({
  title,
  holders,
}: {
  readonly title: string;
  readonly holders: readonly Holder[];
}) {
  const { t } = useTranslation();
  return (
    <div className="min-w-0 rounded-md border border-line">
      <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">{title}</h2>
      {holders.length === 0 ? (
        <p className="p-4 text-sm text-ink-3">{t("admin.plan.nobody")}</p>
      ) : (
        <DataTable
          label={title}
          columns={[
            {
              key: "who",
              head: t("admin.account"),
              onPhone: "title",
              cell: (row) => (
                <>
                  <span className="font-medium">{row.account_id}</span>{" "}
                  <span className="text-2xs text-ink-3">{row.owner_id}</span>
                </>
              ),
            },
            {
              key: "paid",
              head: t("admin.plan.paid"),
              isFigure: true,
              cell: (row) => dollars(row.paid),
            },
            {
              key: "cost",
              head: t("admin.plan.cost"),
              isFigure: true,
              cell: (row) => dollars(row.cost),
            },
            {
              key: "gain",
              head: t("admin.plan.gain"),
              isFigure: true,
              onPhone: "lead",
              cell: (row) => (
                <span className={parseAmount(row.gain) > 0 ? "text-yes" : "text-no"}>
                  {signedDollars(row.gain)}
                </span>
              ),
            },
          ]}
          rows={holders.slice(0, SHOWN)}
          keyOf={(row) => row.account_id}
        />
      )}
      {holders.length > SHOWN ? (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">
          {t("admin.plan.moreHolders", { count: holders.length - SHOWN })}
        </p>
      ) : null}
    </div>
  );
}

/** Owners whose trades with each other look arranged: at cost they would be paid what they made up. */
function Related({ related }: { readonly related: VoidPlanAnswer["related"] }) {
  const { t } = useTranslation();
  if (related.pairs.length === 0) {
    return (
      <p className="text-xs text-ink-3">
        {t(related.history_seq === null ? "admin.plan.relatedUnknown" : "admin.plan.relatedNone")}
      </p>
    );
  }
  return (
    <div className="rounded-md border border-line">
      <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">
        {t("admin.plan.related")}
      </h2>
      <p className="px-4 pt-3 text-xs text-ink-3">{t("admin.plan.relatedHint")}</p>
      <DataTable
        label={t("admin.plan.related")}
        columns={[
          {
            key: "owners",
            head: t("admin.plan.owners"),
            onPhone: "title",
            cell: (row) => row.owner_ids.join(" ⇄ "),
          },
          {
            key: "signs",
            head: t("admin.plan.signs"),
            cell: (row) => (
              <span className="flex flex-wrap gap-1">
                {row.signs.map((sign) => (
                  <Badge key={sign} tone="warn">
                    {t(`admin.plan.sign.${sign}`)}
                  </Badge>
                ))}
              </span>
            ),
          },
          {
            key: "trades",
            head: t("admin.plan.trades"),
            isFigure: true,
            cell: (row) => row.trades,
          },
          {
            key: "quantity",
            head: t("book.shares"),
            isFigure: true,
            cell: (row) => shares(row.quantity),
          },
          {
            key: "value",
            head: t("admin.volume"),
            isFigure: true,
            cell: (row) => dollars(row.notional),
          },
        ]}
        rows={related.pairs}
        keyOf={(row) => row.owner_ids.join("/")}
      />
    </div>
  );
}
