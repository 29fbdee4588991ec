import type { EventSummary, Market } from "@probity/protocol";
import { useTranslation } from "react-i18next";

/** By what an event is decided, with the version and the hash by which anybody can check the text. */
export function Rules({
  event,
  market,
}: {
  readonly event: EventSummary;
  readonly market: Market;
}) {
  const { t } = useTranslation();
  const text = event.rules === "" ? event.description : event.rules;
  return (
    <div className="flex max-w-prose flex-col gap-3 p-4 text-sm leading-6">
      {market.description === "" || market.description === text ? null : (
        <p className="whitespace-pre-line">{market.description}</p>
      )}
      <p className="whitespace-pre-line">{text === "" ? t("event.noRules") : text}</p>
      <p className="text-2xs text-ink-3">
        {t("event.rulesVersion", { version: event.rules_version })} ·{" "}
        <span className="font-mono break-all">{event.rules_hash}</span>
      </p>
    </div>
  );
}
