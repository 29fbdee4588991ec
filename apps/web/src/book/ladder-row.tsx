import { price, quantity } from "@probity/core";
import { formatPrice, formatQuantity } from "@probity/protocol";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cents, shares, sharesShort } from "../i18n/format.ts";

/** Columns of the ladder: own buys, bids, price, asks, own sells. */
export const LADDER_COLUMNS =
  "grid grid-cols-[5rem_1fr_4.25rem_1fr_5rem] sm:grid-cols-[9rem_1fr_5.5rem_1fr_9rem]";

export interface LadderRowProps {
  readonly id: string;
  /** From 1, the header included. */
  readonly rowIndex: number;
  readonly at: number;
  /** Decimals of a cent. */
  readonly decimals: number;
  readonly top: number;
  readonly height: number;
  /** Lots. */
  readonly bid: number;
  readonly ask: number;
  /** Of the deepest level, 0 to 1. */
  readonly bidShare: number;
  readonly askShare: number;
  readonly ownBuy: number;
  readonly ownSell: number;
  /** Shares before the own orders, as decimal text; null: not known. */
  readonly buyAhead: string | null;
  readonly sellAhead: string | null;
  readonly isCursor: boolean;
  readonly isLast: boolean;
  readonly isArmed: boolean;
  /** What an order would be of, for the names of the cells. */
  readonly size: string;
  readonly onPlace: (side: "buy" | "sell", at: number) => void;
  readonly onCancel: (at: number, side: "buy" | "sell") => void;
  readonly onCursor: (at: number) => void;
}

/** One price of the ladder. Drawn again when something of it changes, and only then. */
export const LadderRow = memo(function LadderRow(row: LadderRowProps) {
  const { t } = useTranslation();
  const text = cents(formatPrice(price(row.at)), row.decimals);
  const told = t("ladder.row", { price: text, bid: lotsText(row.bid), ask: lotsText(row.ask) });
  const own = { buys: lotsText(row.ownBuy), sells: lotsText(row.ownSell) };
  return (
    <div
      id={row.id}
      role="row"
      aria-rowindex={row.rowIndex}
      aria-selected={row.isCursor}
      data-price={row.at}
      style={{ top: row.top, height: row.height }}
      className={clsx(
        LADDER_COLUMNS,
        "num absolute inset-x-0 border-b border-line text-xs",
        row.isCursor && "z-1 outline-2 -outline-offset-2 outline-accent",
      )}
    >
      <OwnCell side="buy" price={text} {...row} lots={row.ownBuy} ahead={row.buyAhead} />
      <DepthCell side="buy" price={text} {...row} lots={row.bid} share={row.bidShare} />
      <div
        role="gridcell"
        onClick={() => row.onCursor(row.at)}
        className={clsx(
          "flex items-center justify-center gap-1 border-x border-line font-semibold",
          row.isLast ? "bg-accent-soft text-accent" : "bg-sunken text-ink",
        )}
      >
        <span aria-hidden>
          {row.isLast ? "● " : ""}
          {text}
        </span>
        <span className="sr-only">
          {told}
          {row.ownBuy + row.ownSell > 0 ? `, ${t("ladder.rowOwn", own)}` : ""}
          {row.isLast ? `, ${t("ladder.last")}` : ""}
        </span>
      </div>
      <DepthCell side="sell" price={text} {...row} lots={row.ask} share={row.askShare} />
      <OwnCell side="sell" price={text} {...row} lots={row.ownSell} ahead={row.sellAhead} />
    </div>
  );
});

type CellProps = LadderRowProps & {
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly lots: number;
};

function DepthCell({
  side,
  price: text,
  lots,
  share,
  at,
  isArmed,
  size,
  onPlace,
}: CellProps & { readonly share: number }) {
  const { t } = useTranslation();
  const isBuy = side === "buy";
  return (
    <div role="gridcell" className="relative">
      <button
        type="button"
        tabIndex={-1}
        onClick={() => onPlace(side, at)}
        aria-label={t(isBuy ? "ladder.buyAt" : "ladder.sellAt", { size, price: text })}
        className={clsx(
          "absolute inset-0 flex items-center px-2.5 font-medium",
          isBuy ? "text-yes" : "text-no",
          isArmed
            ? isBuy
              ? "hover:bg-yes-soft hover:ring-2 hover:ring-yes hover:ring-inset"
              : "hover:bg-no-soft hover:ring-2 hover:ring-no hover:ring-inset"
            : "cursor-not-allowed",
        )}
      >
        <span
          aria-hidden
          className={clsx(
            "absolute inset-y-px",
            isBuy ? "right-0 origin-right bg-yes-soft" : "left-0 origin-left bg-no-soft",
            "w-full",
          )}
          style={{ transform: `scaleX(${lots === 0 ? 0 : Math.max(share, 0.02)})` }}
        />
        {/* As wide as the cell: a figure that grows moves nothing. */}
        <span className={clsx("relative w-full", isBuy ? "text-right" : "text-left")}>
          {lots === 0 ? "" : lotsText(lots)}
        </span>
      </button>
    </div>
  );
}

function OwnCell({
  side,
  price: text,
  lots,
  ahead,
  at,
  onCancel,
}: CellProps & { readonly ahead: string | null }) {
  const { t } = useTranslation();
  if (lots === 0) return <div role="gridcell" />;
  const isFirst = ahead !== null && Number(ahead) === 0;
  const placeBy = (figure: (quantity: string) => string): string =>
    ahead === null
      ? ""
      : isFirst
        ? t("ladder.first")
        : t("ladder.ahead", { quantity: figure(ahead) });
  const place = placeBy(shares);
  return (
    <div role="gridcell" className="p-0.5">
      <button
        type="button"
        tabIndex={-1}
        onClick={() => onCancel(at, side)}
        title={place}
        aria-label={`${t("ladder.cancelAt", { size: lotsText(lots), price: text })}${place === "" ? "" : `, ${place}`}`}
        className={clsx(
          "grid size-full grid-cols-[1fr_auto] content-center items-center gap-x-1.5 gap-y-1 rounded-sm px-1.5 text-left leading-none font-semibold sm:grid-cols-[auto_1fr_auto]",
          side === "buy" ? "bg-yes-strong text-on-side" : "bg-no-strong text-on-side",
        )}
      >
        <span>{lotsText(lots)}</span>
        {/* On a phone below the size, and short enough for either. */}
        <span className="order-last col-span-2 truncate text-2xs leading-none font-medium empty:hidden sm:order-none sm:col-span-1">
          {placeBy(sharesShort)}
        </span>
        <X size={12} aria-hidden className="shrink-0" />
      </button>
    </div>
  );
}

function lotsText(lots: number): string {
  return shares(formatQuantity(quantity(lots)));
}
