import { formatPrice } from "@probity/protocol";
import { clsx } from "clsx";
import { Minus, Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { nearestOn, stepped } from "../book/price-grid.ts";
import type { PriceGrid } from "../book/price-grid.ts";
import { cents } from "../i18n/format.ts";
import { write } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { centsText, typedCents } from "./typed-figures.ts";

/** The limit in cents, with steps of a tick; the arrow keys step, too. */
export function PriceField({
  draft,
  grid,
  isWrong,
}: {
  readonly draft: Draft;
  readonly grid: PriceGrid;
  readonly isWrong: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const step = (ticks: number): void => {
    const typed = typedCents(draft.cents ?? "");
    const from =
      typed.kind === "figure" ? typed.figure : nearestOn(grid, 5_000) - grid.tick * ticks;
    write({ cents: centsText(stepped(grid, from, ticks)) });
  };
  const stepper = "flex w-10 items-center justify-center text-ink-2 hover:bg-sunken hover:text-ink";
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={id} className="text-sm font-medium">
        {t("ticket.limitPrice")}
        <span className="num block text-2xs font-normal text-ink-3">
          {t("ticket.tick", { tick: cents(formatPrice(grid.tick)) })}
        </span>
      </label>
      <div
        className={clsx(
          "flex h-10 w-40 overflow-hidden rounded-md border bg-surface focus-within:border-accent focus-within:outline-2 focus-within:outline-accent",
          isWrong ? "border-no" : "border-line-strong",
        )}
      >
        <button
          type="button"
          aria-label={t("ticket.lower")}
          onClick={() => step(-1)}
          className={stepper}
        >
          <Minus size={14} aria-hidden />
        </button>
        <div className="relative min-w-0 flex-1">
          <input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            value={draft.cents ?? ""}
            aria-invalid={isWrong ? true : undefined}
            onChange={({ target }) => write({ cents: target.value })}
            onKeyDown={(pressed) => {
              const ticks = TICKS[pressed.key];
              if (ticks === undefined) return;
              pressed.preventDefault();
              step(ticks);
            }}
            className="num h-full w-full bg-transparent pr-5 pl-1 text-right text-sm font-semibold outline-none"
          />
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-1 flex items-center text-sm text-ink-3"
          >
            ¢
          </span>
        </div>
        <button
          type="button"
          aria-label={t("ticket.higher")}
          onClick={() => step(1)}
          className={stepper}
        >
          <Plus size={14} aria-hidden />
        </button>
      </div>
    </div>
  );
}

const TICKS: Readonly<Record<string, number | undefined>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};
