import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Withdrawal } from "@probity/protocol";
import { PagedTable } from "../app/paged-table.tsx";
import { problemText } from "../app/problem.ts";
import { dollars } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";
import { Notice, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { AdminHead } from "./admin-head.tsx";
import { treasuryQuery, withdrawalsQuery } from "./admin-queries.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DepositForm } from "./deposit-form.tsx";
import { PARTIES, isMoney, isSameParty, partyJson } from "./money-words.ts";
import type { PartyDraft, PartyKind } from "./money-words.ts";
import { useAct } from "./use-act.ts";

/** The venue's own money, what moves it, and withdrawals that wait. */
export function MoneyPage() {
  const { t } = useTranslation();
  return (
    <>
      <AdminHead title={t("admin.sections.money")} />
      <div className="flex flex-col gap-5">
        <Treasury />
        <Withdrawals />
        <div className="grid gap-5 lg:grid-cols-2">
          <TransferPanel />
          <Panel className="self-start">
            <PanelHead title={t("admin.depositByHand")} />
            <div className="p-4">
              <p className="mb-4 text-xs text-ink-3">{t("admin.depositHint")}</p>
              <DepositForm />
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

function Treasury() {
  const { t } = useTranslation();
  const { data } = useQuery(treasuryQuery);
  return (
    <Panel>
      <PanelHead title={t("admin.treasury")} />
      {data === undefined ? (
        <Skeleton className="m-4 h-14" />
      ) : (
        data.map((one) => (
          <dl
            key={one.asset}
            className="grid grid-cols-2 gap-4 border-b border-line p-4 last:border-0 sm:grid-cols-4"
          >
            {(
              [
                [t("admin.asset"), one.asset],
                [t("admin.fees"), dollars(one.fees)],
                [t("admin.rewards"), dollars(one.rewards)],
                [t("admin.owedOutside"), dollars(one.deposited)],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt className="text-2xs text-ink-3">{name}</dt>
                <dd className="num text-base font-semibold">{value}</dd>
              </div>
            ))}
          </dl>
        ))
      )}
    </Panel>
  );
}

type Ending = "confirm" | "fail";

function Withdrawals() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(withdrawalsQuery);
  const [asked, setAsked] = useState<readonly [Withdrawal, Ending] | null>(null);
  const settle = useAct(
    ([one, ending]: readonly [Withdrawal, Ending]) =>
      venue.admin.settleWithdrawal(one.withdrawal_id, ending),
    { done: t("admin.withdrawalSettled"), onDone: () => setAsked(null) },
  );
  const rows = (query.data?.pages ?? []).flatMap((page) => page.withdrawals);
  return (
    <Panel>
      <PanelHead title={t("admin.withdrawals")} />
      <PagedTable
        label={t("admin.withdrawals")}
        query={query}
        waiting={<Skeleton className="m-4 h-5" />}
        nothing={
          <p className="p-4 text-sm text-ink-3">
            {t("admin.noWithdrawals")} {t("admin.noWithdrawalsHint")}
          </p>
        }
        columns={[
          {
            key: "id",
            head: t("admin.withdrawal"),
            onPhone: "title",
            cell: (row) => <span className="font-medium">{row.withdrawal_id}</span>,
          },
          { key: "account", head: t("admin.account"), cell: (row) => row.account_id },
          {
            key: "amount",
            head: t("admin.amount"),
            isFigure: true,
            onPhone: "lead",
            cell: (row) => `${dollars(row.amount)} ${row.asset}`,
          },
        ]}
        rows={rows}
        keyOf={(row) => row.withdrawal_id}
        actions={(row) => (
          <>
            <Button size="sm" onClick={() => setAsked([row, "fail"])}>
              {t("admin.giveBack")}
            </Button>
            <Button size="sm" look="primary" onClick={() => setAsked([row, "confirm"])}>
              {t("admin.sent")}
            </Button>
          </>
        )}
      />
      <ConfirmDialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={t(asked?.[1] === "fail" ? "admin.sureGiveBack" : "admin.sureSent")}
        go={t(asked?.[1] === "fail" ? "admin.giveBack" : "admin.sent")}
        isBusy={settle.isPending}
        onConfirm={() => {
          if (asked !== null) settle.mutate(asked);
        }}
      >
        <p className="num text-ink-2">
          {asked === null
            ? ""
            : `${dollars(asked[0].amount)} ${asked[0].asset} · ${asked[0].account_id}`}
        </p>
      </ConfirmDialog>
    </Panel>
  );
}

const FEES: PartyDraft = { kind: "fees", id: "" };
const REWARDS: PartyDraft = { kind: "rewards", id: "" };

function TransferPanel() {
  const { t } = useTranslation();
  const [from, setFrom] = useState(FEES);
  const [to, setTo] = useState(REWARDS);
  const [amount, setAmount] = useState("");
  const [isTried, setTried] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [source, target] = [partyJson(from), partyJson(to)];
  const transfer = useAct(
    async () => {
      if (source === null || target === null) throw new Error("a party cannot be read");
      return venue.admin.transfer({ from: source, to: target, amount: amount.trim() });
    },
    {
      done: t("admin.transferred"),
      isQuiet: true,
      onDone: () => {
        setAsked(false);
        setTried(false);
        setAmount("");
      },
    },
  );
  const isSame = isSameParty(from, to);
  const isGood = source !== null && target !== null && !isSame && isMoney(amount);
  return (
    <Panel className="self-start">
      <PanelHead title={t("admin.transfer")} />
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          setTried(true);
          if (isGood) setAsked(true);
        }}
      >
        <p className="text-xs text-ink-3">{t("admin.transferHint")}</p>
        <PartyFields
          label={t("admin.from")}
          party={from}
          onChange={setFrom}
          isWrong={isTried && source === null}
        />
        <PartyFields
          label={t("admin.to")}
          party={to}
          onChange={setTo}
          isWrong={isTried && target === null}
        />
        <Input
          label={t("admin.amount")}
          end="$"
          inputMode="decimal"
          value={amount}
          onChange={(changed) => setAmount(changed.target.value)}
          problem={isTried && !isMoney(amount) ? t("admin.wrong.amount") : ""}
        />
        {isTried && isSame ? <Notice tone="no">{t("admin.wrong.sameParty")}</Notice> : null}
        <Button type="submit" look="primary" className="self-start">
          {t("admin.move")}
        </Button>
      </form>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => {
          setAsked(false);
          transfer.reset();
        }}
        title={t("admin.sureMove", { amount: isMoney(amount) ? dollars(amount) : "" })}
        go={t("admin.move")}
        isBusy={transfer.isPending}
        onConfirm={() => transfer.mutate(undefined)}
      >
        <p className="text-ink-2">
          {t(`admin.parties.${from.kind}`)} {from.id} → {t(`admin.parties.${to.kind}`)} {to.id}
        </p>
        {transfer.error === null ? null : <Notice tone="no">{problemText(transfer.error)}</Notice>}
      </ConfirmDialog>
    </Panel>
  );
}

function PartyFields({
  label,
  party,
  onChange,
  isWrong,
}: {
  readonly label: string;
  readonly party: PartyDraft;
  readonly onChange: (party: PartyDraft) => void;
  readonly isWrong: boolean;
}) {
  const { t } = useTranslation();
  const isNamed = party.kind === "account" || party.kind === "reserve";
  return (
    <div className={clsx("grid gap-3", isNamed && "grid-cols-2")}>
      <Select
        label={label}
        value={party.kind}
        onChange={({ target }) => onChange({ kind: target.value as PartyKind, id: "" })}
      >
        {PARTIES.map((one) => (
          <option key={one} value={one}>
            {t(`admin.parties.${one}`)}
          </option>
        ))}
      </Select>
      {isNamed ? (
        <Input
          label={t(party.kind === "account" ? "admin.account" : "admin.market")}
          placeholder={party.kind === "account" ? "acc_12-0" : "mkt_12-1"}
          spellCheck={false}
          value={party.id}
          onChange={({ target }) => onChange({ ...party, id: target.value })}
          problem={
            isWrong ? t(`admin.wrong.${party.kind === "account" ? "account" : "market"}`) : ""
          }
        />
      ) : null}
    </div>
  );
}
