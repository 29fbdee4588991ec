import { clsx } from "clsx";
import { Crosshair, Lock, LockOpen, Trash2 } from "lucide-react";
import { Switch } from "radix-ui";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";

const SIZES = ["10", "50", "100"] as const;

/** What an order of the ladder is: of which outcome, how large, and whether clicks place any. */
export function LadderToolbar({
  outcome,
  onOutcome,
  size,
  onSize,
  isSizeWrong,
  isArmed,
  onArm,
  isPostOnly,
  onPostOnly,
  onCentre,
  onCancelAll,
  openOrders,
}: {
  readonly outcome: "yes" | "no";
  readonly onOutcome: (outcome: "yes" | "no") => void;
  readonly size: string;
  readonly onSize: (size: string) => void;
  readonly isSizeWrong: boolean;
  readonly isArmed: boolean;
  readonly onArm: (isArmed: boolean) => void;
  readonly isPostOnly: boolean;
  readonly onPostOnly: (isPostOnly: boolean) => void;
  readonly onCentre: () => void;
  readonly onCancelAll: () => void;
  readonly openOrders: number;
}) {
  const { t } = useTranslation();
  const known = SIZES.find((one) => one === size);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2.5">
      <Segmented
        label={t("book.outcome")}
        value={outcome}
        choices={[
          { value: "yes", label: t("outcome.yes") },
          { value: "no", label: t("outcome.no") },
        ]}
        onChange={onOutcome}
      />
      <div className="flex items-center gap-1.5">
        <Segmented
          label={t("ladder.size")}
          value={known ?? ""}
          choices={SIZES.map((value) => ({ value, label: value }))}
          onChange={onSize}
        />
        <input
          aria-label={t("ladder.own")}
          inputMode="decimal"
          autoComplete="off"
          value={size}
          aria-invalid={isSizeWrong ? true : undefined}
          onChange={({ target }) => onSize(target.value)}
          className={clsx(
            "num h-8 w-20 rounded-md border bg-surface px-2 text-right text-sm font-semibold",
            isSizeWrong ? "border-no" : "border-line-strong",
          )}
        />
      </div>
      <label className="flex items-center gap-2 text-xs">
        <input
          type="checkbox"
          checked={isPostOnly}
          onChange={({ target }) => onPostOnly(target.checked)}
          className="size-4 accent-(--accent)"
        />
        {t("ladder.postOnly")}
      </label>
      <label
        className={clsx(
          "flex items-center gap-2 rounded-md px-2.5 py-1.5 text-xs font-semibold transition-colors duration-150",
          isArmed ? "bg-warn-soft text-warn" : "bg-sunken text-ink-2",
        )}
      >
        {isArmed ? <LockOpen size={14} aria-hidden /> : <Lock size={14} aria-hidden />}
        <span className="min-w-14">{t(isArmed ? "ladder.armed" : "ladder.disarmed")}</span>
        <Switch.Root
          checked={isArmed}
          onCheckedChange={onArm}
          aria-label={t("ladder.armed")}
          className="relative h-5 w-9 rounded-full bg-line-strong transition-colors duration-150 data-[state=checked]:bg-warn"
        >
          <Switch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-surface shadow-raised transition-transform duration-150 data-[state=checked]:translate-x-4.5" />
        </Switch.Root>
      </label>
      <div className="ml-auto flex gap-2">
        <Button size="sm" onClick={onCentre}>
          <Crosshair size={14} aria-hidden />
          <span className="sr-only sm:not-sr-only">{t("ladder.centre")}</span>
        </Button>
        <Button size="sm" look="danger" disabled={openOrders === 0} onClick={onCancelAll}>
          <Trash2 size={14} aria-hidden />
          <span className="sr-only sm:not-sr-only">{t("ladder.cancelAll")}</span>
        </Button>
      </div>
    </div>
  );
}
