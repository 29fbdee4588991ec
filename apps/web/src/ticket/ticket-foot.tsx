import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Select } from "../ui/field.tsx";
import { Key } from "./key.tsx";
import { CONFIRMATIONS, LARGE, setConfirmation, useConfirmation } from "./confirmation.ts";
import { dollarsShort } from "../i18n/format.ts";

const KEYS = [
  ["B", "S", "side"],
  ["Y", "N", "outcome"],
  ["↑", "↓", "step"],
  ["↵", "", "enter"],
  ["Esc", "", "escape"],
] as const;

/** How the ticket is used without a mouse, and when it asks once more. @param isBare as the ticket is. */
export function TicketFoot({ isBare }: { readonly isBare: boolean }) {
  const { t } = useTranslation();
  const confirmation = useConfirmation();
  return (
    <details className="group border-t border-line">
      <summary
        className={clsx(
          "flex cursor-pointer list-none items-center gap-1.5 py-2.5 text-xs text-ink-3 hover:text-ink",
          !isBare && "px-4",
        )}
      >
        <ChevronRight
          size={14}
          aria-hidden
          className="transition-transform duration-150 group-open:rotate-90"
        />
        {t("ticket.help")}
      </summary>
      <div className={clsx("flex flex-col gap-4 pb-4", !isBare && "px-4")}>
        <Select
          label={t("ticket.confirm")}
          value={confirmation}
          onChange={({ target }) =>
            setConfirmation(CONFIRMATIONS.find((one) => one === target.value) ?? "large")
          }
        >
          {CONFIRMATIONS.map((one) => (
            <option key={one} value={one}>
              {t(`ticket.confirmations.${one}`, { amount: dollarsShort(LARGE / 1_000_000) })}
            </option>
          ))}
        </Select>
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1.5 text-xs text-ink-2">
          {KEYS.map(([one, other, what]) => (
            <div key={what} className="contents">
              <dt className="flex gap-1">
                <Key>{one}</Key>
                {other === "" ? null : <Key>{other}</Key>}
              </dt>
              <dd>{t(`ticket.keys.${what}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
