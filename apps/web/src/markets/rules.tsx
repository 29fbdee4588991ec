import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { moment } from "../i18n/format.ts";
import { Select } from "../ui/field.tsx";
import { Notice, Skeleton } from "../ui/surface.tsx";
import { rulesTextQuery, rulesVersionsQuery } from "./event-queries.ts";

/** By what an event is decided, with the version and the hash by which anybody can check the text. */
export function Rules({
  event,
  market,
}: {
  readonly event: EventSummary;
  readonly market: Market;
}) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<number | null>(null);
  const version = chosen ?? event.rules_version;
  const isNow = version === event.rules_version;
  const { data: versions } = useQuery({
    ...rulesVersionsQuery(event.event_id, event.rules_version),
    enabled: event.rules_version > 1,
  });
  const { data: older } = useQuery({
    ...rulesTextQuery(event.event_id, version),
    enabled: !isNow,
  });
  const now = event.rules === "" ? event.description : event.rules;
  const text = isNow ? now : older?.text;
  return (
    <div className="flex max-w-prose flex-col gap-4 p-4 text-sm leading-6">
      {event.rules_version > 1 ? (
        <div className="max-w-72">
          <Select
            label={t("event.rulesShown")}
            value={version}
            onChange={(changed) => choose(Number(changed.target.value))}
          >
            {(versions ?? [{ version: event.rules_version, time: null }]).map((one) => (
              <option key={one.version} value={one.version}>
                {t("event.rulesVersion", { version: one.version })}
                {one.time === null ? "" : ` · ${moment(one.time)}`}
              </option>
            ))}
          </Select>
        </div>
      ) : null}
      {isNow ? null : <Notice tone="warn">{t("event.rulesOlder")}</Notice>}
      {text === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <>
          {!isNow || market.description === "" || market.description === text ? null : (
            <p className="break-words whitespace-pre-line">{market.description}</p>
          )}
          <p className="break-words whitespace-pre-line">
            {text === "" ? t("event.noRules") : text}
          </p>
        </>
      )}
      <p className="text-2xs text-ink-3">
        {t("event.rulesVersion", { version })} · {t("event.rulesHash")}{" "}
        <span className="font-mono break-all">{isNow ? event.rules_hash : older?.rules.hash}</span>
      </p>
    </div>
  );
}
