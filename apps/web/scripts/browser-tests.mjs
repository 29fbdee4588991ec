/**
 * `npm run test:browser`: the app in a real browser against a real venue; ends with `N passed, N failed`.
 * `npm run test:browser -- <filters and flags of vitest>` runs some of them.
 *
 * Without a Chromium nothing is tested, and nobody who reads the output can believe otherwise: the last
 * line is no tally, so `.ci/run` counts a failure.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot, runOnPinnedNode } from "../../../scripts/pinned-node.mjs";

await runOnPinnedNode();

const { findChromium, HOW_TO_INSTALL } = await import("../test/harness/chromium.ts");
const folder = join(projectRoot, "apps/web/test");
const chromium = findChromium();
if (chromium === null) {
  const files = readdirSync(folder).filter((name) => name.endsWith(".browser.ts"));
  const bar = "!".repeat(78);
  console.error(
    [
      bar,
      "!!  THE BROWSER TESTS DID NOT RUN: there is no Chromium on this machine.",
      `!!  Install it with "${HOW_TO_INSTALL}" (or say in CHROMIUM_PATH where it is),`,
      '!!  then type "npm run test:browser" again.',
      bar,
    ].join("\n"),
  );
  console.log(`0 passed, 0 failed, ${files.length} files of browser tests not run`);
} else {
  const run = spawnSync(
    process.execPath,
    [join(projectRoot, "node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)],
    { cwd: folder, stdio: "inherit" },
  );
  process.exitCode = run.status ?? 1;
}
