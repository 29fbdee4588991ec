import { useQueries } from "@tanstack/react-query";
import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  LineSeries,
  LineStyle,
  createChart,
} from "lightweight-charts";
import type { IChartApi, ISeriesApi, UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "../app/theme.ts";
import { cents } from "../i18n/format.ts";
import { useLiveTrades } from "../live/live.ts";
import { Skeleton } from "../ui/surface.tsx";
import { candlesQuery } from "./event-queries.ts";
import type { Range } from "./event-queries.ts";

/** A price that is drawn across the chart. */
export interface PriceLine {
  readonly price: number;
  readonly title: string;
  readonly tone: "yes" | "no" | "accent";
}

export interface ChartedMarket {
  readonly market: string;
  readonly name: string;
}

/** Colours of the lines, by their place; each line has its name at its end as well. */
const LINES = ["--accent", "--yes", "--no", "--warn"] as const;

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const seconds = (time: string): UTCTimestamp =>
  Math.floor(Date.parse(time) / 1_000) as UTCTimestamp;

/** Prices of YES over time: lines of several markets, or candles of one. */
export default function PriceChart({
  markets,
  range,
  kind,
  lines,
}: {
  readonly markets: readonly ChartedMarket[];
  readonly range: Range;
  readonly kind: "line" | "candles";
  readonly lines: readonly PriceLine[];
}) {
  const { t } = useTranslation();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<IChartApi | null>(null);
  const series = useRef<ISeriesApi<"Line" | "Candlestick">[]>([]);
  const results = useQueries({ queries: markets.map(({ market }) => candlesQuery(market, range)) });
  const isPending = results.some((result) => result.isPending);
  const drawn = results.map(({ data }) => data ?? []);
  const [first] = markets;
  const { trades } = useLiveTrades(first?.market ?? "");
  const [last] = trades;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = createChart(element, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: colour("--ink-3"),
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 11,
        attributionLogo: true,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: colour("--line") } },
      crosshair: { mode: CrosshairMode.Magnet },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.08 } },
      timeScale: {
        borderVisible: false,
        timeVisible: range !== "all" && range !== "1m",
        secondsVisible: false,
      },
      localization: { priceFormatter: (price: number) => cents(price) },
      handleScale: { mouseWheel: false },
    });
    chart.current = made;
    return () => {
      chart.current = null;
      series.current = [];
      made.remove();
    };
  }, [theme, range]);

  useEffect(() => {
    const made = chart.current;
    if (made === null) return;
    for (const old of series.current) made.removeSeries(old);
    series.current = drawn.map((candles, at) => {
      const name = markets[at]?.name ?? "";
      if (kind === "candles" && at === 0) {
        const added = made.addSeries(CandlestickSeries, {
          upColor: colour("--yes-strong"),
          downColor: colour("--no-strong"),
          wickUpColor: colour("--yes-strong"),
          wickDownColor: colour("--no-strong"),
          borderVisible: false,
          priceFormat: { type: "price", precision: 4, minMove: 0.0001 },
        });
        added.setData(
          candles.map(({ time, open, high, low, close }) => ({
            time: seconds(time),
            open: Number(open),
            high: Number(high),
            low: Number(low),
            close: Number(close),
          })),
        );
        return added;
      }
      const added = made.addSeries(LineSeries, {
        color: colour(LINES[at % LINES.length] ?? "--accent"),
        lineWidth: 2,
        title: markets.length > 1 ? name : "",
        priceFormat: { type: "price", precision: 4, minMove: 0.0001 },
        lastPriceAnimation: 0,
      });
      added.setData(
        candles.map(({ time, close }) => ({ time: seconds(time), value: Number(close) })),
      );
      return added;
    });
    const [main] = series.current;
    for (const { price, title, tone } of main === undefined ? [] : lines) {
      main?.createPriceLine({
        price,
        title,
        color: colour(`--${tone}`),
        lineStyle: LineStyle.Dashed,
        lineWidth: 1,
        axisLabelVisible: true,
      });
    }
    made.timeScale().fitContent();
    // Drawn anew when what it shows is another picture; what is the same is the same text.
  }, [
    JSON.stringify(drawn.map((candles) => [candles.length, candles.at(-1)])),
    kind,
    theme,
    range,
    JSON.stringify(lines),
    JSON.stringify(markets),
  ]);

  useEffect(() => {
    const [main] = series.current;
    if (main === undefined || last === undefined || kind !== "line") return;
    try {
      main.update({ time: seconds(last.time), value: Number(last.price) });
    } catch {
      // Older than what is drawn already.
    }
  }, [last, kind]);

  const isEmpty = !isPending && drawn.every((candles) => candles.length === 0);
  return (
    <div className="relative h-64 sm:h-80" data-testid="price-chart">
      <div
        ref={box}
        role="img"
        aria-label={t("event.chartOf", { what: markets.map(({ name }) => name).join(", ") })}
        className="absolute inset-0"
      />
      {isPending ? <Skeleton className="absolute inset-2" /> : null}
      {isEmpty ? (
        <p className="absolute inset-0 flex items-center justify-center text-sm text-ink-3">
          {t("event.noPrices")}
        </p>
      ) : null}
    </div>
  );
}
