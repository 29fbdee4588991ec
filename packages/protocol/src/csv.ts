/** Tables for spreadsheets, as RFC 4180 has them. */

/** Text that came from people; numbers and times of ours need no guard. */
export type Cell = { readonly text: string } | string | number | null;

/**
 * One line. A text that a spreadsheet would take for a formula gets an
 * apostrophe before it; numbers keep their sign.
 * See https://owasp.org/www-community/attacks/CSV_Injection.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = typeof cell === "string" ? cell : guarded(cell.text);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Leading blanks do not hide a formula from every spreadsheet. */
function guarded(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
}
