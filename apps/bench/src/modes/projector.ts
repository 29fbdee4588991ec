import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore, openStoreTools } from "@probity/store";
import { LineChild } from "../child.ts";
import { contentOf, recordCalls } from "../engine/calls.ts";
import { makeMachine } from "../engine/machine.ts";
import { Origin, openStream, submitGroup, throughStream } from "../engine/stream.ts";
import { makeWorld } from "../engine/world.ts";
import type { WorldSize } from "../engine/world.ts";
import type { BenchOptions } from "../options.ts";
import { count, perSecond, ratio } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { scratchFolder } from "../scratch.ts";
import { median } from "../statistics.ts";
import { generate } from "../workload/generator.ts";

const WORLD: WorldSize = { accounts: 1_000, markets: 1, tickSize: 10 };
const GROUP = 1_000;
/** Rows of a statement of the bare insert: about what a table gets of a batch. */
const BARE_BATCH = 10_000;
const SERVER = fileURLToPath(
  new URL("../../../../packages/store/test/serve-postgres.ts", import.meta.url),
);

/**
 * The read side on PostgreSQL, projected from the archive of a venue, against bare inserts in the same run.
 *
 * A fill is a row of `fills` and what follows from it: lines of the statement, a trade, changes of orders, positions
 * and balances. So the goal counts rows, those that are in the tables in the end, each once however often it
 * was changed, and a bare insert puts as many into one table without a key or an index. What the same
 * rows take in their own tables, and fills alone against as many bare ones, are told beside it.
 */
export async function benchProjector(report: ModeReport, options: BenchOptions): Promise<void> {
  const { seed, isQuick } = options;
  const folder = join(scratchFolder(), "projector");
  const last = await writeHistory(folder, seed, isQuick ? 20_000 : 300_000);
  const server = new LineChild(process.execPath, [SERVER]);
  const version = JSON.parse(await server.next()) as string;
  const runs: { readonly rows: number; readonly fills: number; readonly seconds: number }[] = [];
  const bareAll: number[] = [];
  const bareFills: number[] = [];
  let same = 0;
  for (let round = 0; round < (isQuick ? 1 : 3); round++) {
    const url = await server.ask<string>("create");
    const seconds = await project(folder, url, last);
    const tables = await server.ask<Record<string, number>>(`rows ${url}`);
    const rows = Object.values(tables).reduce((sum, one) => sum + one, 0);
    const fills = tables["fills"] ?? 0;
    runs.push({ rows, fills, seconds });
    bareAll.push(rows / (await server.ask<number>(`bare ${url} ${rows} ${BARE_BATCH}`)));
    bareFills.push(fills / (await server.ask<number>(`bare ${url} ${fills} ${BARE_BATCH}`)));
    // It reads all of them first: once is enough for what no goal is about.
    if (round === 0) same = await server.ask<number>(`same ${url} ${BARE_BATCH}`);
  }
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  const { rows, fills } = runs[0]!;
  const seconds = median(runs.map((run) => run.seconds));
  const bare = median(bareAll);
  report.check(
    "every run projects the same rows",
    runs.every((run) => run.rows === rows && run.fills === fills),
    `${rows} rows`,
  );
  report.table(
    `Projected to PostgreSQL ${version} from ${count(last)} commands`,
    ["", "a run", "projected", "bare UNNEST insert", "of it"],
    [
      [
        "rows of all tables",
        count(rows),
        perSecond(rows / seconds),
        perSecond(bare),
        ratio(rows / seconds / bare),
      ],
      [
        "the same rows, into their own tables with indices",
        count(rows),
        perSecond(rows / seconds),
        perSecond(same),
        ratio(rows / seconds / same),
      ],
      [
        "fills, with all that follows from them",
        count(fills),
        perSecond(fills / seconds),
        perSecond(median(bareFills)),
        ratio(fills / seconds / median(bareFills)),
      ],
      ["commands", count(last), perSecond(last / seconds), "", ""],
    ],
  );
  report.reach(
    "14",
    rows / seconds / bare,
    `${perSecond(rows / seconds)} rows of ${perSecond(bare)}, ${perSecond(fills / seconds)} fills`,
  );
}

/** Trades through a durable venue. @returns its last sequence. */
async function writeHistory(folder: string, seed: number, operations: number): Promise<number> {
  const workload = generate("mixed", 999, seed, operations);
  const recording = await makeMachine(WORLD);
  const calls = recordCalls(workload, recording.exchange, recording.world);
  const stream = await openStream(folder);
  const origin = new Origin();
  const world = await makeWorld(WORLD, throughStream(stream, origin));
  for (let first = 0; first < calls.count; first += GROUP) {
    const wanted = [];
    for (let index = first; index < Math.min(calls.count, first + GROUP); index++) {
      wanted.push(origin.next(calls.account[index]! + 1, contentOf(calls, index, world)));
    }
    await submitGroup(stream, wanted);
  }
  const last = stream.durableSequence;
  await stream.close();
  return last;
}

/** Projects everything into empty tables, in the store's own thread, which is started for it. @returns seconds. */
async function project(folder: string, url: string, last: number): Promise<number> {
  const tools = await openStoreTools({ database: { kind: "postgres", url }, dataFolder: folder });
  await tools.migrate();
  await tools.close();
  const started = performance.now();
  const store = openStore({
    database: { kind: "postgres", url },
    dataFolder: folder,
    durableSequence: () => last,
    waitMs: 600_000,
  });
  await store.caughtUp(last);
  const elapsed = (performance.now() - started) / 1_000;
  await store.close();
  return elapsed;
}
