import type { Quantity } from "@probity/core";
import { formatQuantity } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { shares } from "../i18n/format.ts";
import { typedShares } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";

/** How many shares, with the most there can be one press away. */
export function SharesField({
  label,
  text,
  onText,
  most,
}: {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly most: Quantity;
}) {
  const { t } = useTranslation();
  const typed = typedShares(text);
  const problem =
    typed.kind === "nonsense"
      ? t("portfolio.notShares")
      : typed.kind === "figure" && typed.figure > most
        ? t("portfolio.tooMany", { most: shares(formatQuantity(most)) })
        : undefined;
  return (
    <div className="flex items-start gap-2">
      <div className="flex-1">
        <Input
          label={label}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={({ target }) => onText(target.value)}
          hint={t("portfolio.atMost", { most: shares(formatQuantity(most)) })}
          problem={problem}
        />
      </div>
      <Button
        className="mt-[1.375rem]"
        disabled={most === 0}
        onClick={() => onText(formatQuantity(most))}
      >
        {t("portfolio.max")}
      </Button>
    </div>
  );
}
