import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market, VoidJson } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { readPayout } from "./payouts.ts";
import { useAct } from "./use-act.ts";
import { VoidPlan } from "./void-plan.tsx";

const POLICIES = ["split", "last-price", "cost-basis"] as const;
type Policy = (typeof POLICIES)[number];

/** Ends without a result: by a policy, and only after a look at what it would pay. */
export function VoidForm({
  event,
  live,
  actsAsOne,
}: {
  readonly event: EventSummary;
  readonly live: readonly Market[];
  /** Its outcomes can only be voided together. */
  readonly actsAsOne: boolean;
}) {
  const { t } = useTranslation();
  const [policy, setPolicy] = useState<Policy>("split");
  const [payout, setPayout] = useState("0.5");
  const [target, setTarget] = useState("");
  const [isAsked, setAsked] = useState(false);
  const market = actsAsOne ? undefined : live.find(({ market_id: id }) => id === target);
  const [kind, ref, slug] =
    market === undefined
      ? (["events", event.event_id, event.slug] as const)
      : (["markets", market.market_id, market.slug] as const);
  const wish: VoidJson = policy === "split" ? { policy, yes_payout: payout.trim() } : { policy };
  const isReadable = policy !== "split" || readPayout(payout) !== null;
  const dry = useMutation({ mutationFn: () => venue.admin.planVoid(kind, ref, wish) });
  const carryOut = useAct(() => venue.admin.void(kind, ref, wish), {
    done: t("admin.voided"),
    onDone: () => {
      setAsked(false);
      dry.reset();
    },
  });
  return (
    <div className="flex flex-col gap-5">
      {actsAsOne || live.length === 1 ? null : (
        <Select
          label={t("admin.whatToVoid")}
          value={target}
          onChange={(changed) => {
            dry.reset();
            setTarget(changed.target.value);
          }}
        >
          <option value="">{t("admin.wholeEvent")}</option>
          {live.map((one) => (
            <option key={one.market_id} value={one.market_id}>
              {one.question}
            </option>
          ))}
        </Select>
      )}
      <fieldset>
        <legend className="mb-2 text-xs font-medium text-ink-2">{t("admin.policy")}</legend>
        <div className="grid gap-2 lg:grid-cols-3">
          {POLICIES.map((one) => (
            <label
              key={one}
              className="flex cursor-pointer gap-2.5 rounded-md border border-line p-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="policy"
                value={one}
                checked={policy === one}
                onChange={() => {
                  dry.reset();
                  setPolicy(one);
                }}
                className="mt-0.5 self-start accent-accent"
              />
              <span>
                <span className="block text-sm font-medium">{t(`admin.policies.${one}`)}</span>
                <span className="mt-0.5 block text-xs text-ink-2">
                  {t(`admin.policyHints.${one}`)}
                </span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {policy === "split" && !actsAsOne ? (
        <div className="max-w-60">
          <Input
            label={t("admin.yesPays")}
            hint={t("admin.noPaysRest")}
            inputMode="decimal"
            end="$"
            value={payout}
            onChange={(changed) => {
              dry.reset();
              setPayout(changed.target.value);
            }}
            problem={isReadable ? "" : t("admin.wrong.payout")}
          />
        </div>
      ) : null}
      <Button
        className="self-start"
        look={dry.data === undefined ? "primary" : "secondary"}
        disabled={!isReadable}
        isBusy={dry.isPending}
        onClick={() => dry.mutate()}
      >
        {t("admin.dryRun")}
      </Button>
      {dry.error === null ? null : <Notice tone="no">{problemText(dry.error)}</Notice>}
      {dry.data === undefined ? null : (
        <>
          <VoidPlan answer={dry.data} markets={live} policy={policy} />
          <div className="flex justify-end">
            <Button look="danger" onClick={() => setAsked(true)}>
              {t("admin.voidNow")}
            </Button>
          </div>
        </>
      )}
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureVoid")}
        word={slug}
        go={t("admin.voidNow")}
        isBusy={carryOut.isPending}
        onConfirm={() => carryOut.mutate(undefined)}
      >
        <p className="text-ink-2">{t("admin.sureVoidHint")}</p>
      </ConfirmDialog>
    </div>
  );
}
