import type { Amount } from "@probity/core";
import { useTranslation } from "react-i18next";
import { typedDollars } from "../ticket/typed-figures.ts";
import { Input } from "../ui/field.tsx";

/** Dollars. @param most more than this is refused here already; null: only the venue knows. */
export function AmountField({
  text,
  onText,
  most,
  tooMuch,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly most: Amount | null;
  readonly tooMuch: string;
}) {
  const { t } = useTranslation();
  const typed = typedDollars(text);
  const problem =
    typed.kind === "nonsense"
      ? t("account.money.notMoney")
      : typed.kind === "figure" && most !== null && typed.figure > most
        ? tooMuch
        : undefined;
  return (
    <Input
      label={t("account.money.amount")}
      inputMode="decimal"
      autoComplete="off"
      placeholder="0.00"
      end="$"
      value={text}
      onChange={({ target }) => onText(target.value)}
      problem={problem}
    />
  );
}
