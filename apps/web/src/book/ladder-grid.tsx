import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useState } from "react";
import type { Ref, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { onNextFrame } from "../live/frame.ts";
import type { LadderLevels, OwnLevels } from "./ladder-levels.ts";
import { LADDER_COLUMNS, LadderRow } from "./ladder-row.tsx";
import { centDecimals, priceAt, rowOf, rowsOf } from "./price-grid.ts";
import type { PriceGrid } from "./price-grid.ts";

/** Rows drawn beyond what is seen, on either side. */
const MARGIN = 8;
/** The head of the columns, px. */
const HEAD = 32;

export interface LadderControl {
  /** Brings a price to the middle. */
  readonly centre: (at: number) => void;
  /** Scrolls as little as is needed to see a price. */
  readonly reveal: (at: number) => void;
  readonly focus: () => void;
}

/** All prices of a grid, of which those in sight are drawn. Nothing moves but what is scrolled. */
export function LadderGrid({
  control,
  scroller,
  grid,
  levels,
  own,
  ahead,
  outcome,
  cursor,
  last,
  isArmed,
  size,
  onPlace,
  onCancel,
  onCursor,
}: {
  readonly control: Ref<LadderControl>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly grid: PriceGrid;
  readonly levels: LadderLevels;
  readonly own: OwnLevels;
  readonly ahead: ReadonlyMap<string, string>;
  readonly outcome: "yes" | "no";
  readonly cursor: number | null;
  readonly last: number | null;
  readonly isArmed: boolean;
  readonly size: string;
  readonly onPlace: (side: "buy" | "sell", at: number) => void;
  readonly onCancel: (at: number, side: "buy" | "sell") => void;
  readonly onCursor: (at: number) => void;
}) {
  const { t } = useTranslation();
  const [height] = useState(() => (matchMedia("(pointer: coarse)").matches ? 36 : 28));
  const [seen, setSeen] = useState({ first: 0, count: 40 });
  const rows = rowsOf(grid);
  const decimals = centDecimals(grid);
  const look = useCallback((): void => {
    const box = scroller.current;
    if (box === null) return;
    const first = Math.max(Math.floor(box.scrollTop / height) - MARGIN, 0);
    const count = Math.ceil(box.clientHeight / height) + 2 * MARGIN;
    setSeen((old) => (old.first === first && old.count === count ? old : { first, count }));
  }, [height, scroller]);
  useLayoutEffect(look, [look, rows]);
  useEffect(() => {
    const onResize = (): void => onNextFrame(look);
    window.addEventListener("resize", onResize);
    return () => window.removeEventListener("resize", onResize);
  }, [look]);
  useImperativeHandle(
    control,
    () => ({
      centre: (at) => {
        const box = scroller.current;
        if (box === null) return;
        box.scrollTop = rowOf(grid, at) * height - (box.clientHeight - HEAD - height) / 2;
        look();
      },
      reveal: (at) => {
        const box = scroller.current;
        if (box === null) return;
        const top = rowOf(grid, at) * height;
        const bottom = top + height - (box.clientHeight - HEAD);
        if (box.scrollTop > top) box.scrollTop = top;
        else if (box.scrollTop < bottom) box.scrollTop = bottom;
        look();
      },
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [grid, height, look, scroller],
  );
  const end = Math.min(seen.first + seen.count, rows);
  const drawn = Array.from({ length: Math.max(end - seen.first, 0) }, (_, at) => seen.first + at);
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t("ladder.grid", { outcome: t(`outcome.${outcome}`) })}
      aria-rowcount={rows + 1}
      aria-colcount={5}
      {...(cursor === null ? {} : { "aria-activedescendant": rowId(cursor) })}
      onScroll={() => onNextFrame(look)}
      data-testid="ladder"
      className="relative h-[max(20rem,calc(100dvh-23.5rem))] md:h-[max(22rem,calc(100dvh-17.25rem))] overflow-y-auto overscroll-contain outline-none focus-visible:rounded-none focus-visible:outline-2 focus-visible:-outline-offset-2"
    >
      <div
        role="row"
        aria-rowindex={1}
        style={{ height: HEAD }}
        className={`${LADDER_COLUMNS} sticky top-0 z-2 border-b border-line bg-surface text-2xs font-medium text-ink-3`}
      >
        {(["ownBuys", "bids", "price", "asks", "ownSells"] as const).map((column, at) => (
          <div
            key={column}
            role="columnheader"
            className={`flex items-center px-2 ${["justify-start", "justify-end", "justify-center", "justify-start", "justify-end"][at] ?? ""}`}
          >
            <span className={column.startsWith("own") ? "sr-only sm:not-sr-only" : ""}>
              {t(`ladder.columns.${column}`)}
            </span>
            {column.startsWith("own") ? (
              <span aria-hidden className="sm:hidden">
                {t("ladder.columns.own")}
              </span>
            ) : null}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: rows * height }}>
        {drawn.map((row) => {
          const at = priceAt(grid, row);
          const bid = levels.bids.get(at) ?? 0;
          const ask = levels.asks.get(at) ?? 0;
          const buys = own.buys.get(at);
          const sells = own.sells.get(at);
          return (
            <LadderRow
              key={at}
              id={rowId(at)}
              rowIndex={row + 2}
              at={at}
              decimals={decimals}
              top={row * height}
              height={height}
              bid={bid}
              ask={ask}
              bidShare={bid / levels.deepest}
              askShare={ask / levels.deepest}
              ownBuy={buys?.lots ?? 0}
              ownSell={sells?.lots ?? 0}
              buyAhead={placeOf(buys?.ids, ahead)}
              sellAhead={placeOf(sells?.ids, ahead)}
              isCursor={at === cursor}
              isLast={at === last}
              isArmed={isArmed}
              size={size}
              onPlace={onPlace}
              onCancel={onCancel}
              onCursor={onCursor}
            />
          );
        })}
      </div>
    </div>
  );
}

function rowId(at: number): string {
  return `ladder-row-${at}`;
}

/** What stands before the first of some orders. */
function placeOf(
  ids: readonly string[] | undefined,
  ahead: ReadonlyMap<string, string>,
): string | null {
  const [first] = ids ?? [];
  return first === undefined ? null : (ahead.get(first) ?? null);
}
