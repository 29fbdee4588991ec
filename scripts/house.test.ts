/**
 * A check that never fails proves nothing: each violation is planted in a small
 * copy of the tree, outside the project, and its check has to name it.
 */
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isComplete } from "./ensure-installed.mjs";

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const LIMIT_MS = 60_000;

/** A tree that keeps every rule: manifest dependencies and index of each package. */
const smallTree = {
  "packages/core": { dependencies: [], index: 'export { lots } from "./inner.ts";' },
  "packages/sequencer": {
    dependencies: ["@probity/core"],
    index: 'export { lots as length } from "@probity/core";',
  },
  "packages/identity": { dependencies: ["@probity/sequencer"], index: "export const people = 0;" },
  "packages/gateway": { dependencies: ["zod"], index: "export const port = 8080;" },
  "apps/exchange": {
    dependencies: ["@probity/sequencer"],
    index: 'export { length } from "@probity/sequencer";',
  },
};

const plants = [
  {
    violation: "the core reads the clock",
    check: "lint",
    file: "packages/core/src/clock.ts",
    source: "export const now = (): number => Date.now();",
    says: "The core has no clock",
  },
  {
    violation: "the core rolls dice",
    check: "lint",
    file: "packages/core/src/dice.ts",
    source: "export const roll = (): number => Math.random();",
    says: "The core has no randomness",
  },
  {
    violation: "the core speaks a language",
    check: "lint",
    file: "packages/core/src/locale.ts",
    source: 'export const order = (a: string): number => a.localeCompare("b");',
    says: "The core has no locale",
  },
  {
    violation: "the core touches the disk",
    check: "lint",
    file: "packages/core/src/disk.ts",
    source: 'export { readFileSync } from "node:fs";',
    says: "The core knows no disk",
  },
  {
    violation: "the core loads code later",
    check: "types",
    file: "packages/core/src/later.ts",
    source: 'export const later = (): Promise<unknown> => import("./index.ts");',
    says: "Dynamic imports are only supported",
  },
  {
    violation: "a promise floats",
    check: "lint",
    file: "packages/sequencer/src/float.ts",
    source: "export function go(): void { Promise.resolve(1); }",
    says: "no-floating-promises",
  },
  {
    violation: "the core imports upward",
    check: "boundaries",
    file: "packages/core/src/upward.ts",
    source: 'export { length } from "@probity/sequencer";',
    says: "core-imports-downward-only",
  },
  {
    violation: "the core imports only a type from above",
    check: "boundaries",
    file: "packages/core/src/upward.ts",
    source: 'import type { length } from "@probity/sequencer"; export type Length = typeof length;',
    says: "core-imports-downward-only",
  },
  {
    violation: "a package reaches into another",
    check: "boundaries",
    file: "packages/sequencer/src/reach.ts",
    source: 'export { lots } from "../../core/src/inner.ts";',
    says: "packages-meet-at-their-index",
  },
  {
    violation: "a package imports a package it does not declare",
    check: "boundaries",
    file: "packages/gateway/src/undeclared.ts",
    source: 'export { people } from "@probity/identity";',
    says: "packages-gateway-declares-what-it-imports",
  },
  {
    violation: "a package imports a library it does not declare",
    check: "boundaries",
    file: "packages/identity/src/undeclared.ts",
    source: 'export { z } from "zod";',
    says: "libraries-are-declared",
  },
  {
    violation: "a package imports an app",
    check: "boundaries",
    file: "packages/gateway/src/wire.ts",
    source: 'export { length } from "@probity/exchange";',
    says: "nothing-imports-an-app",
  },
  {
    violation: "two files import each other",
    check: "boundaries",
    file: "packages/core/src/inner.ts",
    source: 'export { lots } from "./index.ts";',
    says: "no-circles",
  },
];

describe.concurrent("the checks", { timeout: LIMIT_MS }, () => {
  test.for(["boundaries", "lint", "types"])(
    "%s is content with a clean tree",
    async (check, ctx) => {
      const { code, output } = await withTree((root) => runCheck(check, root));
      ctx.expect(output).toContain(`ok     ${check}`);
      ctx.expect(code).toBe(0);
    },
  );

  test.for(plants)("$check fails when $violation", async (plant, ctx) => {
    const { code, output } = await withTree((root) => {
      write(root, plant.file, plant.source);
      return runCheck(plant.check, root);
    });
    ctx.expect(output).toContain(plant.says);
    ctx.expect(code).toBe(1);
  });

  test("boundaries fails when nothing was read", async (ctx) => {
    const { code, output } = await withTree((root) => {
      for (const folder of Object.keys(smallTree)) {
        rmSync(join(root, folder, "src"), { recursive: true });
      }
      for (const folder of ["src", "test"])
        rmSync(join(root, "apps/web", folder), { recursive: true });
      return runCheck("boundaries", root);
    });
    ctx.expect(output).toContain("(0 modules");
    ctx.expect(code).toBe(1);
  });
});

describe("the pinned Node", { timeout: LIMIT_MS }, () => {
  // What a stranger has: no folder of this project on the path, nothing set by npm.
  const path = (process.env["PATH"] ?? "").split(delimiter);
  const strangersEnvironment = {
    PATH: path.filter((folder) => !folder.includes("node_modules")).join(delimiter),
    HOME: process.env["HOME"],
  };

  test("is what npm start runs on, whatever the machine has", async () => {
    const { output } = await run(
      "npm",
      ["start", "--silent", "--", "--version"],
      strangersEnvironment,
    );
    expect(output).toMatch(/^probity \d+\.\d+\.\d+, Node\.js 24\.\d+\.\d+$/m);
  });

  test("is what the command runs on when started without npm", async () => {
    const { output } = await run("node", ["bin/probity.mjs", "--version"], strangersEnvironment);
    expect(output).toMatch(/, Node\.js 24\./);
  });
});

describe("an installation", () => {
  const wanted = {
    packages: {
      "": {},
      "packages/core": {},
      "node_modules/@probity/core": { link: true },
      "node_modules/ws": { version: "2.0.0" },
      "node_modules/other-platform": { version: "1.0.0", optional: true },
      "node_modules/vitest": { version: "4.0.0", dev: true },
    },
  };
  const link = { "node_modules/@probity/core": { link: true } };
  const runtime = { ...link, "node_modules/ws": { version: "2.0.0" } };
  const all = { ...runtime, "node_modules/vitest": { version: "4.0.0" } };

  test.for([
    { name: "runtime for start", packages: runtime, withDevTools: false, complete: true },
    { name: "runtime for test", packages: runtime, withDevTools: true, complete: false },
    { name: "everything for start", packages: all, withDevTools: false, complete: true },
    { name: "everything for test", packages: all, withDevTools: true, complete: true },
    { name: "a missing package", packages: link, withDevTools: false, complete: false },
    {
      name: "an old version",
      packages: { ...all, "node_modules/ws": { version: "1.0.0" } },
      withDevTools: false,
      complete: false,
    },
    { name: "nothing", packages: {}, withDevTools: false, complete: false },
  ])("with $name is complete: $complete", ({ packages, withDevTools, complete }) => {
    expect(isComplete(wanted, { packages }, { withDevTools })).toBe(complete);
  });
});

describe("the lockfile", () => {
  const { packages } = JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };

  // npm drops an optional package its registry does not have, without a word,
  // and from then on every `npm ci` refuses the lockfile. Then choose a version
  // of the package that is there for every platform.
  test("has every package for other platforms that it names", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !isLocked(path, name))
        .map((name) => `${name}, named by ${path || "package.json"}`),
    );
    expect(missing).toEqual([]);
  });

  test("names no registry, so that it installs from any", () => {
    const addresses = Object.values(packages).filter((locked) =>
      /^https?:/.test(locked.resolved ?? ""),
    );
    expect(addresses).toEqual([]);
  });

  /** Searches as Node does: in the package's own folder, then outward to the root. */
  function isLocked(from: string, name: string): boolean {
    const folder = from === "" ? "" : `${from}/`;
    if (packages[`${folder}node_modules/${name}`] !== undefined) return true;
    const outside = from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")));
    return from !== "" && isLocked(outside, name);
  }
});

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "probity-house-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function withTree<T>(act: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(scratch, "tree-"));
  for (const file of [
    ".dependency-cruiser.cjs",
    ".oxlintrc.json",
    "package.json",
    "tsconfig.base.json",
    "tsconfig.core.json",
    "tsconfig.json",
    "tsconfig.server.json",
    "tsconfig.tests.json",
    "apps/web/tsconfig.json",
    "apps/web/test/tsconfig.json",
  ]) {
    cpSync(join(projectRoot, file), join(root, file));
  }
  mkdirSync(join(root, "node_modules", "@probity"), { recursive: true });
  // Projects of nothing are none.
  write(root, "apps/web/package.json", JSON.stringify({ name: "@probity/web", type: "module" }));
  write(root, "apps/web/src/page.ts", "export const page = 1;");
  write(root, "apps/web/test/page.ts", "export const page = 1;");
  for (const library of ["@types", "undici-types", "vite", "zod"]) {
    symlinkSync(join(projectRoot, "node_modules", library), join(root, "node_modules", library));
  }
  for (const [folder, { dependencies, index }] of Object.entries(smallTree)) {
    const name = `@probity/${folder.split("/")[1]}`;
    const manifest = {
      name,
      type: "module",
      exports: { ".": "./src/index.ts" },
      dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, "*"])),
    };
    write(root, `${folder}/package.json`, JSON.stringify(manifest));
    write(root, `${folder}/src/index.ts`, index);
    symlinkSync(join(root, folder), join(root, "node_modules", name));
  }
  write(root, "packages/core/src/inner.ts", "export const lots = 3;");
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "scripts"));
  return act(root);
}

function write(root: string, file: string, source: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${source}\n`);
}

function runCheck(check: string, root: string): Promise<{ code: number | null; output: string }> {
  return run(process.execPath, ["scripts/check.mjs", "--root", root, check], process.env);
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd: projectRoot, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
