/**
 * `npm test`: the static checks, then every test. Each check counts as a test,
 * and the very last line is `N passed, N failed`.
 *
 * `npm test -- --only <filters and flags of vitest>` runs just those tests.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./check.mjs";
import { projectRoot, runOnPinnedNode } from "./pinned-node.mjs";

await runOnPinnedNode();

const [first, ...filters] = process.argv.slice(2);
if (first !== undefined && first !== "--only") {
  console.error(`npm test takes nothing, or "-- --only <filter>"; not ${first}.`);
  process.exit(2);
}
const checks = first === "--only" ? { passed: 0, failed: 0 } : await runChecks();
const tests = runTests(filters);
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/**
 * @param {string[]} filters
 * @returns {{ passed: number, failed: number }}
 */
function runTests(filters) {
  const folder = mkdtempSync(join(tmpdir(), "probity-test-"));
  const tally = join(folder, "tally.json");
  const vitest = join(projectRoot, "node_modules/vitest/vitest.mjs");
  try {
    const run = spawnSync(process.execPath, [vitest, "run", ...filters], {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PROBITY_TALLY: tally },
    });
    const { passed, failed } = JSON.parse(readFileSync(tally, "utf8"));
    // vitest also fails for reasons that are no test's, such as a worker that will not end.
    return { passed, failed: failed === 0 && run.status !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 }; // It never got as far as counting.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
