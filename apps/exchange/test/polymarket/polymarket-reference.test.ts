/** The page about Polymarket's wire names every method of the clients: `npm run generate` writes its lists anew. */
import { expect, test } from "vitest";
import { page } from "../guide-shell.ts";
import type { Table } from "./methods.ts";
import { NEWEST_TABLE, OLDER_TABLE, SDK_TABLE } from "./tables.ts";

test("docs/reference/polymarket.md lists what each client can do here, and what it cannot", async () => {
  const path = "docs/reference/polymarket.md";
  const written = Object.entries({
    "clob-client-v2": NEWEST_TABLE,
    "clob-client": OLDER_TABLE,
    client: SDK_TABLE,
  }).reduce((text, [name, table]) => withList(text, name, listOf(table)), page(path));
  await expect(written).toMatchFileSnapshot(`../../../../${path}`);
});

function withList(text: string, name: string, list: string): string {
  const [begin, end] = [`<!-- methods of ${name} -->`, "<!-- end -->"];
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end, from);
  expect([name, from > begin.length, to >= from]).toEqual([name, true, true]);
  return `${text.slice(0, from)}\n\n${list}\n\n${text.slice(to)}`;
}

function listOf(table: Table): string {
  const names = (isHere: boolean) =>
    Object.entries(table)
      .filter(([, entry]) => (typeof entry === "function") === isHere)
      .map(([name]) => name);
  const here = names(true)
    .toSorted()
    .map((name) => `\`${name}\``);
  const reasons = new Map<string, string[]>();
  for (const [name, entry] of Object.entries(table)) {
    if (typeof entry === "function") continue;
    reasons.set(entry.why, [...(reasons.get(entry.why) ?? []), `\`${name}\``]);
  }
  const rows = [...reasons].map(([why, absent]) => `| ${absent.join(", ")} | ${why} |`);
  const works = `Works, ${here.length} methods: ${here.join(", ")}.`;
  if (rows.length === 0) return `${works}\n\nNothing is missing.`;
  return [works, "", "| Cannot | Because |", "| --- | --- |", ...rows].join("\n");
}
