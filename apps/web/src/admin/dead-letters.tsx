import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PagedTable } from "../app/paged-table.tsx";
import { moment } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { deadLettersQuery } from "./health-queries.ts";
import { Raw } from "./raw.tsx";
import { useAct } from "./use-act.ts";

/** Events that history could not take in; each can be folded once more. */
export function DeadLetters() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string | null>(null);
  const query = useInfiniteQuery(deadLettersQuery);
  const retry = useAct((id: string) => venue.admin.retryDeadLetter(id), {
    done: t("admin.retried"),
  });
  const rows = (query.data?.pages ?? []).flatMap((page) => page.dead_letters);
  const letter = rows.find((row) => row.dead_letter_id === shown);
  return (
    <Panel>
      <PanelHead title={t("admin.deadLetters")} />
      <PagedTable
        label={t("admin.deadLetters")}
        query={query}
        waiting={<Skeleton className="m-4 h-10" />}
        problem={<p className="p-4 text-sm text-ink-3">{t("admin.historyAway")}</p>}
        nothing={<p className="p-4 text-sm text-ink-3">{t("admin.noDeadLetters")}</p>}
        columns={[
          {
            key: "event",
            head: t("admin.fact"),
            onPhone: "title",
            cell: (row) => <span className="font-medium">{row.event}</span>,
          },
          { key: "projection", head: t("admin.projection"), cell: (row) => row.projection },
          {
            key: "message",
            head: t("admin.why"),
            className: "max-w-0 w-full",
            cell: (row) => <span className="block truncate">{row.message}</span>,
          },
          {
            key: "attempts",
            head: t("admin.attempts"),
            isFigure: true,
            cell: (row) => row.attempts,
          },
          { key: "time", head: t("admin.when"), isFigure: true, cell: (row) => moment(row.time) },
        ]}
        rows={rows}
        keyOf={(row) => row.dead_letter_id}
        actions={(row) => (
          <>
            <Button size="sm" onClick={() => setShown(row.dead_letter_id)}>
              {t("admin.look")}
            </Button>
            <Button
              size="sm"
              look="primary"
              isBusy={retry.isPending && retry.variables === row.dead_letter_id}
              onClick={() => retry.mutate(row.dead_letter_id)}
            >
              {t("admin.retry")}
            </Button>
          </>
        )}
      />
      <Dialog
        isOpen={letter !== undefined}
        onOpenChange={() => setShown(null)}
        title={letter?.event ?? ""}
        description={letter?.dead_letter_id ?? ""}
      >
        {letter === undefined ? null : (
          <Raw title={t("admin.why")} text={JSON.stringify(letter, null, 2)} />
        )}
      </Dialog>
    </Panel>
  );
}
