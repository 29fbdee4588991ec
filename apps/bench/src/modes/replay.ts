import { join } from "node:path";
import type { EngineRun } from "../contenders/engine.ts";
import type { ReplayAnswer } from "../contenders/replay.ts";
import { LineChild } from "../child.ts";
import type { BenchOptions } from "../options.ts";
import { bytes, count, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { scratchFolder } from "../scratch.ts";
import { median } from "../statistics.ts";
import { startEngine } from "./engine.ts";

const WORLD = { accounts: 10_000, markets: 1, tickSize: 10 } as const;
const GOAL_COMMANDS = 10_000_000;
/** Longest a journal may take to be written; a slow machine replays fewer commands. */
const WRITING_MS = 240_000;

/** A start: snapshot read and journal replayed, against the same calls live. */
export async function benchReplay(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const operations = isQuick ? 50_000 : 2_000_000;
  const commands = isQuick ? 200_000 : GOAL_COMMANDS;
  const engine = startEngine({ mix: "mixed", seed, operations, ...WORLD });
  await engine.next();
  const live: number[] = [];
  const folder = join(scratchFolder(), "replay");
  const settings = { folder, seed, operations, commands, writingMs: WRITING_MS, ...WORLD };
  const replay = LineChild.script("contenders/replay.ts", [JSON.stringify(settings)], {
    node: ["--max-old-space-size=12288"],
  });
  const written = JSON.parse(await replay.next()) as ReplayAnswer;
  const starts: ReplayAnswer[] = [];
  for (let round = 0; round < (isQuick ? 2 : 3); round++) {
    const run = await engine.ask<EngineRun>("run");
    live.push(run.calls / run.seconds);
    starts.push(await replay.ask<ReplayAnswer>("start"));
  }
  await Promise.all([engine.stop(), replay.stop()]);
  const took = median(starts.map((start) => start.seconds));
  const [first] = starts;
  if (first === undefined) throw new Error("nothing was started");
  const rate = first.replayed / took;
  const engineRate = median(live);
  report.check(
    "a start comes to the state that was left",
    starts.every((start) => start.stateHash === written.stateHash),
  );
  report.check(
    "a start replays every command after the snapshot",
    first.sequence === written.sequence && first.replayed >= Math.min(commands, written.replayed),
    `${count(first.replayed)} of ${count(written.replayed)}`,
  );
  report.table(
    "A start from a snapshot and the journal after it",
    [
      "commands replayed",
      "snapshot",
      "journal",
      "start",
      "replayed a second",
      "engine live",
      "ratio",
    ],
    [
      [
        count(first.replayed),
        bytes(written.snapshotBytes),
        bytes(written.journalBytes),
        seconds(took),
        perSecond(rate),
        perSecond(engineRate),
        ratio(rate / engineRate),
      ],
    ],
  );
  report.reach("10 rate", rate / engineRate, `${perSecond(rate)} of ${perSecond(engineRate)}`);
  const isWhole = first.replayed >= GOAL_COMMANDS;
  report.reach(
    "10 time",
    took,
    `${count(first.replayed)} commands, a snapshot of ${bytes(written.snapshotBytes)}`,
    isWhole ? null : `fewer than ${count(GOAL_COMMANDS)} commands`,
  );
}
