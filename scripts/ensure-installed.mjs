/**
 * Installs what the lockfile names and node_modules lacks; called first by every
 * npm script. `--dev` asks for the development tools too.
 *
 * Why not `prestart` and `pretest`: .npmrc turns install scripts off, and npm then
 * skips every pre-script as well. Why `exec env node` after it in package.json:
 * a shell remembers where it found `node`, and on the first run a newer one has
 * just appeared in node_modules/.bin.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findPinnedNode,
  howToGetNode,
  isNodeNewEnough,
  isStartedDirectly,
  projectRoot,
} from "./pinned-node.mjs";

const lockfile = join(projectRoot, "package-lock.json");
/** npm's own record of what it put into node_modules; rewritten by every install and prune. */
const record = join(projectRoot, "node_modules", ".package-lock.json");
const stampFile = join(projectRoot, "node_modules", ".probity-installed.json");

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile */
/** @typedef {{ lockfileHash: string, recordTime: number, hasDevTools: boolean }} Stamp */

/**
 * Whether `installed` has every package of `wanted`, in the same version. Optional
 * ones may be absent (they are for other platforms), development tools only
 * count when asked for.
 *
 * @param {Lockfile} wanted
 * @param {Lockfile} installed
 * @param {{ withDevTools: boolean }} options
 */
export function isComplete(wanted, installed, { withDevTools }) {
  return Object.entries(wanted.packages).every(([path, locked]) => {
    if (!path.includes("node_modules/")) return true; // our own packages
    if (locked.optional || locked.devOptional) return true;
    if (locked.dev && !withDevTools) return true;
    const found = installed.packages[path];
    return found !== undefined && found.version === locked.version;
  });
}

/** @param {boolean} devToolsWanted */
function ensureInstalled(devToolsWanted) {
  const lockText = readFileSync(lockfile, "utf8");
  const lockfileHash = createHash("sha256").update(lockText).digest("hex");
  const recordTime = statSync(record, { throwIfNoEntry: false })?.mtimeMs;

  /** @type {Stamp | undefined} */
  const stamp = readJson(stampFile);
  const isStampCurrent =
    stamp !== undefined && stamp.lockfileHash === lockfileHash && stamp.recordTime === recordTime;
  if (isStampCurrent && (stamp.hasDevTools || !devToolsWanted)) return;

  // No stamp of ours does not mean nothing is there: people run `npm ci` themselves.
  const wanted = JSON.parse(lockText);
  const installed = readJson(record) ?? { packages: {} };
  const hadDevTools = Object.values(installed.packages).some((found) => found.dev === true);
  const withDevTools = devToolsWanted || hadDevTools;
  if (!isComplete(wanted, installed, { withDevTools: devToolsWanted })) install(withDevTools);

  const nowInstalled = readJson(record) ?? { packages: {} };
  /** @type {Stamp} */
  const newStamp = {
    lockfileHash,
    recordTime: statSync(record).mtimeMs,
    hasDevTools: isComplete(wanted, nowInstalled, { withDevTools: true }),
  };
  writeFileSync(stampFile, JSON.stringify(newStamp));
}

/** @param {boolean} withDevTools */
function install(withDevTools) {
  const what = withDevTools ? "Probity's packages and development tools" : "Probity's packages";
  console.error(`Installing ${what} (once; this can take a minute) ...`);
  const args = ["ci", withDevTools ? "--include=dev" : "--omit=dev", "--no-progress"];
  // The warnings are about the machine's own Node, which is not the one that will run.
  args.push("--loglevel=error");
  const npm = process.env.npm_execpath;
  // npm's talk goes where ours does, so that standard output stays the command's own.
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = { cwd: projectRoot, stdio: ["ignore", 2, 2] };
  const result =
    npm === undefined
      ? spawnSync("npm", args, { ...options, shell: process.platform === "win32" })
      : spawnSync(process.execPath, [npm, ...args], options);
  if (result.status !== 0) {
    console.error(`Installing failed; see above, then type "npm ci" in ${projectRoot}.`);
    process.exit(1);
  }
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined; // Absent or half written: both mean that we do not know.
  }
}

if (isStartedDirectly(import.meta.url)) {
  ensureInstalled(process.argv.includes("--dev"));
  if (!isNodeNewEnough && findPinnedNode() === undefined) {
    console.error(howToGetNode);
    process.exit(1);
  }
}
