import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { guardMoney } from "./play-money.ts";

test("a folder that may hold real money does not become one of play money by a forgotten setting", async () => {
  const folder = await mkdtemp(join(tmpdir(), "probity-money-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await guardMoney(folder, true);
  await guardMoney(folder, false);
  await guardMoney(folder, false);
  await expect(guardMoney(folder, true)).rejects.toThrow(/Set PLAY_MONEY=false/);
  await rm(join(folder, "real-money"));
  await guardMoney(folder, true);
});
