/** A table as RFC 4180 has it: quotes around cells with commas and line ends, doubled inside. */
export interface CsvRow {
  /** Of its first character, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows with anything in them, the first one with the names of the columns. @throws SyntaxError */
export function* csvRows(text: string): Generator<CsvRow> {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    let isEnd = false;
    while (!isEnd) {
      const cell = text[at] === '"' ? quoted(text, at, line) : plain(text, at);
      cells.push(cell.value);
      line += cell.lines;
      at = cell.end;
      const mark = text[at];
      if (mark === ",") at += 1;
      else {
        if (mark === "\r" && text[at + 1] === "\n") at += 1;
        if (mark !== undefined) {
          at += 1;
          line += 1;
        }
        isEnd = true;
      }
    }
    if (cells.length > 1 || cells[0] !== "") yield { line: begin, cells };
  }
}

interface Cell {
  readonly value: string;
  /** Behind its last character. */
  readonly end: number;
  /** Line ends inside. */
  readonly lines: number;
}

function plain(text: string, from: number): Cell {
  const pattern = /[,\r\n]/g;
  pattern.lastIndex = from;
  const end = pattern.exec(text)?.index ?? text.length;
  return { value: text.slice(from, end), end, lines: 0 };
}

function quoted(text: string, from: number, line: number): Cell {
  let value = "";
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) throw new SyntaxError(`line ${line}: a quote is opened and never closed`);
    value += text.slice(at, end);
    if (text[end + 1] !== '"') {
      const lines = value.split("\n").length - 1;
      const next = text[end + 1];
      if (next !== undefined && !",\r\n".includes(next)) {
        throw new SyntaxError(`line ${line + lines}: text behind the end of a quoted cell`);
      }
      return { value, end: end + 1, lines };
    }
    value += '"';
    at = end + 2;
  }
}
