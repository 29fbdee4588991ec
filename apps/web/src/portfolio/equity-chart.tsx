import { AreaSeries, ColorType, CrosshairMode, createChart } from "lightweight-charts";
import type { IChartApi, UTCTimestamp } from "lightweight-charts";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "../app/theme.ts";
import { axisSeconds, dollars } from "../i18n/format.ts";
import { tokenColour } from "../theme/token-colour.ts";
import { curveOf } from "./equity-curve.ts";
import type { EquityPoint } from "./equity-curve.ts";

/** What an account was worth, or what it had made, from time to time. */
export default function EquityChart({
  points,
  of,
  hasHours,
}: {
  readonly points: readonly EquityPoint[];
  readonly of: "equity" | "profit";
  /** Whether the hour of a point is of interest. */
  readonly hasHours: boolean;
}) {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<IChartApi | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = createChart(element, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: tokenColour("--ink-3"),
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 11,
        // Said below: on a narrow chart it would lie on the line.
        attributionLogo: false,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: tokenColour("--line") } },
      crosshair: { mode: CrosshairMode.Magnet },
      rightPriceScale: {
        borderVisible: false,
        scaleMargins: { top: 0.12, bottom: 0.1 },
        entireTextOnly: true,
      },
      timeScale: { borderVisible: false, timeVisible: hasHours, secondsVisible: false },
      localization: { priceFormatter: (value: number) => dollars(value), locale: i18n.language },
      handleScale: false,
      handleScroll: false,
    });
    chart.current = made;
    return () => {
      chart.current = null;
      made.remove();
    };
  }, [theme, hasHours, i18n.language]);
  useEffect(() => {
    const made = chart.current;
    if (made === null) return undefined;
    const curve = curveOf(points, of);
    const isLoss = of === "profit" && (curve.at(-1)?.value ?? 0) < 0;
    const tone = of === "equity" ? "accent" : isLoss ? "no" : "yes";
    const series = made.addSeries(AreaSeries, {
      lineColor: tokenColour(`--${tone}`),
      topColor: tokenColour(`--${tone}-soft`),
      bottomColor: tokenColour("--surface"),
      lineWidth: 2,
      lastPriceAnimation: 0,
      priceLineVisible: false,
    });
    series.setData(
      curve.map(({ time, value }) => ({ time: axisSeconds(time) as UTCTimestamp, value })),
    );
    made.timeScale().fitContent();
    return () => {
      if (chart.current === made) made.removeSeries(series);
    };
  }, [points, of, theme, hasHours, i18n.language]);
  return (
    <div
      ref={box}
      role="figure"
      aria-label={t(`portfolio.curve.${of}`)}
      data-testid="equity-chart"
      className="h-full w-full"
    />
  );
}
