import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineSeries,
  LineStyle,
  createChart,
} from "lightweight-charts";
import type { IChartApi, IPriceLine, ISeriesApi, UTCTimestamp } from "lightweight-charts";
import { axisSeconds, axisTime, cents } from "../i18n/format.ts";
import { tokenColour } from "../theme/token-colour.ts";
import { extended, stepOf } from "./chart-data.ts";
import type { Bar, Point, Window } from "./chart-data.ts";

/** A price that is drawn across the chart. */
export interface PriceLine {
  readonly price: number;
  /** Written on the chart, where there is room; its price stands at the axis. */
  readonly title: string;
  readonly tone: "yes" | "no" | "accent";
}

/** What one series shows; a line's colour is the name of a token. */
export type Drawn =
  | {
      readonly kind: "line";
      readonly colour: string;
      readonly isStrong: boolean;
      readonly points: readonly Point[];
    }
  | { readonly kind: "candles"; readonly bars: readonly (Bar | { readonly time: number })[] };

/** What is under the pointer: a value of each series, or the candle. */
export interface Hovered {
  readonly time: number;
  readonly values: readonly (number | null)[];
  readonly bar: Bar | null;
}

type AnySeries = ISeriesApi<"Line" | "Candlestick">;

/** The least height of the scale, dollars a share: a cent's wobble is not to look like a crash. */
const LEAST_SPAN = 0.1;

const shown = (seconds: number): UTCTimestamp => axisSeconds(seconds) as UTCTimestamp;

const SCALED = {
  priceFormat: { type: "price", precision: 4, minMove: 0.0001 },
  autoscaleInfoProvider: (
    usual: () => { priceRange: { minValue: number; maxValue: number } | null } | null,
  ) => {
    const info = usual();
    const range = info?.priceRange ?? null;
    if (info === null || range === null) return info;
    const { minValue, maxValue } = range;
    const missing = Math.max(0, LEAST_SPAN - (maxValue - minValue)) / 2;
    const low = Math.max(0, Math.min(minValue - missing, 1 - LEAST_SPAN));
    const high = Math.min(1, Math.max(maxValue + missing, LEAST_SPAN));
    return { ...info, priceRange: { minValue: low, maxValue: high } };
  },
} as const;

/** A chart in an element, drawn from what it is told; React has no part in it. */
export class ChartPicture {
  readonly #chart: IChartApi;
  readonly #onHover: (hovered: Hovered | null) => void;
  #series: AnySeries[] = [];
  #volume: ISeriesApi<"Histogram"> | null = null;
  #lines: IPriceLine[] = [];
  #drawn: readonly Drawn[] = [];
  #window: Window = { from: 0, to: 0, step: 60 };
  #lastBar: Bar | undefined;

  constructor(element: HTMLElement, onHover: (hovered: Hovered | null) => void) {
    this.#onHover = onHover;
    this.#chart = createChart(element, {
      autoSize: true,
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: tokenColour("--ink-3"),
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 11,
        // Said in text below: nothing within the picture takes the focus.
        attributionLogo: false,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: tokenColour("--line") } },
      crosshair: {
        mode: CrosshairMode.Magnet,
        vertLine: {
          color: tokenColour("--line-strong"),
          labelBackgroundColor: tokenColour("--ink-2"),
        },
        horzLine: {
          color: tokenColour("--line-strong"),
          labelBackgroundColor: tokenColour("--ink-2"),
        },
      },
      rightPriceScale: {
        borderVisible: false,
        scaleMargins: { top: 0.1, bottom: 0.06 },
        // A figure at the edge is left out rather than cut.
        entireTextOnly: true,
      },
      timeScale: { borderVisible: false, fixLeftEdge: true, fixRightEdge: true },
      handleScale: { mouseWheel: false },
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
    });
    this.#chart.subscribeCrosshairMove((move) => {
      if (move.time === undefined || move.point === undefined) return this.#onHover(null);
      const values = this.#series.map((one) => {
        const data = move.seriesData.get(one);
        if (data === undefined) return null;
        if ("value" in data) return data.value;
        return "close" in data ? data.close : null;
      });
      const time = Number(move.time) - axisSeconds(0);
      this.#onHover({ time, values, bar: this.#barAt(time) });
    });
  }

  /** @param isNew another picture than before: all of it is brought into view. */
  show(drawn: readonly Drawn[], window: Window, isNew: boolean): void {
    this.#window = window;
    const isAnother =
      drawn.length !== this.#drawn.length ||
      drawn.some((one, at) => one.kind !== this.#drawn[at]?.kind);
    this.#drawn = drawn;
    if (isAnother) this.#begin(drawn);
    for (const [at, one] of drawn.entries()) {
      const series = this.#series[at];
      if (series === undefined) continue;
      if (one.kind === "line") {
        const line = series as ISeriesApi<"Line">;
        line.applyOptions({ color: tokenColour(one.colour), lineWidth: one.isStrong ? 3 : 2 });
        line.setData(one.points.map(({ time, value }) => ({ time: shown(time), value })));
      } else {
        this.#showBars(series as ISeriesApi<"Candlestick">, one.bars);
      }
    }
    const isLong = window.to - window.from > 2 * 86_400;
    this.#chart.applyOptions({
      localization: {
        priceFormatter: (price: number) => cents(price),
        timeFormatter: (time: number) => axisTime(time, "moment"),
      },
      timeScale: {
        timeVisible: !isLong,
        secondsVisible: false,
        // Times of day stand between days, days between months.
        tickMarkFormatter: (time: number, kind: number) =>
          axisTime(time, kind >= 3 ? "time" : kind === 2 ? "day" : "month"),
      },
    });
    if (isNew || isAnother) this.#chart.timeScale().fitContent();
  }

  /** Own orders and the like, across the first series. @param areNamed on the chart itself. */
  across(lines: readonly PriceLine[], areNamed: boolean): void {
    const [main] = this.#series;
    for (const line of this.#lines) main?.removePriceLine(line);
    this.#lines = lines.flatMap(({ price, title, tone }) => {
      const made = main?.createPriceLine({
        price,
        title: areNamed ? title : "",
        color: tokenColour(`--${tone}`),
        lineStyle: LineStyle.Dashed,
        lineWidth: 1,
        axisLabelVisible: areNamed,
      });
      return made === undefined ? [] : [made];
    });
  }

  /** The live end of a series. @param price of YES, dollars. */
  tick(at: number, price: number, seconds: number): void {
    const series = this.#series[at];
    const drawn = this.#drawn[at];
    if (series === undefined || drawn === undefined) return;
    const time = stepOf(seconds, this.#window);
    try {
      if (drawn.kind === "line") {
        (series as ISeriesApi<"Line">).update({ time: shown(time), value: price });
      } else {
        this.#lastBar = extended(this.#lastBar, time, price);
        series.update({ ...this.#lastBar, time: shown(this.#lastBar.time) });
      }
    } catch {
      // Older than what is drawn already.
    }
  }

  close(): void {
    this.#chart.remove();
  }

  #begin(drawn: readonly Drawn[]): void {
    for (const old of this.#series) this.#chart.removeSeries(old);
    if (this.#volume !== null) this.#chart.removeSeries(this.#volume);
    this.#volume = null;
    this.#lines = [];
    this.#series = drawn.map((one) => {
      const series =
        one.kind === "line"
          ? this.#chart.addSeries(LineSeries, {
              ...SCALED,
              lastValueVisible: drawn.length === 1,
              priceLineVisible: drawn.length === 1,
              crosshairMarkerRadius: 4,
            })
          : this.#chart.addSeries(CandlestickSeries, {
              ...SCALED,
              upColor: tokenColour("--yes-strong"),
              downColor: tokenColour("--no-strong"),
              wickUpColor: tokenColour("--yes-strong"),
              wickDownColor: tokenColour("--no-strong"),
              borderVisible: false,
            });
      return series as AnySeries;
    });
  }

  #showBars(
    series: ISeriesApi<"Candlestick">,
    bars: readonly (Bar | { readonly time: number })[],
  ): void {
    series.setData(bars.map((bar) => ({ ...bar, time: shown(bar.time) })));
    const known = bars.filter((bar): bar is Bar => "close" in bar);
    this.#lastBar = known.at(-1);
    this.#volume ??= this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
      color: tokenColour("--line-strong"),
    });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.#volume.setData(known.map(({ time, volume }) => ({ time: shown(time), value: volume })));
  }

  #barAt(time: number): Bar | null {
    const [first] = this.#drawn;
    if (first?.kind !== "candles") return null;
    const bar = first.bars.find((one) => one.time === time);
    return bar !== undefined && "close" in bar ? bar : null;
  }
}
