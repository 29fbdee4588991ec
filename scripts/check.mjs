/**
 * All static checks: `npm run check`, or some of them: `npm run check -- lint types`.
 * `--root <folder>` checks another tree with the tools of this one; the house
 * test plants violations that way.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isStartedDirectly, projectRoot, runOnPinnedNode } from "./pinned-node.mjs";

/** @typedef {{ code: number, output: string }} Outcome */
/** @typedef {{ name: string, tool: string, args: string[], isGood?: (outcome: Outcome) => boolean }} Check */

/** @type {Check[]} */
const checks = [
  {
    name: "types",
    tool: "ts7/bin/tsc", // the native compiler; plain `typescript` is there for the other tools
    args: ["--build", "tsconfig.json"],
  },
  {
    name: "boundaries",
    tool: "dependency-cruiser/bin/dependency-cruiser.mjs",
    args: ["--config", ".dependency-cruiser.cjs", "packages", "apps", "bin", "scripts"],
    // With a TypeScript it cannot use, the cruiser reads nothing and is content.
    isGood: ({ code, output }) => code === 0 && /\([1-9]\d* modules/.test(output),
  },
  {
    name: "lint",
    tool: "oxlint/bin/oxlint",
    args: ["--type-aware", "--deny-warnings", "--report-unused-disable-directives"],
  },
  {
    name: "format",
    tool: "prettier/bin/prettier.cjs",
    args: ["--check", "--log-level", "warn", "--cache", "."],
  },
  {
    name: "dead code",
    tool: "knip/bin/knip.js",
    args: ["--no-progress", "--no-config-hints"],
  },
];

const AT_ONCE = 2;

/**
 * Runs the named checks, or all, and reports each with its time; what a failed
 * one has to say is printed below its line.
 *
 * @param {{ root?: string, only?: string[] }} [options]
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks({ root = projectRoot, only = [] } = {}) {
  const waiting = checks.filter(({ name }) => only.length === 0 || only.includes(name));
  const tally = { passed: 0, failed: 0 };
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const started = performance.now();
      const outcome = await run(check, root);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const isGood = check.isGood?.(outcome) ?? outcome.code === 0;
      tally[isGood ? "passed" : "failed"] += 1;
      console.log(`${isGood ? "ok    " : "FAILED"} ${check.name} (${seconds} s)`);
      if (!isGood) console.log(outcome.output.trimEnd().replace(/^/gm, "       "));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return tally;
}

/**
 * @param {Check} check
 * @param {string} root
 * @returns {Promise<Outcome>}
 */
function run(check, root) {
  const tool = join(projectRoot, "node_modules", check.tool);
  const child = spawn(process.execPath, [tool, ...check.args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

if (isStartedDirectly(import.meta.url)) {
  await runOnPinnedNode();
  const { values, positionals } = parseArgs({
    options: { root: { type: "string" } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    console.error(
      `No check is called ${unknown.join(", ")}: ${checks.map((c) => c.name).join(", ")}`,
    );
    process.exit(2);
  }
  const { failed } = await runChecks({ ...values, only: positionals });
  process.exitCode = failed === 0 ? 0 : 1;
}
