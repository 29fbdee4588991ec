/** `kill -9` in the middle of projecting: afterwards the tables are exactly what the journal says. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { databases } from "../test/databases.ts";
import type { TradingOptions } from "../test/trading-process.ts";
import { openStoreTools } from "./tools.ts";

vi.setConfig({ testTimeout: 180_000 });

const SCRIPT = join(import.meta.dirname, "../test/trading-process.ts");
/** When each life ends, ms after its tables have caught up with the one before. */
const LIVES_MS = [700, 150, 400];

/** Runs a life; with `killAfterMs` it is killed that long after it has caught up. @returns what it said. */
async function live(options: TradingOptions, killAfterMs: number | null): Promise<string> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  let isDoomed = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (killAfterMs === null || isDoomed || !said.includes("caught up")) return;
    isDoomed = true;
    setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  const [code, signal] = (await ended) as [number | null, string | null];
  expect(killAfterMs === null ? code : signal).toBe(killAfterMs === null ? 0 : "SIGKILL");
  return said;
}

describe.each(databases())("on $name", ({ create, name }) => {
  test("S2.17 killed again and again, the tables end as the journal says", async () => {
    const folder = await mkdtemp(join(tmpdir(), "probity-kill-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const database =
      name === "PGlite"
        ? ({ kind: "pglite", folder: join(folder, "read-side") } as const)
        : await create();
    for (const [index, killAfterMs] of LIVES_MS.entries()) {
      await live({ folder, database, life: index + 1, commands: 1_000_000 }, killAfterMs);
    }
    const last = LIVES_MS.length + 1;
    const said = await live({ folder, database, life: last, commands: 200 }, null);
    const sequence = Number(/done at (\d+)/.exec(said)?.[1]);
    expect(sequence).toBeGreaterThan(500);

    const tools = await openStoreTools({ database, dataFolder: folder });
    onTestFinished(() => tools.close());
    expect(await tools.status()).toMatchObject({ deadLetters: 0 });
    const report = await tools.rebuild({ replace: false });
    expect(report).toMatchObject({ isEqual: true, deadLetters: 0 });
    expect(report.comparedAt).toBeGreaterThanOrEqual(sequence);
  });
});
