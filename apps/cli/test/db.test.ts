import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandContent, OwnerId } from "@probity/core";
import { FileStorage, exchangeKind, openSequencer } from "@probity/sequencer";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { db } from "../src/commands/db.ts";
import { exitCodeOf } from "../src/exit-code.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const probity = fileURLToPath(new URL("../../../bin/probity.mjs", import.meta.url));
const commands: readonly CommandContent[] = [
  { type: "RegisterCollateral", symbol: "USD" },
  { type: "OpenAccount", owner: 1 as OwnerId },
  { type: "OpenAccount", owner: 2 as OwnerId },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "probity-db-"));
  const storage = new FileStorage(folder);
  const sequencer = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 1 << 20 });
  for (const [index, content] of commands.entries()) {
    await sequencer.submit({ origin: 1, counter: index + 1, actor: 0, content });
  }
  await sequencer.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command within this process: PGlite takes a second to start in another. */
async function run(...args: string[]): Promise<{ text: string; status: number }> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.stubEnv("DATABASE_URL", undefined);
  try {
    await db([...args, folder]);
    return { text: textOf(log.mock.calls), status: Number(process.exitCode ?? 0) };
  } catch (error) {
    return { text: `${textOf(log.mock.calls)}${String(error)}`, status: await exitCodeOf(error) };
  } finally {
    process.exitCode = undefined;
    log.mockRestore();
    vi.unstubAllEnvs();
  }
}

function textOf(calls: readonly (readonly unknown[])[]): string {
  return calls.map(([line]) => `${String(line)}\n`).join("");
}

/** The same as an operator types it. */
function type(...args: string[]) {
  const { DATABASE_URL: _, ...env } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [probity, "db", ...args, folder], {
    encoding: "utf8",
    env,
  });
  return { text: stdout + stderr, status };
}

test("S2.17 an operator migrates, rebuilds, compares, and looks for dead letters", async () => {
  expect(await run("status")).toMatchObject({
    text: expect.stringContaining("missing 0000_base"),
    status: 0,
  });
  expect(await run("migrate")).toMatchObject({
    text: expect.stringContaining("Applied 0000_base"),
  });
  const made = await run("rebuild", "--replace");
  expect(made).toMatchObject({ text: expect.stringContaining("up to sequence 3"), status: 0 });
  const again = type("rebuild");
  expect(again.text).toContain("At sequence 3 everything is as the journal says.");
  expect(again.text).toMatch(/same {5}accounts +2 rows/);
  expect(again.status).toBe(0);
  expect(await run("dead-letters", "list")).toMatchObject({ text: "None.\n", status: 0 });
  expect(await run("dead-letters", "retry", "3/0/trading")).toMatchObject({ status: 1 });
  expect(await run("dead-letters", "show", "nonsense")).toMatchObject({ status: 2 });
  expect(await run("drop")).toMatchObject({ status: 2 });
});

test("a folder that a venue has open is left alone", async () => {
  const lock = await new FileStorage(folder).lock();
  try {
    const { status, text } = type("status");
    expect(status).toBe(1);
    expect(text).toContain("Stop it first");
  } finally {
    await lock.release();
  }
});
