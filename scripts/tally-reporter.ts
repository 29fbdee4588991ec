import { writeFileSync } from "node:fs";
import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/**
 * Says `N passed, N failed`, as the very last line of a run. A file that does not
 * load counts as a failure, and so does a run without any test.
 *
 * `scripts/test.mjs` counts more than these tests: with PROBITY_TALLY the numbers
 * go into that file and it prints the line.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        // A test still pending at the end was cut off.
        if (state === "failed" || state === "pending") failed += 1;
      }
    }
    if (failed === 0 && (passed === 0 || reason !== "passed")) failed = 1;

    const file = process.env["PROBITY_TALLY"];
    if (file !== undefined) {
      writeFileSync(file, JSON.stringify({ passed, failed }));
    } else {
      process.on("exit", () => console.log(`${passed} passed, ${failed} failed`));
    }
  }
}
