import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { LEADS_TO, canSetMode, stepsOf } from "./state-steps.ts";
import type { Mode, Step } from "./state-steps.ts";
import { useAct } from "./use-act.ts";

const MODES: readonly Mode[] = ["normal", "post-only", "cancel-only"];
/** These are asked about first: there is no way back. */
const FINAL: ReadonlySet<Step> = new Set(["close", "delete"]);

/** Opens, halts, resumes, closes or deletes a market, or all live markets of an event. */
export function StateControls({
  target,
  slug,
  markets,
  onDeleted,
}: {
  readonly target: "events" | "markets";
  readonly slug: string;
  readonly markets: readonly Market[];
  readonly onDeleted?: () => void;
}) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Step | null>(null);
  const states = markets.map(({ state }) => state);
  const step = useAct(
    (wish: Step) =>
      wish === "delete"
        ? venue.admin.delete(target, slug)
        : venue.admin.changeState(target, slug, { to: LEADS_TO[wish] }),
    {
      done: t("admin.stateChanged"),
      onDone: (_, wish) => {
        setAsked(null);
        if (wish === "delete") onDeleted?.();
      },
    },
  );
  const mode = useAct(
    (wish: Mode) => venue.admin.changeState(target, slug, { to: "open", mode: wish }),
    { done: t("admin.stateChanged") },
  );
  const steps = stepsOf(states);
  const open = markets.filter(({ state }) => state === "open");
  const [first] = open;
  const isOneMode = open.every((market) => market.mode === first?.mode);
  return (
    <>
      {canSetMode(states) ? (
        <Segmented
          label={t("admin.mode")}
          value={isOneMode ? (first?.mode ?? "normal") : ("" as Mode)}
          choices={MODES.map((value) => ({ value, label: t(`admin.modes.${value}`) }))}
          onChange={(wish) => mode.mutate(wish)}
        />
      ) : null}
      {steps.map((one) => (
        <Button
          key={one}
          size="sm"
          look={
            one === "open" || one === "resume" ? "primary" : FINAL.has(one) ? "danger" : "secondary"
          }
          isBusy={step.isPending && step.variables === one}
          onClick={() => (FINAL.has(one) ? setAsked(one) : step.mutate(one))}
        >
          {t(`admin.steps.${one}`)}
        </Button>
      ))}
      <ConfirmDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={t(`admin.sure.${asked ?? "close"}`)}
        go={t(`admin.steps.${asked ?? "close"}`)}
        isBusy={step.isPending}
        onConfirm={() => {
          if (asked !== null) step.mutate(asked);
        }}
      >
        <p className="text-ink-2">{t(`admin.sureHint.${asked ?? "close"}`)}</p>
      </ConfirmDialog>
    </>
  );
}
