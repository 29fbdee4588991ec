/**
 * Builds the web app into apps/web/dist when what it is made of has changed since the last time;
 * `npm start` and its like call it first. Built files are not committed.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pack } from "./packed.mjs";
import { isStartedDirectly, projectRoot, runOnPinnedNode } from "../../scripts/pinned-node.mjs";

const app = join(projectRoot, "apps/web");
const stamp = join(app, "dist/.made-of");
/** What the app is made of: itself, the packages it is built with, and the versions of everything else. */
const SOURCES = [
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
    return readFileSync(stamp, "utf8");
  } catch {
    return null; // Never built.
  }
}

export async function buildWeb() {
  const wanted = hashOfSources();
  if (builtOf() === wanted) return;
  console.error("Building the web app (after each change of it; some seconds) ...");
  const { build } = await import("vite");
  await build({ root: app, logLevel: "error" });
  await pack(join(app, "dist"));
  writeFileSync(stamp, wanted);
}

if (isStartedDirectly(import.meta.url)) {
  await runOnPinnedNode();
  await buildWeb();
}
