import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { clock, moment } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { TextArea } from "../ui/field.tsx";
import { Badge, Notice, Panel, PanelHead } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import { faultsQuery } from "./health-queries.ts";
import type { Faults } from "./health-queries.ts";
import { useAct } from "./use-act.ts";

const EXAMPLE = JSON.stringify(
  {
    seed: 1,
    steps: [
      { fault: "too-many-requests", every: 5, retry_after: 2, match: { host: "clob" } },
      { fault: "drop", chance: 0.1, match: { channel: "market" } },
    ],
  },
  null,
  2,
);
const LATEST = 8;

/** @returns null: it is no JSON. */
function readScenario(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** What goes wrong on purpose for Polymarket's clients; nothing where the venue is no sandbox. */
export function FaultsPanel() {
  const { t } = useTranslation();
  const { data } = useQuery(faultsQuery);
  const [text, setText] = useState(EXAMPLE);
  const wish = readScenario(text);
  const begin = useAct(
    () =>
      venue.callAny<Faults>("admin.polymarket.faults.begin", wish === null ? {} : { body: wish }),
    { done: t("admin.faultsBegun"), isQuiet: true },
  );
  const end = useAct(() => venue.callAny<Faults>("admin.polymarket.faults.end", {}), {
    done: t("admin.faultsEnded"),
  });
  if (data === null || data === undefined) return null;
  const isOn = data.scenario !== null;
  return (
    <Panel>
      <PanelHead title={t("admin.faults")}>
        {isOn ? (
          <Button
            size="sm"
            look="danger"
            isBusy={end.isPending}
            onClick={() => end.mutate(undefined)}
          >
            {t("admin.endFaults")}
          </Button>
        ) : (
          <Badge tone="yes">{t("admin.allIsWell")}</Badge>
        )}
      </PanelHead>
      <div className="flex flex-col gap-4 p-4">
        <p className="text-xs text-ink-3">
          {data.began_at === null
            ? t("admin.faultsHint")
            : t("admin.faultsSince", { when: moment(data.began_at) })}
        </p>
        {data.steps.length === 0 ? null : (
          <DataTable
            label={t("admin.faultSteps")}
            columns={[
              {
                key: "fault",
                head: t("admin.fault"),
                onPhone: "title",
                cell: (row) => <span className="font-medium">{row.fault}</span>,
              },
              {
                key: "awake",
                head: t("admin.state"),
                onPhone: "lead",
                cell: (row) => (
                  <Badge tone={row.is_awake ? "warn" : "neutral"}>
                    {t(row.is_awake ? "admin.awake" : "admin.asleep")}
                  </Badge>
                ),
              },
              {
                key: "occasions",
                head: t("admin.occasions"),
                isFigure: true,
                cell: (row) => row.occasions,
              },
              { key: "fired", head: t("admin.fired"), isFigure: true, cell: (row) => row.fired },
            ]}
            rows={data.steps.map((step, index) => ({ ...step, index }))}
            keyOf={(row) => String(row.index)}
          />
        )}
        {data.fired.length === 0 ? null : (
          <ul aria-label={t("admin.fired")} className="text-xs text-ink-2">
            {data.fired
              .slice(-LATEST)
              .toReversed()
              .map((one, index) => (
                <li key={index} className="flex gap-3 py-1">
                  <span className="num text-ink-3">{clock(one.at)}</span>
                  <span>{one.fault}</span>
                  <span className="truncate text-ink-3">{one.subject}</span>
                </li>
              ))}
          </ul>
        )}
        {data.problems.length === 0 ? null : (
          <Notice tone="warn">{data.problems.at(-1)?.text}</Notice>
        )}
        <TextArea
          label={t("admin.scenario")}
          hint={t("admin.scenarioHint")}
          className="min-h-72 font-mono text-xs"
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
          problem={
            wish === null
              ? t("admin.wrong.json")
              : begin.error === null
                ? ""
                : problemText(begin.error)
          }
        />
        <Button
          className="self-start"
          disabled={wish === null}
          isBusy={begin.isPending}
          onClick={() => begin.mutate(undefined)}
        >
          {t("admin.beginFaults")}
        </Button>
      </div>
    </Panel>
  );
}
