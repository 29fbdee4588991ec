import { useState } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SetLimitsRequest } from "@probity/protocol";
import type { Account } from "@probity/protocol";
import { problemText } from "../app/problem.ts";
import { dollars, shares } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Notice, Panel, PanelHead } from "../ui/surface.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DepositForm } from "./deposit-form.tsx";
import { useAct } from "./use-act.ts";

const STATUSES = ["active", "closed-only", "frozen"] as const;

/** One account of somebody: its money, its restrictions, and what an operator can do about them. */
export function AccountPanel({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const id = account.account_id;
  const [asked, setAsked] = useState<"cancel" | "deposit" | "limits" | null>(null);
  const close = () => setAsked(null);
  const status = useAct(
    (next: Account["status"]) => venue.admin.updateAccount(id, { status: next }),
    { done: t("admin.saved") },
  );
  const cancel = useAct(() => venue.admin.cancelAllOrders({ account_id: id }), {
    done: t("admin.ordersCancelled"),
    onDone: close,
  });
  return (
    <Panel>
      <PanelHead title={<span className="num">{id}</span>}>
        <Segmented
          label={t("admin.status")}
          value={account.status}
          choices={STATUSES.map((value) => ({ value, label: t(`admin.statuses.${value}`) }))}
          onChange={(next) => status.mutate(next)}
        />
      </PanelHead>
      <div className="flex flex-col gap-4 p-4">
        {account.status === "active" ? null : (
          <Notice tone="warn">{t(`admin.statusHints.${account.status}`)}</Notice>
        )}
        <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
          {account.balances.length === 0 ? (
            <Fact name={t("admin.available")} value={dollars("0")} />
          ) : null}
          {account.balances.map(({ asset, available }) => (
            <Fact
              key={`available ${asset}`}
              name={t("admin.availableIn", { asset })}
              value={dollars(available)}
            />
          ))}
          {account.balances.map(({ asset, held }) => (
            <Fact key={`held ${asset}`} name={t("admin.heldIn", { asset })} value={dollars(held)} />
          ))}
          <Fact
            name={t("admin.openOrders")}
            value={t("admin.ofMost", {
              count: account.open_orders,
              most: shares(account.max_open_orders),
            })}
          />
          <Fact name={t("admin.exposure")} value={dollars(account.exposure)} />
          <Fact
            name={t("admin.limit.order")}
            value={<Limit amount={account.limits.max_order_notional} />}
          />
          <Fact
            name={t("admin.limit.exposure")}
            value={<Limit amount={account.limits.max_exposure} />}
          />
          <Fact
            name={t("admin.limit.deposits")}
            value={<Limit amount={account.limits.max_daily_deposit} />}
          />
        </dl>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setAsked("deposit")}>
            {t("admin.depositByHand")}
          </Button>
          <Button size="sm" onClick={() => setAsked("limits")}>
            {t("admin.changeLimits")}
          </Button>
          <Button
            size="sm"
            look="danger"
            disabled={account.open_orders === 0}
            onClick={() => setAsked("cancel")}
          >
            {t("admin.cancelOrders")}
          </Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={asked === "cancel"}
        onClose={close}
        title={t("admin.sureCancel", { count: account.open_orders })}
        go={t("admin.cancelOrders")}
        isBusy={cancel.isPending}
        onConfirm={() => cancel.mutate(undefined)}
      >
        <p className="text-ink-2">{t("admin.sureCancelHint")}</p>
      </ConfirmDialog>
      <Dialog
        isOpen={asked === "deposit"}
        onOpenChange={close}
        title={t("admin.depositByHand")}
        description={t("admin.depositHint")}
      >
        <DepositForm account={id} onDone={close} />
      </Dialog>
      <Dialog
        isOpen={asked === "limits"}
        onOpenChange={close}
        title={t("admin.changeLimits")}
        description={t("admin.hint.zeroIsNone")}
      >
        <Limits account={account} onDone={close} />
      </Dialog>
    </Panel>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <div>
      <dt className="text-2xs text-ink-3">{name}</dt>
      <dd className="num text-sm font-medium">{value}</dd>
    </div>
  );
}

function Limit({ amount }: { readonly amount: string }) {
  const { t } = useTranslation();
  return amount === "0" ? t("admin.noLimit") : dollars(amount);
}

function Limits({ account, onDone }: { readonly account: Account; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [limits, setLimits] = useState(account.limits);
  const [orders, setOrders] = useState(String(account.max_open_orders));
  const judged = SetLimitsRequest.safeParse(limits);
  const wrong = new Set((judged.error?.issues ?? []).map(({ path }) => String(path[0])));
  const isCount = /^\d{1,7}$/.test(orders) && Number(orders) <= 1_000_000;
  const save = useAct(
    async () => {
      const most = Number(orders);
      if (most !== account.max_open_orders) {
        await venue.admin.updateAccount(account.account_id, { max_open_orders: most });
      }
      return venue.admin.setLimits(account.account_id, limits);
    },
    { done: t("admin.saved"), isQuiet: true, onDone },
  );
  const field = (key: keyof typeof limits, label: string) => (
    <Input
      label={label}
      end="$"
      inputMode="decimal"
      value={limits[key]}
      onChange={({ target }) => setLimits((before) => ({ ...before, [key]: target.value }))}
      problem={wrong.has(key) ? t("admin.wrong.amount") : ""}
    />
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (judged.success && isCount) save.mutate(undefined);
      }}
    >
      {field("max_order_notional", t("admin.limit.order"))}
      {field("max_exposure", t("admin.limit.exposure"))}
      {field("max_daily_deposit", t("admin.limit.deposits"))}
      <Input
        label={t("admin.limit.orders")}
        inputMode="numeric"
        value={orders}
        onChange={({ target }) => setOrders(target.value)}
        problem={isCount ? "" : t("admin.wrong.count")}
      />
      {save.error === null ? null : <Notice tone="no">{problemText(save.error)}</Notice>}
      <Button type="submit" look="primary" isBusy={save.isPending}>
        {t("common.save")}
      </Button>
    </form>
  );
}
