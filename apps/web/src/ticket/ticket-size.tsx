import { amount, quantity } from "@probity/core";
import { formatAmount, formatQuantity } from "@probity/protocol";
import { clsx } from "clsx";
import { useId } from "react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { dollars, shares } from "../i18n/format.ts";
import { Segmented } from "../ui/segmented.tsx";
import { write } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { typedDollars, typedShares } from "./typed-figures.ts";

const QUICK = [1, 10, 100] as const;

/** How much, in shares or dollars, with amounts to add. */
export function SizeField({
  draft,
  max,
  isWrong,
  fieldRef,
}: {
  readonly draft: Draft;
  /** The most that is possible now, in lots or µ$; null: not known. */
  readonly max: number | null;
  readonly isWrong: boolean;
  readonly fieldRef: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useTranslation();
  const id = useId();
  const isDollars = draft.unit === "dollars";
  const add = (more: number): void => {
    const typed = isDollars ? typedDollars(draft.size) : typedShares(draft.size);
    const now = typed.kind === "figure" ? typed.figure : 0;
    write({ size: sizeText(draft, now + more * (isDollars ? 1_000_000 : 100)) });
  };
  const chip =
    "num h-8 flex-1 rounded-sm border border-line-strong bg-surface text-xs font-medium text-ink-2 transition-colors hover:bg-sunken hover:text-ink disabled:cursor-not-allowed disabled:opacity-50";
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <label htmlFor={id} className="text-sm font-medium">
          {isDollars ? t("ticket.amount") : t("ticket.shares")}
        </label>
        <Segmented
          label={t("ticket.unit")}
          value={draft.unit}
          choices={[
            { value: "shares", label: t("ticket.shares") },
            { value: "dollars", label: t("ticket.dollars") },
          ]}
          onChange={(unit) => write({ unit, size: "" })}
        />
      </div>
      <div
        className={clsx(
          "flex h-12 items-center gap-1 rounded-md border bg-surface px-3 focus-within:border-accent focus-within:outline-2 focus-within:outline-accent",
          isWrong ? "border-no" : "border-line-strong",
        )}
      >
        {isDollars ? (
          <span aria-hidden className="text-xl text-ink-3">
            $
          </span>
        ) : null}
        <input
          id={id}
          ref={fieldRef}
          inputMode="decimal"
          autoComplete="off"
          placeholder="0"
          value={draft.size}
          aria-invalid={isWrong ? true : undefined}
          onChange={({ target }) => write({ size: target.value })}
          className="num min-w-0 flex-1 bg-transparent text-right text-xl font-semibold outline-none placeholder:text-ink-3"
        />
      </div>
      <div className="flex gap-2" role="group" aria-label={t("ticket.quick")}>
        {QUICK.map((more) => (
          <button key={more} type="button" className={chip} onClick={() => add(more)}>
            +{isDollars ? dollars(more).replace(/\.00$/, "") : shares(more)}
          </button>
        ))}
        <button
          type="button"
          className={chip}
          disabled={max === null || max <= 0}
          onClick={() => write({ size: sizeText(draft, max ?? 0) })}
        >
          {t("ticket.max")}
        </button>
      </div>
    </div>
  );
}

function sizeText({ unit }: Draft, units: number): string {
  return unit === "dollars" ? formatAmount(amount(units)) : formatQuantity(quantity(units));
}
