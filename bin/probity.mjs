#!/usr/bin/env node
import { readFileSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { runOnPinnedNode } from "../scripts/pinned-node.mjs";

await runOnPinnedNode();

// Answered here and not in the command line proper: it says which Node really
// runs, and must do so even when nothing else works.
if (process.argv.slice(2).includes("--version")) {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  console.log(`probity ${manifest.version}, Node.js ${process.versions.node}`);
} else {
  // A command is worth a second of nobody's time: what was read once is kept in the user's own folder.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  module.enableCompileCache(join(caches, "probity", "code"));
  await import("../apps/cli/src/main.ts");
}
