import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MUTATIONS } from "./mutations.ts";
import type { Mutation } from "./mutations.ts";

/* A simulator that finds nothing may be looking nowhere: planted mistakes must be found. */

const CORE = fileURLToPath(new URL("../../core/src", import.meta.url));
const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const COMMANDS = 100_000;
const AT_ONCE = 2;

interface Outcome {
  readonly code: number;
  readonly said: string;
}

const outcomes = new Map<string, Outcome>();
const folder = mkdtempSync(join(tmpdir(), "probity-mutations-"));

beforeAll(async () => {
  const waiting = [...MUTATIONS];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.set(next.name, await fightMutant(next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function fightMutant({ name, file, snippet, replacement }: Mutation): Promise<Outcome> {
  const home = join(folder, String(MUTATIONS.findIndex((mutation) => mutation.name === name)));
  cpSync(CORE, home, { recursive: true });
  writeFileSync(join(home, "package.json"), `{ "type": "module" }`);
  const path = join(home, file);
  const parts = readFileSync(path, "utf8").split(snippet);
  if (parts.length !== 2)
    return { code: -1, said: `the snippet is there ${parts.length - 1} times` };
  writeFileSync(path, parts.join(replacement));
  const flags = ["--seed", "mutation", "--commands", String(COMMANDS)];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, "--core", join(home, "index.ts"), ...flags],
      (error, _said, complaint) => {
        const code = typeof error?.code === "number" ? error.code : error === null ? 0 : -1;
        resolve({ code, said: complaint });
      },
    );
  });
}

describe(`found within ${COMMANDS} commands:`, () => {
  test.each(MUTATIONS.map(({ name }) => name))("%s", (name) => {
    const outcome = outcomes.get(name);
    expect(outcome?.said).toMatch(/^FAILED seed mutation, sequence \d+: /);
    expect(outcome?.code).toBe(1);
  });
});

test("the mistakes are many, and each is its own", () => {
  expect(MUTATIONS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
});
