/**
 * Probity runs its TypeScript as it is, which needs Node 24. The right Node is
 * pinned in package.json as an optional dependency, so a machine with an older
 * one needs nothing but `npm ci`. Plain JavaScript, because the old Node reads it.
 */
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const NEEDED_MAJOR = 24;

export const isNodeNewEnough = Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR;

/** One sentence for a machine on which neither the pinned nor the own Node will do. */
export const howToGetNode =
  `Probity needs Node.js ${NEEDED_MAJOR}, and this is ${process.versions.node}: type "npm ci" in ` +
  `${projectRoot} to install the pinned one, or install Node.js ${NEEDED_MAJOR} yourself.`;

/** Path of the pinned Node, or undefined where none is published or installed. */
export function findPinnedNode() {
  const executable = process.platform === "win32" ? "node.exe" : "node";
  const places = [
    `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ].map((name) => join(projectRoot, "node_modules", name, "bin", executable));
  return [...places, join(projectRoot, "node_modules", ".bin", executable)].find((path) =>
    existsSync(path),
  );
}

/**
 * Returns at once on Node 24 or later. On an older one it runs the same command
 * line again with the pinned Node, passes signals down and the exit code up,
 * and does not return.
 *
 * @returns {Promise<void>}
 */
export async function runOnPinnedNode() {
  if (isNodeNewEnough) return;
  const pinned = findPinnedNode();
  if (pinned === undefined) return refuse();

  const child = spawn(pinned, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  // A Node for another C library is there but cannot be executed.
  child.on("error", refuse);
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
  await new Promise(() => {});
}

/**
 * Whether the module with this `import.meta.url` is the command that was typed.
 * (`import.meta.main` is younger than some of the versions that run this.)
 *
 * @param {string} moduleUrl
 */
export function isStartedDirectly(moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl);
}

/** @returns {never} */
function refuse() {
  console.error(howToGetNode);
  process.exit(1);
}
