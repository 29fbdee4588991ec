import type { Verdict } from "./goals.ts";
import type { ModeResult, Table } from "./mode-report.ts";

/** Columns side by side for a terminal. */
export function textTable({ title, columns, rows, words = 1 }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ""))));
  const text = lines.map((line) =>
    columns
      .map((_, at) => {
        const cell = line[at] ?? "";
        const gap = " ".repeat((widths[at] ?? 0) - widthOf(cell));
        return at < words ? cell + gap : gap + cell;
      })
      .join("   ")
      .trimEnd(),
  );
  const [head = "", ...body] = text;
  const rule = "─".repeat(Math.max(...text.map(widthOf)));
  return [title, rule, head, rule, ...body].join("\n");
}

function widthOf(text: string): number {
  return text.length;
}

/** The same for the page. */
export function markdownTable({ columns, rows, words = 1 }: Omit<Table, "title">): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const rule = `| ${columns.map((_, at) => (at < words ? "---" : "--:")).join(" | ")} |`;
  return [line(columns), rule, ...rows.map(line)].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

/** What a mode has found, for a terminal. */
export function textReport(result: ModeResult): string {
  const parts = result.tables.map(textTable);
  if (result.notes.length > 0) parts.push(result.notes.map((note) => `· ${note}`).join("\n"));
  const checks = result.checks.map(
    ({ name, isHeld, detail }) =>
      `${isHeld ? "ok    " : "FAILED"} ${name}${detail === "" ? "" : `: ${detail}`}`,
  );
  if (checks.length > 0) parts.push(checks.join("\n"));
  return parts.join("\n\n");
}

export function goalTable(verdicts: readonly Verdict[]): Table {
  return {
    title: "Goals",
    words: 7,
    columns: ["goal", "what", "against", "bound", "reached", "figures", "verdict"],
    rows: verdicts.map(({ goal, what, against, bound, reached, figures, verdict }) => [
      goal,
      what,
      against,
      bound,
      reached,
      figures,
      verdict,
    ]),
  };
}
