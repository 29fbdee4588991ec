import { formatPrice, formatQuantity } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import type { Level } from "@probity/market-data";
import { clsx } from "clsx";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cents, dollarsShort, shares } from "../i18n/format.ts";
import { useBook } from "../live/live.ts";
import { pick, useDraft } from "../ticket/draft.ts";
import type { Outcome } from "../ticket/draft.ts";
import { Figure } from "../ui/figure.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/surface.tsx";

/** Levels shown of each side; their places are kept when they are empty, so that nothing moves. */
const ROWS = 8;

interface Row extends Level {
  /** Lots of this level and all better ones. */
  readonly depth: number;
  /** µ$ of the same. */
  readonly notional: number;
}

function withDepth(levels: readonly Level[]): Row[] {
  let depth = 0;
  let notional = 0;
  return levels.slice(0, ROWS).map((level) => {
    depth += level.quantity;
    notional += level.quantity * level.price;
    return { ...level, depth, notional };
  });
}

/** The book of YES or NO: what is asked above, what is bid below, and how deep it is. */
export function OrderBook({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const draft = useDraft();
  const [chosen, choose] = useState<Outcome | null>(null);
  const outcome = chosen ?? (draft.market === market.market_id ? draft.outcome : "yes");
  const book = useBook(market.market_id);
  const { bids, asks } = useMemo(() => {
    const view = book.view(outcome, ROWS);
    return { bids: withDepth(view.bids), asks: withDepth(view.asks) };
  }, [book, outcome]);
  if (!book.isCurrent && bids.length === 0 && asks.length === 0)
    return <Skeleton className="m-4 h-96" />;
  const deepest = Math.max(bids.at(-1)?.depth ?? 0, asks.at(-1)?.depth ?? 0, 1);
  const [bestBid] = bids;
  const [bestAsk] = asks;
  const rows = (side: "bid" | "ask", levels: readonly Row[]) =>
    Array.from({ length: ROWS }, (_, at) => {
      const row = levels[at];
      return (
        <BookRow
          key={at}
          side={side}
          row={row}
          share={row === undefined ? 0 : row.depth / deepest}
          onPick={(price) =>
            pick({
              market: market.market_id,
              outcome,
              kind: "limit",
              price,
              side: side === "ask" ? "buy" : "sell",
            })
          }
        />
      );
    });
  return (
    <div data-testid="order-book" data-sequence={book.sequence}>
      <div className="flex items-center justify-between gap-3 px-4 py-3">
        <Segmented
          label={t("book.outcome")}
          value={outcome}
          choices={[
            { value: "yes", label: t("outcome.yes") },
            { value: "no", label: t("outcome.no") },
          ]}
          onChange={choose}
        />
        <span className="num text-2xs text-ink-3">
          <Figure
            text={t("book.spread", {
              spread:
                bestBid === undefined || bestAsk === undefined
                  ? "–"
                  : cents(formatPrice((bestAsk.price - bestBid.price) as typeof bestAsk.price)),
            })}
          />
        </span>
      </div>
      <table className="w-full table-fixed text-xs">
        <caption className="sr-only">
          {t("book.caption", { outcome: t(`outcome.${outcome}`) })}
        </caption>
        <thead>
          <tr className="text-2xs text-ink-3">
            <th scope="col" className="py-1 pl-4 text-left font-medium">
              {t("book.price")}
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              {t("book.shares")}
            </th>
            <th scope="col" className="py-1 pr-4 text-right font-medium">
              {t("book.total")}
            </th>
          </tr>
        </thead>
        <tbody>{rows("ask", asks).reverse()}</tbody>
        <tbody className="border-y border-line">
          <tr>
            <td colSpan={3} className="num px-4 py-1.5 text-ink-2">
              {t("book.last")}{" "}
              <span className="font-semibold text-ink">
                {market.last_price === null
                  ? "–"
                  : cents(outcome === "yes" ? market.last_price : 1 - Number(market.last_price))}
              </span>
            </td>
          </tr>
        </tbody>
        <tbody>{rows("bid", bids)}</tbody>
      </table>
    </div>
  );
}

function BookRow({
  side,
  row,
  share,
  onPick,
}: {
  readonly side: "bid" | "ask";
  readonly row: Row | undefined;
  readonly share: number;
  readonly onPick: (price: string) => void;
}) {
  const { t } = useTranslation();
  if (row === undefined) {
    return (
      <tr aria-hidden className="h-7">
        <td colSpan={3} />
      </tr>
    );
  }
  const price = formatPrice(row.price);
  return (
    <tr className="relative h-7 hover:bg-sunken" data-side={side}>
      <td className="pl-4">
        <span
          aria-hidden
          className={clsx(
            "absolute inset-y-px right-0 -z-0 w-full origin-right",
            side === "ask" ? "bg-no-soft" : "bg-yes-soft",
          )}
          style={{ transform: `scaleX(${share})` }}
        />
        <button
          type="button"
          onClick={() => onPick(price)}
          aria-label={t(side === "ask" ? "book.buyAt" : "book.sellAt", { price: cents(price) })}
          className={clsx(
            "relative font-semibold hover:underline",
            side === "ask" ? "text-no" : "text-yes",
          )}
        >
          {cents(price)}
        </button>
      </td>
      <td className="relative text-right">
        <Figure text={shares(formatQuantity(row.quantity))} />
      </td>
      <td className="relative pr-4 text-right text-ink-2">
        <Figure text={dollarsShort(row.notional / 1_000_000)} />
      </td>
    </tr>
  );
}
