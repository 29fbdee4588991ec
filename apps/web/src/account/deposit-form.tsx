import { useMutation } from "@tanstack/react-query";
import { amount } from "@probity/core";
import { formatAmount } from "@probity/protocol";
import type { Account } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { problemText } from "../app/problem.ts";
import { dollars, dollarsShort } from "../i18n/format.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import { venue } from "../session/venue.ts";
import { typedDollars } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { AmountField } from "./amount-field.tsx";

/** Sums that are one press away. */
const USUAL = ["100", "1000", "10000"] as const;
/** A million dollars at a time. */
const MOST = amount(1_000_000_000_000);

/** Play money comes at once. */
export function DepositForm({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const [text, setText] = useState("1000");
  const [key, setKey] = useState(newKey);
  const typed = typedDollars(text);
  const money = typed.kind === "figure" && typed.figure <= MOST ? formatAmount(typed.figure) : null;
  const { max_daily_deposit: daily } = account.limits;
  const deposit = useMutation({
    mutationFn: (sum: string) =>
      venue.accounts.deposit({ account_id: account.account_id, amount: sum }, key),
    onSuccess: (answer) => {
      toast("good", t("account.money.deposited", { amount: dollars(answer.deposit.amount) }));
      setKey(newKey());
      return showWrite(answer);
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (money !== null) deposit.mutate(money);
      }}
    >
      {deposit.error === null ? null : <Notice tone="no">{problemText(deposit.error)}</Notice>}
      <AmountField text={text} onText={setText} most={MOST} tooMuch={t("account.money.aMillion")} />
      <div className="flex gap-2">
        {USUAL.map((sum) => (
          <Button key={sum} size="sm" className="num flex-1" onClick={() => setText(sum)}>
            {dollarsShort(sum)}
          </Button>
        ))}
      </div>
      <Button type="submit" look="primary" isBusy={deposit.isPending} disabled={money === null}>
        {t("account.money.deposit")}
      </Button>
      {Number(daily) > 0 ? (
        <p className="text-xs text-ink-3">
          {t("account.money.dailyLimit", { amount: dollars(daily) })}
        </p>
      ) : null}
    </form>
  );
}
