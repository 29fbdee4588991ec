/** What the trader's guide tells people to type is run as it stands there, the program too. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReadyAnswer } from "@probity/protocol";
import { expect, test } from "vitest";
import { blocks, hasTools, page, run } from "./guide-shell.ts";
import { OPERATOR, Person, newFolder, openMarket, start } from "./test-venue.ts";

test.skipIf(!hasTools("curl", "openssl", "base64", "od"))(
  "S4.31 the trader's guide works: a key, signatures, orders, the live socket, safety, exports",
  async () => {
    const folder = await newFolder();
    const venue = await start(folder.path);
    try {
      const operator = await Person.signIn(venue.url, OPERATOR);
      await openMarket(operator, "rain");
      await expect.poll(() => isWell(venue.url), { timeout: 30_000 }).toBe(true);
      const guide = page("docs/guides/trader.md");
      const program = join(folder.path, "bot.ts");
      await writeFile(program, blocks(guide, "ts").join("\n"));
      // The program stands before the last but one block of the shell.
      const typed = blocks(guide, "sh");
      const node = `"${process.execPath}" "${program}"`;
      const script = [...typed.slice(0, -2), node, ...typed.slice(-2)].join("\n");
      const { code, output } = await run(script, { VENUE: venue.url });

      expect([code, output]).toEqual([0, expect.not.stringContaining('"error"')]);
      expect(output).toContain('"available":"1000"');
      expect(output).toContain('"client_order_id":"quote-1"');
      expect(output).toMatch(/"results":\[\{"cancelled":\{"order_id"/);
      expect(output).toMatch(/placed 200[^]*cancelled 200/);
      expect(output).toMatch(/"deadline":"20/);
      expect(output).toContain('"reason":"deposit"');
      expect(output).toMatch(/^order_id,client_order_id,market_id/m);
    } finally {
      await venue.close();
      await folder.remove();
    }
  },
);

/** Whether history can be asked, too: its database opens behind the start. */
async function isWell(url: string): Promise<boolean> {
  const ready = (await (await fetch(`${url}/ready`)).json()) as ReadyAnswer;
  return ready.checks.every(({ status }) => status === "ok");
}
