import { useMutation } from "@tanstack/react-query";
import { formatAmount, parseAmount } from "@probity/protocol";
import type { Account } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey } from "../app/idempotency-key.ts";
import { problemText } from "../app/problem.ts";
import { dollars } from "../i18n/format.ts";
import { showWrite } from "../portfolio/own-queries.ts";
import type { SignedIn } from "../session/signed-in.tsx";
import { venue } from "../session/venue.ts";
import { typedDollars } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { AmountField } from "./amount-field.tsx";

/** Moves money between accounts of one's own. */
export function TransferForm({
  person,
  accounts,
}: {
  readonly person: SignedIn;
  readonly accounts: readonly Account[];
}) {
  const { t } = useTranslation();
  const ids = accounts.map(({ account_id: id }) => id);
  const [from, setFrom] = useState(person.account);
  const [to, setTo] = useState(ids.find((id) => id !== person.account) ?? "");
  const [text, setText] = useState("");
  const [key, setKey] = useState(newKey);
  const available =
    accounts.find(({ account_id: id }) => id === from)?.balances[0]?.available ?? "0";
  const most = parseAmount(available);
  const typed = typedDollars(text);
  const money = typed.kind === "figure" && typed.figure <= most ? formatAmount(typed.figure) : null;
  const move = useMutation({
    mutationFn: (sum: string) =>
      venue.accounts.transfer({ account_id: from, to_account_id: to, amount: sum }, key),
    onSuccess: (answer, sum) => {
      toast("good", t("account.money.transferred", { amount: dollars(sum) }));
      setText("");
      setKey(newKey());
      return showWrite(answer);
    },
  });
  const options = ids.map((id, index) => (
    <option key={id} value={id}>
      {t("account.nth", { number: index + 1 })}
    </option>
  ));
  return (
    <form
      className="grid items-start gap-3 sm:grid-cols-[1fr_1fr_1fr_auto]"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (money !== null && from !== to) move.mutate(money);
      }}
    >
      {move.error === null ? null : (
        <div className="sm:col-span-4">
          <Notice tone="no">{problemText(move.error)}</Notice>
        </div>
      )}
      <Select
        label={t("account.money.from")}
        hint={t("account.money.availableIs", { amount: dollars(available) })}
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      >
        {options}
      </Select>
      <Select
        label={t("account.money.to")}
        value={to}
        onChange={({ target }) => setTo(target.value)}
        problem={from === to ? t("account.money.sameAccount") : undefined}
      >
        {options}
      </Select>
      <AmountField
        text={text}
        onText={setText}
        most={most}
        tooMuch={t("account.money.notThatMuch", { amount: dollars(available) })}
      />
      <Button
        type="submit"
        className="sm:mt-[1.375rem]"
        isBusy={move.isPending}
        disabled={money === null || from === to}
      >
        {t("account.money.move")}
      </Button>
    </form>
  );
}
