import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { useTheme } from "../app/theme.ts";
import { Skeleton } from "../ui/surface.tsx";
import { bars, carried } from "./chart-data.ts";
import { ChartPicture } from "./chart-picture.ts";
import type { Drawn, Hovered, PriceLine } from "./chart-picture.ts";
import { intervalOf, windowOf } from "./chart-range.ts";
import type { Range } from "./chart-range.ts";
import { candlesQuery } from "./event-queries.ts";
import { useLivePrices } from "./live-prices.ts";

export interface ChartedMarket {
  readonly market: Market;
  readonly name: string;
  /** Token of its line's colour. */
  readonly colour: string;
}

/** Prices of YES over time: lines of several markets, or candles of the first. */
export default function PriceChart({
  event,
  charted,
  chosen,
  range,
  kind,
  lines,
  areLinesNamed,
  createdAt,
  onHover,
}: {
  readonly event: string;
  readonly charted: readonly ChartedMarket[];
  readonly chosen: string;
  readonly range: Range;
  readonly kind: "line" | "candles";
  readonly lines: readonly PriceLine[];
  readonly areLinesNamed: boolean;
  /** Of the event, ms since 1970. */
  readonly createdAt: number;
  readonly onHover: (hovered: Hovered | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const picture = useRef<ChartPicture | null>(null);
  const shownFor = useRef("");
  const interval = intervalOf(range, Date.now() - createdAt);
  const ids = charted.map(({ market }) => market.market_id);
  const { data, error, isPending } = useQuery(candlesQuery(ids, range, interval));
  const names = ids.join();

  const { drawn, window } = useMemo(() => {
    const wanted = windowOf(range, interval, createdAt, Date.now());
    const all = charted.map(({ market, colour }): Drawn => {
      const candles = data?.get(market.market_id) ?? [];
      if (kind === "candles") return { kind, bars: bars(candles, wanted) };
      const last = market.last_price === null ? null : Number(market.last_price);
      const isStrong = charted.length > 1 && market.market_id === chosen;
      return { kind, colour, isStrong, points: carried(candles, wanted, last) };
    });
    return { drawn: all, window: wanted };
    // `names` stands for the markets.
  }, [data, names, kind, chosen, range, interval, createdAt]);

  const hover = useEffectEvent(onHover);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new ChartPicture(element, (hovered) => hover(hovered));
    picture.current = made;
    shownFor.current = "";
    return () => {
      picture.current = null;
      made.close();
    };
  }, [theme, i18n.language]);

  useEffect(() => {
    if (isPending) return;
    const now = `${names}/${kind}/${range}`;
    picture.current?.show(drawn, window, shownFor.current !== now);
    shownFor.current = now;
  }, [drawn, window, isPending, theme, i18n.language]);

  useEffect(() => {
    picture.current?.across(lines, areLinesNamed);
  }, [lines, areLinesNamed, drawn, isPending, theme, i18n.language]);

  const prices = useLivePrices(event);
  const told = useRef(new Map<string, string>());
  useEffect(() => {
    for (const [at, { market }] of charted.entries()) {
      const price = prices.get(market.market_id);
      if (price === undefined || told.current.get(market.market_id) === price) continue;
      told.current.set(market.market_id, price);
      picture.current?.tick(at, Number(price), Date.now() / 1_000);
    }
  }, [prices, charted]);

  const isEmpty =
    !isPending && drawn.every((one) => (one.kind === "line" ? one.points : one.bars).length === 0);
  return (
    <div className="relative h-64 sm:h-80" data-testid="price-chart">
      <div
        ref={box}
        role="img"
        aria-label={t("event.chartOf", { what: charted.map(({ name }) => name).join(", ") })}
        className="absolute inset-0"
      />
      {isPending ? <Skeleton className="absolute inset-0 rounded-md" /> : null}
      {data === undefined && error !== null ? (
        // Not a flat line at the last price: nobody knows.
        <p
          role="alert"
          className="absolute inset-0 flex items-center justify-center bg-surface px-6 text-center text-sm text-ink-3"
        >
          {problemText(error)}
        </p>
      ) : isEmpty ? (
        <p className="absolute inset-0 flex items-center justify-center bg-surface text-sm text-ink-3">
          {t("event.noPrices")}
        </p>
      ) : null}
    </div>
  );
}
