import { PRICE_ONE, quantity } from "@probity/core";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { Market } from "@probity/protocol";
import type { Level } from "@probity/market-data";
import { clsx } from "clsx";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cents, dollarsShort, shares } from "../i18n/format.ts";
import { useBook, useLiveOrders } from "../live/live.ts";
import { useLivePrices } from "../markets/live-prices.ts";
import { useSession } from "../session/session.ts";
import { pick, useDraft } from "../ticket/draft.ts";
import type { Outcome } from "../ticket/draft.ts";
import { Figure } from "../ui/figure.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Empty, Skeleton } from "../ui/surface.tsx";
import { ownAtPrice } from "./own-at-price.ts";

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
  const state = useSession();
  const { open } = useLiveOrders(state.status === "signed-in" ? state.account : null);
  const own = useMemo(
    () => ownAtPrice(open, market.market_id, outcome),
    [open, market.market_id, outcome],
  );
  if (!book.isCurrent && bids.length === 0 && asks.length === 0)
    return <Skeleton className="m-4 h-[30rem]" />;
  const isEmpty = bids.length === 0 && asks.length === 0;
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
          own={row === undefined ? undefined : own.get(`${side} ${formatPrice(row.price)}`)}
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
    <div data-testid="order-book" data-sequence={book.sequence} className="relative pb-2">
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
        <span className="text-2xs text-ink-3">{t("book.pickHint")}</span>
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
            <td colSpan={2} className="px-4 py-2 text-ink-2">
              {t("book.last")} <LastPrice market={market} outcome={outcome} />
            </td>
            <td className="py-2 pr-4 text-right whitespace-nowrap text-ink-3">
              <Figure
                text={t("book.spread", {
                  spread:
                    bestBid === undefined || bestAsk === undefined
                      ? "–"
                      : cents((bestAsk.price - bestBid.price) / PRICE_ONE),
                })}
              />
            </td>
          </tr>
        </tbody>
        <tbody>{rows("bid", bids)}</tbody>
      </table>
      {isEmpty ? (
        <div className="absolute inset-x-0 top-24 bg-surface">
          <Empty title={t("book.empty")}>{t("book.emptyHint")}</Empty>
        </div>
      ) : null}
    </div>
  );
}

/** The price of the last trade, as trades come in. */
function LastPrice({ market, outcome }: { readonly market: Market; readonly outcome: Outcome }) {
  const prices = useLivePrices(market.event_id);
  const last = prices.get(market.market_id) ?? market.last_price;
  return (
    <span className="font-semibold text-ink">
      {last === null ? "–" : cents(outcome === "yes" ? last : 1 - Number(last))}
    </span>
  );
}

/** The colour of the bar that shows how deep the book is. */
const DEPTH = {
  ask: "bg-linear-to-r from-no-soft to-no-soft",
  bid: "bg-linear-to-r from-yes-soft to-yes-soft",
} as const;

function BookRow({
  side,
  row,
  own,
  share,
  onPick,
}: {
  readonly side: "bid" | "ask";
  readonly row: Row | undefined;
  /** Lots of one's own orders at the price. */
  readonly own: number | undefined;
  readonly share: number;
  readonly onPick: (price: string) => void;
}) {
  const { t } = useTranslation();
  if (row === undefined) {
    return (
      <tr aria-hidden className="h-7">
        <td colSpan={3} className="pl-4">
          <span className="block h-px w-4 bg-line" />
        </td>
      </tr>
    );
  }
  const price = formatPrice(row.price);
  return (
    <tr
      className={clsx(
        "relative h-7 cursor-pointer bg-right bg-no-repeat hover:bg-sunken",
        side === "ask" ? DEPTH.ask : DEPTH.bid,
      )}
      // The bar is the row's own ground: no box that could move.
      style={{ backgroundSize: `${share * 100}% calc(100% - 2px)` }}
      data-side={side}
    >
      <td className="pl-4">
        <button
          type="button"
          onClick={() => onPick(price)}
          aria-label={t(side === "ask" ? "book.buyAt" : "book.sellAt", { price: cents(price) })}
          className={clsx(
            // All of the row picks the price.
            "font-semibold after:absolute after:inset-0",
            side === "ask" ? "text-no" : "text-yes",
          )}
        >
          <span className="relative">{cents(price)}</span>
        </button>
        {own === undefined ? null : (
          <span className="relative ml-2 rounded-sm bg-accent-soft px-1 text-2xs font-medium text-accent">
            {t("book.own", { quantity: shares(formatQuantity(quantity(own))) })}
          </span>
        )}
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
