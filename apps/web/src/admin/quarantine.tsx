import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PagedTable } from "../app/paged-table.tsx";
import { moment } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Badge, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { quarantineQuery, quarantinedQuery } from "./health-queries.ts";
import { Raw } from "./raw.tsx";
import { useAct } from "./use-act.ts";

/** Commands that broke the machine and were set aside, to be given up or tried once more. */
export function Quarantine() {
  const { t } = useTranslation();
  const [state, setState] = useState<"waiting" | "decided">("waiting");
  const [shown, setShown] = useState<string | null>(null);
  const query = useInfiniteQuery(quarantineQuery(state));
  const rows = (query.data?.pages ?? []).flatMap((page) => page.commands);
  return (
    <Panel>
      <PanelHead title={t("admin.quarantine")}>
        <Segmented
          label={t("admin.state")}
          value={state}
          choices={[
            { value: "waiting", label: t("admin.waiting") },
            { value: "decided", label: t("admin.decided") },
          ]}
          onChange={setState}
        />
      </PanelHead>
      <PagedTable
        label={t("admin.quarantine")}
        query={query}
        waiting={<Skeleton className="m-4 h-10" />}
        nothing={<p className="p-4 text-sm text-ink-3">{t("admin.noQuarantine")}</p>}
        columns={[
          {
            key: "command",
            head: t("admin.command"),
            onPhone: "title",
            cell: (row) => <span className="font-medium">{row.command}</span>,
          },
          {
            key: "who",
            head: t("admin.person"),
            cell: (row) => row.owner_id ?? t("admin.venueItself"),
          },
          {
            key: "message",
            head: t("admin.why"),
            className: "max-w-0 w-full",
            cell: (row) => <span className="block truncate">{row.message}</span>,
          },
          { key: "time", head: t("admin.when"), isFigure: true, cell: (row) => moment(row.time) },
          {
            key: "decision",
            head: t("admin.decision"),
            onPhone: "lead",
            cell: (row) =>
              row.decision === null ? (
                <Badge tone="warn">{t("admin.waiting")}</Badge>
              ) : (
                <Badge>{t(`admin.decisions.${row.decision}`)}</Badge>
              ),
          },
        ]}
        rows={rows}
        keyOf={(row) => row.quarantine_id}
        actions={(row) => (
          <Button size="sm" onClick={() => setShown(row.quarantine_id)}>
            {t("admin.look")}
          </Button>
        )}
      />
      <Dialog
        isOpen={shown !== null}
        onOpenChange={() => setShown(null)}
        title={t("admin.quarantine")}
        description={shown ?? ""}
      >
        {shown === null ? null : <Quarantined id={shown} onDone={() => setShown(null)} />}
      </Dialog>
    </Panel>
  );
}

function Quarantined({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(quarantinedQuery(id));
  const decide = useAct(
    (decision: "discard" | "resubmit") => venue.admin.decideQuarantined(id, decision),
    { done: t("admin.saved"), onDone },
  );
  if (data === undefined) return <Skeleton className="h-60" />;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <p>{data.command.message}</p>
      <Raw title={t("admin.content")} text={JSON.stringify(data.content, null, 2)} />
      <Raw title={t("admin.stack")} text={data.stack} />
      {data.command.decision === null ? (
        <div className="flex justify-end gap-2">
          <Button
            look="danger"
            isBusy={decide.isPending && decide.variables === "discard"}
            onClick={() => decide.mutate("discard")}
          >
            {t("admin.discard")}
          </Button>
          <Button
            look="primary"
            isBusy={decide.isPending && decide.variables === "resubmit"}
            onClick={() => decide.mutate("resubmit")}
          >
            {t("admin.resubmit")}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-ink-3">
          {t(`admin.decisions.${data.command.decision}`)} · {data.command.decided_by} ·{" "}
          {data.command.decided_at === null ? "" : moment(data.command.decided_at)}
        </p>
      )}
    </div>
  );
}
