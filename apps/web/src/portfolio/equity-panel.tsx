import { useQuery } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { ChartsBy } from "../ui/charts-by.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Panel, Skeleton } from "../ui/surface.tsx";
import { curveOf } from "./equity-curve.ts";
import { EQUITY_RANGES, equityQuery } from "./own-queries.ts";
import type { EquityRange } from "./own-queries.ts";

const EquityChart = lazy(() => import("./equity-chart.tsx"));
/** Time scales on which hours are told. */
const HOURLY: readonly EquityRange[] = ["1d", "1w"];

/** The account over time: what it was worth, or what it had made. */
export function EquityPanel({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const [range, setRange] = useState<EquityRange>("1w");
  const [of, setOf] = useState<"equity" | "profit">("equity");
  const { data, error, isPending } = useQuery(equityQuery(account, range));
  const isEmpty = data !== undefined && curveOf(data, "equity").every(({ value }) => value === 0);
  return (
    <Panel className="flex flex-col p-4" aria-label={t(`portfolio.curve.${of}`)}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t("portfolio.shown")}
          value={of}
          choices={[
            { value: "equity", label: t("portfolio.valueShort") },
            { value: "profit", label: t("portfolio.profit") },
          ]}
          onChange={setOf}
        />
        <Segmented
          label={t("event.range")}
          value={range}
          choices={(Object.keys(EQUITY_RANGES) as EquityRange[]).map((value) => ({
            value,
            label: t(`event.ranges.${value}`),
          }))}
          onChange={setRange}
        />
      </div>
      <div className="relative h-52 grow sm:h-64">
        {isPending ? (
          <Skeleton className="h-full" />
        ) : data === undefined || isEmpty ? (
          <p className="flex h-full items-center justify-center px-6 text-center text-sm text-ink-3">
            {data === undefined ? problemText(error) : t("portfolio.noCurve")}
          </p>
        ) : (
          <Suspense fallback={<Skeleton className="h-full" />}>
            <EquityChart points={data} of={of} hasHours={HOURLY.includes(range)} />
          </Suspense>
        )}
      </div>
      <p className="mt-1 text-right">
        <ChartsBy />
      </p>
    </Panel>
  );
}
