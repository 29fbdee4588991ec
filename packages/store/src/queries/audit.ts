import type { OwnerId } from "@probity/core";
import { and, desc, eq, gte, lt, or } from "drizzle-orm";
import { audit } from "../tables/audit.ts";
import type { AuditTarget } from "../tables/audit.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { ReadDatabase } from "./read-database.ts";

export type AuditRow = typeof audit.$inferSelect;

export interface AuditInput {
  readonly actor?: OwnerId | undefined;
  readonly target?: { readonly kind: AuditTarget; readonly id: number } | undefined;
  /** [`from`, `to`), ms. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What operators did. */
export function auditQueries(database: ReadDatabase) {
  return {
    /** Newest first. */
    async acts(input: AuditInput): Promise<Page<AuditRow>> {
      const { actor, target, from, to, limit, cursor } = input;
      const after = decodeCursor(cursor, ["number", "number"]) as [number, number] | null;
      const rows = await database
        .select()
        .from(audit)
        .where(
          and(
            gte(audit.time, from),
            lt(audit.time, to),
            actor === undefined ? undefined : eq(audit.actor, actor),
            target === undefined ? undefined : eq(audit.targetKind, target.kind),
            target === undefined ? undefined : eq(audit.targetId, target.id),
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
