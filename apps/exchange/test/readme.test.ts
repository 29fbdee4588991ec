/** The five-minute walk of the README is run as it stands there. */
import { expect, test } from "vitest";
import { readConfig, startVenue } from "../src/index.ts";
import { blocks, hasTools, page, run } from "./guide-shell.ts";
import { newFolder, settings } from "./test-venue.ts";

/** The shell blocks between the marks, in order. */
function walk(): string {
  const [, marked = ""] =
    /<!-- walk:begin[^>]*-->([^]*)<!-- walk:end -->/.exec(page("README.md")) ?? [];
  return blocks(marked, "sh").join("\n");
}

test.skipIf(!hasTools("curl"))(
  "the walk with curl works, and ends with the right balances",
  async () => {
    const folder = await newFolder();
    const operator = { PROBITY_ADMIN_EMAIL: "", PROBITY_ADMIN_PASSWORD: "open-sesame" };
    const venue = await startVenue(readConfig({ ...settings(folder.path), ...operator }), () => {});
    try {
      const { code, output } = await run(walk(), { VENUE: venue.url });
      expect([code, output]).toEqual([0, expect.stringContaining('"kind":"mint"')]);
      const answers = output.split("\n").filter((line) => line.startsWith("{"));
      expect(answers.some((line) => line.includes('"repeated":true'))).toBe(true);
      // Ada paid 45 for 75 YES and got 75; Bob paid 30 and 1 % of .40 × 75 in fees.
      expect(answers.at(-2)).toContain('"total":"1030"');
      expect(answers.at(-1)).toContain('"total":"969.7"');
    } finally {
      await venue.close();
      await folder.remove();
    }
  },
);
