import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { isMoney } from "./money-words.ts";
import { useAct } from "./use-act.ts";

/** Credits money that came from outside; its name makes sure that it is credited once. */
export function DepositForm({
  account,
  onDone,
}: {
  /** Undefined: it is asked for. */
  readonly account?: string;
  readonly onDone?: () => void;
}) {
  const { t } = useTranslation();
  const [to, setTo] = useState(account ?? "");
  const [amount, setAmount] = useState("");
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const deposit = useAct(
    () => venue.admin.deposit({ account_id: to.trim(), amount: amount.trim() }, name.trim()),
    {
      done: t("admin.deposited"),
      isQuiet: true,
      onDone: () => {
        setAmount("");
        setName("");
        setTried(false);
        onDone?.();
      },
    },
  );
  const isAccount = /^acc_\d+-\d+$/.test(to.trim());
  const isNamed = /^[\x21-\x7e]{1,64}$/.test(name.trim());
  const isGood = isAccount && isMoney(amount) && isNamed;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setTried(true);
        if (isGood) deposit.mutate(undefined);
      }}
    >
      {account === undefined ? (
        <Input
          label={t("admin.account")}
          placeholder="acc_12-0"
          spellCheck={false}
          value={to}
          onChange={({ target }) => setTo(target.value)}
          problem={isTried && !isAccount ? t("admin.wrong.account") : ""}
        />
      ) : null}
      <Input
        label={t("admin.amount")}
        end="$"
        inputMode="decimal"
        value={amount}
        onChange={({ target }) => setAmount(target.value)}
        problem={isTried && !isMoney(amount) ? t("admin.wrong.amount") : ""}
      />
      <Input
        label={t("admin.paymentName")}
        hint={t("admin.paymentNameHint")}
        spellCheck={false}
        value={name}
        onChange={({ target }) => setName(target.value)}
        problem={isTried && !isNamed ? t("admin.wrong.paymentName") : ""}
      />
      {deposit.error === null ? null : <Notice tone="no">{problemText(deposit.error)}</Notice>}
      <Button
        type="submit"
        look="primary"
        className={account === undefined ? "self-start" : ""}
        isBusy={deposit.isPending}
      >
        {t("admin.credit")}
      </Button>
    </form>
  );
}
