import type { ReactNode } from "react";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { ListProblem, ListSkeleton, MoreButton } from "./list-states.tsx";

/** What a table needs to know of the list behind it. */
interface PagedQuery {
  readonly isPending: boolean;
  readonly data: object | undefined;
  readonly error: unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(): unknown;
  refetch(): unknown;
}

/** A list that comes a page at a time, with what is there instead of it: on its way, away, or nothing. */
export function PagedTable<Row>({
  label,
  query,
  rows,
  columns,
  keyOf,
  actions,
  nothing,
  waiting = <ListSkeleton />,
  problem,
}: {
  /** What is listed, for those who do not see it. */
  readonly label: string;
  readonly query: PagedQuery;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly actions?: (row: Row) => ReactNode;
  readonly nothing: ReactNode;
  readonly waiting?: ReactNode;
  /** Instead of what the venue says went wrong. */
  readonly problem?: ReactNode;
}) {
  if (query.isPending) return waiting;
  if (query.data === undefined) {
    return problem ?? <ListProblem error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) return nothing;
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        rows={rows}
        keyOf={keyOf}
        {...(actions === undefined ? {} : { actions })}
      />
      <MoreButton query={query} />
    </>
  );
}
