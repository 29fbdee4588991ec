import type { Market } from "@probity/protocol";
import { formatPrice } from "@probity/protocol";
import { clsx } from "clsx";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cents, dollarsShort, percent } from "../i18n/format.ts";
import { useBook } from "../live/live.ts";
import { pick, useDraft } from "../ticket/draft.ts";
import type { Outcome } from "../ticket/draft.ts";
import { Button } from "../ui/button.tsx";
import { priceChipClass } from "../ui/price.tsx";
import { useProbability } from "./live-prices.ts";
import { MarketBadge } from "./market-badge.tsx";

/** Outcomes shown before one asks for all: each listens to its book. */
const SHOWN = 12;

/** The outcomes of an event, likeliest first, each with what its shares cost now. */
export function OutcomeList({
  markets,
  names,
  chosen,
  onChoose,
}: {
  readonly markets: readonly Market[];
  readonly names: ReadonlyMap<string, string>;
  readonly chosen: string;
  readonly onChoose: (market: Market, outcome: Outcome) => void;
}) {
  const { t } = useTranslation();
  const [isAll, showAll] = useState(false);
  const shown = isAll ? markets : markets.slice(0, SHOWN);
  return (
    <div data-testid="outcomes">
      <ul className="divide-y divide-line">
        {shown.map((market) => (
          <OutcomeRow
            key={market.market_id}
            market={market}
            name={names.get(market.market_id) ?? market.question}
            isChosen={market.market_id === chosen}
            onChoose={(outcome) => {
              pick({ market: market.market_id, outcome, side: "buy", price: null });
              onChoose(market, outcome);
            }}
          />
        ))}
      </ul>
      {shown.length < markets.length ? (
        <div className="border-t border-line p-3 text-center">
          <Button look="quiet" size="sm" onClick={() => showAll(true)}>
            {t("event.allOutcomes", { count: markets.length })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function OutcomeRow({
  market,
  name,
  isChosen,
  onChoose,
}: {
  readonly market: Market;
  readonly name: string;
  readonly isChosen: boolean;
  readonly onChoose: (outcome: Outcome) => void;
}) {
  const { t } = useTranslation();
  const draft = useDraft();
  const book = useBook(market.market_id);
  const isOpen = market.state === "open";
  const probability = useProbability(market, market.event_id);
  return (
    <li
      className={clsx(
        "relative flex items-center gap-2 px-3 py-2.5 transition-colors sm:gap-3 sm:px-4",
        isChosen ? "bg-sunken" : "hover:bg-canvas",
      )}
    >
      {isChosen ? <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent" /> : null}
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={() => onChoose(draft.outcome)}
        className="min-w-0 flex-1 text-left"
      >
        <span className="block truncate text-sm font-medium">{name}</span>
        <span className="mt-1 flex items-center gap-2">
          <span
            aria-hidden
            className="h-1.5 w-full max-w-24 overflow-hidden rounded-full bg-line sm:max-w-40"
          >
            <span
              className="block h-full rounded-full bg-accent transition-[width] duration-150"
              style={{ width: `${Number(probability ?? 0) * 100}%` }}
            />
          </span>
          <span className="num hidden text-2xs text-ink-3 sm:inline">
            {t("home.volume", { amount: dollarsShort(market.total_volume) })}
          </span>
        </span>
      </button>
      <span className="num w-11 text-right text-base font-semibold sm:w-14">
        {probability === null ? "–" : percent(probability)}
      </span>
      {isOpen ? (
        <span className="flex gap-1.5 sm:gap-2">
          {(["yes", "no"] as const).map((outcome) => {
            const [best] = book.view(outcome, 1).asks;
            return (
              <button
                key={outcome}
                type="button"
                onClick={() => onChoose(outcome)}
                aria-label={t(outcome === "yes" ? "home.buyYesOf" : "home.buyNoOf", { what: name })}
                className={clsx(
                  "h-9 w-16 text-2xs whitespace-nowrap sm:w-24 sm:text-xs",
                  priceChipClass(outcome),
                )}
              >
                {t(`outcome.${outcome}`)}
                <span className="font-semibold">
                  {best === undefined ? "" : cents(formatPrice(best.price))}
                </span>
              </button>
            );
          })}
        </span>
      ) : (
        <span className="flex w-[8.375rem] justify-end sm:w-[12.5rem]">
          <MarketBadge market={market} />
        </span>
      )}
    </li>
  );
}
