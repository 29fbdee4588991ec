/** Questions to whoever sits at the terminal. */
import { text as readText } from "node:stream/consumers";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Whether somebody sits there who could answer. */
export function isAttended(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** @returns the line typed; with `isSecret` it is not shown. */
export async function ask(question: string, { isSecret = false } = {}): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = isSecret ? nowhere : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: isSecret });
  try {
    return (await lines.question("")).trim();
  } finally {
    lines.close();
    if (isSecret) process.stderr.write("\n");
  }
}

/** The first line of what is piped in. */
export async function piped(): Promise<string> {
  const [line = ""] = (await readText(process.stdin)).split(/\r?\n/, 1);
  return line;
}
