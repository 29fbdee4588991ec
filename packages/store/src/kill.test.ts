/** `kill -9` in the middle of projecting: afterwards the tables are exactly what the journal says. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { databases } from "../test/databases.ts";
import type { TradingOptions } from "../test/trading-process.ts";
import { archiveSource } from "./projector/archive-source.ts";
import { openInlineStore } from "./store.ts";
import { openStoreTools } from "./tools.ts";

vi.setConfig({ testTimeout: 180_000 });

const SCRIPT = join(import.meta.dirname, "../test/trading-process.ts");
/** When each life ends, ms after its tables have caught up with the one before. */
const LIVES_MS = [500, 150];

/** Runs a life and kills it that long after its tables have caught up. @returns with what they had. */
async function live(options: TradingOptions, killAfterMs: number): Promise<number> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (said === "") setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    said += text;
  });
  const [, signal] = (await ended) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return Number(/caught up with (\d+)/.exec(said)?.[1]);
}

// Side by side: most of it is waiting for a process to begin.
describe.concurrent.each(databases())("on $name", ({ create, name }) => {
  test("S2.17 killed again and again, the tables end as the journal says", async ({
    expect,
    onTestFinished,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), "probity-kill-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const database =
      name === "PGlite"
        ? ({ kind: "pglite", folder: join(folder, "read-side") } as const)
        : await create();
    let sequence = 0;
    for (const [index, killAfterMs] of LIVES_MS.entries()) {
      sequence = await live({ folder, database, life: index + 1 }, killAfterMs);
    }
    // What the first life wrote, the second found.
    expect(sequence).toBeGreaterThan(100);

    const source = archiveSource(folder);
    const store = openInlineStore({ database, source, durableSequence: () => 0, waitMs: 60_000 });
    await store.caughtUp(sequence);
    await vi.waitUntil(() => store.state().state === "idle", { timeout: 60_000 });
    await store.close();

    const tools = await openStoreTools({ database, dataFolder: folder });
    onTestFinished(() => tools.close());
    expect(await tools.status()).toMatchObject({ deadLetters: 0 });
    const report = await tools.rebuild({ replace: false });
    expect(report).toMatchObject({ isEqual: true, deadLetters: 0 });
    expect(report.comparedAt).toBeGreaterThanOrEqual(sequence);
  });
});
