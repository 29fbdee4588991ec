import type { Event, OwnerId } from "@probity/core";
import { and, desc, eq, gte, inArray, lt, or } from "drizzle-orm";
import { audit } from "../tables/audit.ts";
import type { AuditTarget } from "../tables/audit.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type AuditRow = typeof audit.$inferSelect;

export interface AuditFilter extends PageRequest {
  readonly actor?: OwnerId | undefined;
  readonly actions?: readonly Event["type"][] | undefined;
  readonly target?: { readonly kind: AuditTarget; readonly id: number } | undefined;
  /** From then on, and before, ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export function auditQueries(database: ReadDatabase) {
  return {
    /** What operators did, newest first. */
    async list(filter: AuditFilter): Promise<Page<AuditRow>> {
      const { actor, actions, target, from, to, cursor, limit } = filter;
      const after = decodeCursor(cursor, ["number", "number"]) as [number, number] | null;
      const rows = await database
        .select()
        .from(audit)
        .where(
          and(
            actor === undefined ? undefined : eq(audit.actor, actor),
            actions === undefined ? undefined : inArray(audit.action, [...actions]),
            target === undefined
              ? undefined
              : and(eq(audit.targetKind, target.kind), eq(audit.targetId, target.id)),
            from === undefined ? undefined : gte(audit.time, from),
            to === undefined ? undefined : lt(audit.time, to),
            after === null
              ? undefined
              : or(
                  lt(audit.sequence, after[0]),
                  and(eq(audit.sequence, after[0]), lt(audit.place, after[1])),
                ),
          ),
        )
        .orderBy(desc(audit.sequence), desc(audit.place))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.sequence, row.place]);
    },
  };
}
