import { useTranslation } from "react-i18next";
import { Input, Select } from "../ui/field.tsx";
import { write } from "./draft.ts";
import type { Draft, TimeInForce } from "./draft.ts";
import { localMinute } from "./written-order.ts";

const DAY_MS = 86_400_000;
const TIMES: readonly TimeInForce[] = ["gtc", "gtd", "ioc", "fok"];

/** How long a limit order lasts, and whether it may trade at once. */
export function TermsFields({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  const rests = draft.timeInForce === "gtc" || draft.timeInForce === "gtd";
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-[1fr_auto] items-end gap-4">
        <Select
          label={t("ticket.timeInForce")}
          value={draft.timeInForce}
          onChange={({ target }) => {
            const timeInForce = TIMES.find((one) => one === target.value) ?? "gtc";
            const expiresAt =
              timeInForce === "gtd" && draft.expiresAt === ""
                ? localMinute(Date.now() + DAY_MS)
                : draft.expiresAt;
            write({ timeInForce, expiresAt });
          }}
        >
          {TIMES.map((value) => (
            <option key={value} value={value}>
              {t(`ticket.tif.${value}`)}
            </option>
          ))}
        </Select>
        <label title={t("ticket.postOnlyHint")} className="flex h-10 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={rests && draft.postOnly}
            disabled={!rests}
            onChange={({ target }) => write({ postOnly: target.checked })}
            className="size-4 accent-(--accent)"
          />
          {t("ticket.postOnly")}
        </label>
      </div>
      {draft.timeInForce === "gtd" ? (
        <Input
          label={t("ticket.expires")}
          type="datetime-local"
          value={draft.expiresAt}
          min={localMinute(Date.now())}
          onChange={({ target }) => write({ expiresAt: target.value })}
        />
      ) : null}
    </div>
  );
}
