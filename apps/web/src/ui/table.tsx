import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useMedia } from "./media.ts";

/** One thing told of every row. */
export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the end, under each other. */
  readonly isFigure?: boolean;
  /**
   * Where it stands on a phone: `title` leads the entry, `lead` stands across from it, `fact` below
   * with its head before it, `none` nowhere.
   */
  readonly onPhone?: "title" | "lead" | "fact" | "none";
  readonly className?: string;
}

const PHONE = "(max-width: 639px)";

/** Rows of the same kind: a table, or on a phone a list. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  instead,
  actions,
}: {
  /** What is listed, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What stands in a row's place, such as fields to change it; null: the row itself. */
  readonly instead?: (row: Row) => ReactNode;
  /** What can be done with a row, at its end. */
  readonly actions?: (row: Row) => ReactNode;
}) {
  const isPhone = useMedia(PHONE);
  if (isPhone) {
    return (
      <ul aria-label={label} className="divide-y divide-line">
        {rows.map((row) => (
          <li key={keyOf(row)} className="px-4 py-3 text-sm">
            {instead?.(row) ?? <PhoneRow row={row} columns={columns} actions={actions?.(row)} />}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line text-2xs text-ink-3">
            {columns.map(({ key, head, isFigure }) => (
              <th
                key={key}
                scope="col"
                className={clsx(
                  "px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4",
                  isFigure === true ? "text-right" : "text-left",
                )}
              >
                {head}
              </th>
            ))}
            {actions === undefined ? null : <td className="w-px" />}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => {
            const other = instead?.(row) ?? null;
            return other === null ? (
              <tr key={keyOf(row)} className="transition-colors hover:bg-sunken/60">
                {columns.map(({ key, cell, isFigure, className }) => (
                  <td
                    key={key}
                    className={clsx(
                      "px-3 py-2.5 first:pl-4 last:pr-4",
                      isFigure === true && "num text-right whitespace-nowrap",
                      className,
                    )}
                  >
                    {cell(row)}
                  </td>
                ))}
                {actions === undefined ? null : (
                  <td className="w-px py-2 pr-4 pl-1 whitespace-nowrap">
                    <div className="flex justify-end gap-1">{actions(row)}</div>
                  </td>
                )}
              </tr>
            ) : (
              <tr key={keyOf(row)} className="bg-sunken/60">
                <td
                  colSpan={columns.length + (actions === undefined ? 0 : 1)}
                  className="px-4 py-2.5"
                >
                  {other}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function PhoneRow<Row>({
  row,
  columns,
  actions,
}: {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly actions: ReactNode;
}) {
  const at = (place: Column<Row>["onPhone"]) =>
    columns.filter(({ onPhone = "fact" }) => onPhone === place);
  const facts = at("fact");
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0 flex-1">
          {at("title").map(({ key, cell }) => (
            <div key={key}>{cell(row)}</div>
          ))}
        </div>
        <div className="num shrink-0 text-right">
          {at("lead").map(({ key, cell }) => (
            <div key={key}>{cell(row)}</div>
          ))}
        </div>
      </div>
      {facts.length === 0 ? null : (
        <dl className="grid grid-cols-3 gap-x-3 gap-y-1.5 text-xs">
          {facts.map(({ key, head, cell }) => (
            <div key={key} className="min-w-0">
              <dt className="text-2xs text-ink-3">{head}</dt>
              <dd className="num">{cell(row)}</dd>
            </div>
          ))}
        </dl>
      )}
      {actions === undefined || actions === null ? null : (
        <div className="flex flex-wrap gap-2 pt-1">{actions}</div>
      )}
    </div>
  );
}
