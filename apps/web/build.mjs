/**
 * Builds the web app into apps/web/dist when what it is made of has changed since the last time;
 * `npm start` and its like call it first. Built files are not committed.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pack } from "./packed.mjs";
import { isStartedDirectly, projectRoot, runOnPinnedNode } from "../../scripts/pinned-node.mjs";

const app = join(projectRoot, "apps/web");
const dist = join(app, "dist");
/** Says what it was built of. */
const STAMP = ".made-of";
/** What the app is made of: itself, the packages it is built with, and the versions of everything else. */
const SOURCES = [
  "apps/web/build.mjs",
  "apps/web/src",
  "apps/web/public",
  "apps/web/index.html",
  "apps/web/vite.config.ts",
  "apps/web/first-paint.ts",
  "apps/web/packed.mjs",
  "packages/client/src",
  "packages/core/src",
  "packages/market-data/src",
  "packages/protocol/src",
  "package-lock.json",
];

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !/\.(test|bench)\.tsx?$/.test(name))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const file of filesOf(join(projectRoot, source))) {
      hash.update(file.slice(projectRoot.length)).update("\0").update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

function builtOf() {
  try {
    return readFileSync(join(dist, STAMP), "utf8");
  } catch {
    return null; // Never built.
  }
}

export async function buildWeb() {
  const wanted = hashOfSources();
  if (builtOf() === wanted) return;
  console.error("Building the web app (after each change of it; some seconds) ...");
  // Whatever the machine is for: with another value React would be built for its own developers.
  const { NODE_ENV: machine = "" } = process.env;
  process.env.NODE_ENV = "production";
  const { build } = await import("vite");
  // Beside the one that is served, which is whole until the new one takes its place.
  const fresh = join(app, `dist.${process.pid}`);
  await build({ root: app, logLevel: "error", build: { outDir: fresh, emptyOutDir: true } });
  process.env.NODE_ENV = machine;
  await pack(fresh);
  writeFileSync(join(fresh, STAMP), wanted);
  try {
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Somebody built the same in the same moment.
    if (builtOf() !== wanted) throw error;
  }
}

if (isStartedDirectly(import.meta.url)) {
  await runOnPinnedNode();
  await buildWeb();
}
