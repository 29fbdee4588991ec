import { useMutation } from "@tanstack/react-query";
import { formatAmount, parseAmount } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { problemText } from "../app/problem.ts";
import { dollars } from "../i18n/format.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import { venue } from "../session/venue.ts";
import { typedDollars } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { AmountField } from "./amount-field.tsx";

/** Play money leaves at once, other money when an operator confirms. */
export function WithdrawForm({
  account,
  available,
}: {
  readonly account: string;
  readonly available: string;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [key, setKey] = useState(newKey);
  const most = parseAmount(available);
  const typed = typedDollars(text);
  const money = typed.kind === "figure" && typed.figure <= most ? formatAmount(typed.figure) : null;
  const withdraw = useMutation({
    mutationFn: (sum: string) => venue.accounts.withdraw({ account_id: account, amount: sum }, key),
    onSuccess: (answer) => {
      const { status, amount } = answer.withdrawal;
      toast("good", t(`account.money.withdrawal.${status}`, { amount: dollars(amount) }));
      setText("");
      setKey(newKey());
      return showWrite(answer);
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (money !== null) withdraw.mutate(money);
      }}
    >
      {withdraw.error === null ? null : <Notice tone="no">{problemText(withdraw.error)}</Notice>}
      <AmountField
        text={text}
        onText={setText}
        most={most}
        tooMuch={t("account.money.notThatMuch", { amount: dollars(available) })}
      />
      <div className="flex h-8 items-center justify-between gap-2">
        <p className="num text-xs text-ink-3">
          {t("account.money.availableIs", { amount: dollars(available) })}
        </p>
        <Button size="sm" disabled={most === 0} onClick={() => setText(available)}>
          {t("account.money.everything")}
        </Button>
      </div>
      <Button type="submit" isBusy={withdraw.isPending} disabled={money === null}>
        {t("account.money.withdraw")}
      </Button>
    </form>
  );
}
