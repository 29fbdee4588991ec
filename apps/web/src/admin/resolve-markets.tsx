import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import { percent } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { States } from "./events-page.tsx";
import { readPayout } from "./payouts.ts";
import { useAct } from "./use-act.ts";

/** Markets that are decided one by one: proposed, disputed, resolved. */
export function ResolveMarkets({ live }: { readonly live: readonly Market[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {live.map((market) => (
        <li key={market.market_id} className="rounded-md border border-line p-4">
          <ResolveMarket market={market} />
        </li>
      ))}
    </ul>
  );
}

type Result = "yes" | "no" | "half" | "other";
const PAYS: Readonly<Record<Exclude<Result, "other">, string>> = { yes: "1", no: "0", half: "0.5" };

function resultOf(payout: string | null): Result | null {
  if (payout === null) return null;
  if (payout === "1") return "yes";
  if (payout === "0") return "no";
  return payout === "0.5" ? "half" : "other";
}

function ResolveMarket({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const { market_id: id, state, proposed_payout: proposed } = market;
  const [result, setResult] = useState(resultOf(proposed));
  const [typed, setTyped] = useState(proposed ?? "0.5");
  const [isAsked, setAsked] = useState(false);
  const payout = result === null ? "" : result === "other" ? typed.trim() : PAYS[result];
  const isReadable = readPayout(payout) !== null;
  const wish = { yes_payout: payout };
  const propose = useAct(() => venue.admin.propose(id, wish), { done: t("admin.proposed") });
  const dispute = useAct(() => venue.admin.dispute(id), { done: t("admin.disputed") });
  const resolve = useAct(() => venue.admin.resolveMarket(id, wish), {
    done: t("admin.resolved"),
    onDone: () => setAsked(false),
  });
  return (
    <>
      <div className="flex items-start justify-between gap-3">
        <p className="text-sm font-medium">{market.question}</p>
        <States markets={[market]} />
      </div>
      {proposed === null || (state !== "proposed" && state !== "disputed") ? null : (
        <p className="mt-1 text-xs text-ink-3">
          {t("milestone.proposed", { payout: percent(proposed) })}
        </p>
      )}
      <div className="mt-3 flex flex-wrap items-end gap-2">
        <Segmented<Result | "">
          label={t("admin.result")}
          value={result ?? ""}
          choices={[
            { value: "yes", label: t("outcome.yes") },
            { value: "no", label: t("outcome.no") },
            { value: "half", label: t("admin.half") },
            { value: "other", label: t("admin.other") },
          ]}
          onChange={(next) => setResult(next === "" ? null : next)}
        />
        {result === "other" ? (
          <div className="w-28">
            <Input
              label={t("admin.yesPays")}
              isLabelHidden
              inputMode="decimal"
              className="h-8"
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              problem={isReadable ? "" : t("admin.wrong.payout")}
            />
          </div>
        ) : null}
        <div className="ml-auto flex flex-wrap gap-2">
          {state === "proposed" ? (
            <Button size="sm" isBusy={dispute.isPending} onClick={() => dispute.mutate(undefined)}>
              {t("admin.dispute")}
            </Button>
          ) : null}
          {state === "closed" || state === "disputed" ? (
            <Button
              size="sm"
              disabled={!isReadable}
              isBusy={propose.isPending}
              onClick={() => propose.mutate(undefined)}
            >
              {t("admin.propose")}
            </Button>
          ) : null}
          <Button size="sm" look="primary" disabled={!isReadable} onClick={() => setAsked(true)}>
            {t("admin.resolve")}
          </Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureResolve")}
        go={t("admin.resolve")}
        isBusy={resolve.isPending}
        onConfirm={() => resolve.mutate(undefined)}
      >
        <p className="font-medium">{market.question}</p>
        <dl className="grid grid-cols-2 gap-2 rounded-md bg-sunken p-3">
          <Pays outcome={t("outcome.yes")} tenths={readPayout(payout)} />
          <Pays outcome={t("outcome.no")} tenths={10_000 - (readPayout(payout) ?? 0)} />
        </dl>
        <p className="text-ink-2">{t("admin.sureResolveHint")}</p>
      </ConfirmDialog>
    </>
  );
}

/** @param tenths ten-thousandths of a dollar. */
function Pays({ outcome, tenths }: { readonly outcome: string; readonly tenths: number | null }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt className="text-2xs text-ink-3">{outcome}</dt>
      <dd className="num font-semibold">
        {t("admin.pays", { payout: String((tenths ?? 0) / 10_000) })}
      </dd>
    </div>
  );
}
