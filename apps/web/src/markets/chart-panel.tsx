import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ChartCandlestick, ChartLine, TrendingDown, TrendingUp } from "lucide-react";
import { Suspense, lazy, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import {
  axisSeconds,
  axisTime,
  cents,
  dollarsShort,
  number as figure,
  percent,
} from "../i18n/format.ts";
import { ChartsBy } from "../ui/charts-by.tsx";
import { LINE_COLOURS } from "../ui/overlaid-lines.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Panel, Skeleton } from "../ui/surface.tsx";
import { carried, change } from "./chart-data.ts";
import type { Hovered } from "./chart-picture.ts";
import { RANGES, fittingRange, intervalOf, isRange, windowOf } from "./chart-range.ts";
import type { Range } from "./chart-range.ts";
import { candlesQuery } from "./event-queries.ts";
import { useProbability } from "./live-prices.ts";
import { MarketBadge } from "./market-badge.tsx";
import { useOwnLines } from "./own-lines.ts";
import type { OwnLine } from "./own-lines.ts";
import type { ChartedMarket } from "./price-chart.tsx";
import { Probability } from "./probability.tsx";
import { useIsWide } from "./wide-page.ts";

const PriceChart = lazy(() => import("./price-chart.tsx"));
const RANGE_KEY = "probity.chart.range";
const KIND_KEY = "probity.chart.kind";
type Kind = "line" | "candles";
/** Own lines that are named on the chart itself. */
const NAMED_LINES = 4;

/** The likeliest few, and the chosen one; each keeps its colour when another is chosen. */
function chartedOf(markets: readonly Market[], chosen: Market): readonly Market[] {
  const few = markets.slice(0, LINE_COLOURS.length);
  return few.includes(chosen) ? few : [...few.slice(0, -1), chosen];
}

/** How likely it is, and how that came about. @param markets likeliest first. */
export function ChartPanel({
  markets,
  chosen,
  names,
  createdAt,
  onChoose,
}: {
  readonly markets: readonly Market[];
  readonly chosen: Market;
  readonly names: ReadonlyMap<string, string>;
  readonly createdAt: number;
  readonly onChoose: (market: Market) => void;
}) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>(() => {
    const kept = localStorage.getItem(RANGE_KEY);
    const fitting = fittingRange(Date.now() - createdAt);
    // What was chosen once is kept, but not a week of an event of this hour.
    const longest = RANGES[fitting].ms ?? 0;
    return isRange(kept) && (RANGES[kept].ms ?? 0) <= longest ? kept : fitting;
  });
  const [kind, setKind] = useState<Kind>(() =>
    localStorage.getItem(KIND_KEY) === "candles" ? "candles" : "line",
  );
  const [hovered, hover] = useState<Hovered | null>(null);
  const lines = useOwnLines(chosen);
  const charted = useMemo(
    () =>
      (kind === "candles" ? [chosen] : chartedOf(markets, chosen)).map(
        (market, at): ChartedMarket => ({
          market,
          name: names.get(market.market_id) ?? market.question,
          colour: LINE_COLOURS[at] ?? LINE_COLOURS[0],
        }),
      ),
    [kind, chosen, markets, names],
  );
  const isSingle = markets.length === 1;
  const isWide = useIsWide();
  // More of them, or less room, and they would cover the end of the lines.
  const areLinesNamed = isWide && lines.length <= NAMED_LINES;
  return (
    <Panel className="p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <Head
          market={chosen}
          charted={charted}
          name={isSingle ? null : (names.get(chosen.market_id) ?? chosen.question)}
          range={range}
          createdAt={createdAt}
        />
        <div className="flex flex-wrap gap-2">
          <Segmented
            label={t("event.range")}
            value={range}
            choices={(Object.keys(RANGES) as Range[]).map((value) => ({
              value,
              label: t(`event.ranges.${value}`),
            }))}
            onChange={(next) => {
              localStorage.setItem(RANGE_KEY, next);
              setRange(next);
            }}
          />
          <Segmented
            label={t("event.chartKind")}
            value={kind}
            choices={[
              {
                value: "line",
                label: (
                  <Labelled icon={<ChartLine size={14} aria-hidden />} text={t("event.line")} />
                ),
              },
              {
                value: "candles",
                label: (
                  <Labelled
                    icon={<ChartCandlestick size={14} aria-hidden />}
                    text={t("event.candles")}
                  />
                ),
              },
            ]}
            onChange={(next) => {
              localStorage.setItem(KIND_KEY, next);
              setKind(next);
            }}
          />
        </div>
      </div>
      <Legend
        charted={charted}
        chosen={chosen.market_id}
        kind={kind}
        hovered={hovered}
        onChoose={onChoose}
      />
      <Suspense fallback={<Skeleton className="h-64 rounded-md sm:h-80" />}>
        <PriceChart
          event={chosen.event_id}
          charted={charted}
          chosen={chosen.market_id}
          range={range}
          kind={kind}
          lines={lines}
          areLinesNamed={areLinesNamed}
          createdAt={createdAt}
          onHover={hover}
        />
      </Suspense>
      {/* Always there: nothing moves when an order comes or goes. */}
      <div className="mt-2 flex min-h-5 items-center justify-end gap-4">
        {areLinesNamed ? null : <OwnLines lines={lines} />}
        <ChartsBy />
      </div>
    </Panel>
  );
}

/** The chosen market's figure, and how it moved within what the chart shows. */
function Head({
  market,
  charted,
  name,
  range,
  createdAt,
}: {
  readonly market: Market;
  /** All that the chart asks candles of: it is one question. */
  readonly charted: readonly ChartedMarket[];
  readonly name: string | null;
  readonly range: Range;
  readonly createdAt: number;
}) {
  const { t } = useTranslation();
  const probability = useProbability(market, market.event_id);
  const interval = intervalOf(range, Date.now() - createdAt);
  const ids = charted.map((one) => one.market.market_id);
  const { data } = useQuery(candlesQuery(ids, range, interval));
  const window = windowOf(range, interval, createdAt, Date.now());
  const moved = change(
    carried(data?.get(market.market_id) ?? [], window, null),
    probability === null ? null : Number(probability),
  );
  const points = moved === null ? 0 : Math.round(moved * 100);
  const Arrow = points < 0 ? TrendingDown : TrendingUp;
  return (
    <div className="min-w-0">
      {name === null ? null : <p className="truncate text-xs font-medium text-ink-2">{name}</p>}
      <p className="flex min-h-9 items-baseline gap-2">
        {probability === null ? (
          <span className="text-sm text-ink-3">{t("event.noPrice")}</span>
        ) : (
          <>
            <span className="num text-3xl font-semibold tracking-tight" data-testid="probability">
              {percent(probability)}
            </span>
            <span className="text-xs text-ink-3">{t("home.chance")}</span>
          </>
        )}
        {points === 0 ? null : (
          <span
            className={clsx(
              "num inline-flex items-center gap-1 text-xs font-medium",
              points > 0 ? "text-yes" : "text-no",
            )}
          >
            <Arrow size={14} aria-hidden className="self-center" />
            {t("event.moved", {
              count: Math.abs(points),
              points: figure("signedPoints", { signDisplay: "always" }).format(points),
            })}
          </span>
        )}
        <MarketBadge market={market} />
      </p>
    </div>
  );
}

/** Which line is whose, and what each was worth under the pointer. */
function Legend({
  charted,
  chosen,
  kind,
  hovered,
  onChoose,
}: {
  readonly charted: readonly ChartedMarket[];
  readonly chosen: string;
  readonly kind: Kind;
  readonly hovered: Hovered | null;
  readonly onChoose: (market: Market) => void;
}) {
  const { t } = useTranslation();
  const bar = hovered?.bar;
  return (
    <div className="num mt-2 mb-1 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-2xs text-ink-2">
      {kind === "candles" || charted.length === 1
        ? null
        : charted.map(({ market, name, colour }, at) => {
            const value = hovered?.values[at];
            return (
              <button
                key={market.market_id}
                type="button"
                aria-pressed={market.market_id === chosen}
                onClick={() => onChoose(market)}
                className={clsx(
                  "flex items-center gap-1.5 hover:text-ink",
                  market.market_id === chosen && "font-semibold text-ink",
                )}
              >
                <span
                  aria-hidden
                  className="size-2 shrink-0 rounded-full"
                  style={{ background: `var(${colour})` }}
                />
                <span className="max-w-32 truncate">{name}</span>
                <span className="w-8 text-left">
                  {value === undefined || value === null ? (
                    <Probability market={market} scope={market.event_id} />
                  ) : (
                    percent(value)
                  )}
                </span>
              </button>
            );
          })}
      {hovered === null ? null : (
        <span className="ml-auto flex gap-x-3 text-ink-3">
          {bar === null || bar === undefined ? null : (
            <span>
              {t("event.bar", {
                open: cents(bar.open),
                high: cents(bar.high),
                low: cents(bar.low),
                close: cents(bar.close),
                volume: dollarsShort(bar.volume),
              })}
            </span>
          )}
          {kind === "line" && charted.length === 1 && typeof hovered.values[0] === "number" ? (
            <span className="font-medium text-ink">{cents(hovered.values[0])}</span>
          ) : null}
          <span>{axisTime(axisSeconds(hovered.time), "moment")}</span>
        </span>
      )}
    </div>
  );
}

/** Own lines in words, on one line that can be pushed along. */
function OwnLines({ lines }: { readonly lines: readonly OwnLine[] }) {
  const { t } = useTranslation();
  if (lines.length === 0) return null;
  return (
    <div
      role="region"
      aria-label={t("event.ownLines")}
      tabIndex={0}
      className="min-w-0 flex-1 [scrollbar-width:none] overflow-x-auto"
    >
      <ul className="num flex gap-4 text-2xs whitespace-nowrap text-ink-2">
        {lines.map(({ text, tone }, at) => (
          <li key={at} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className="w-3 border-t-2 border-dashed"
              style={{ borderColor: `var(--${tone})` }}
            />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Labelled({ icon, text }: { readonly icon: ReactNode; readonly text: string }) {
  return (
    <span className="flex items-center gap-1.5">
      {icon}
      <span className="sr-only">{text}</span>
    </span>
  );
}
