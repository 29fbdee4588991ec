import { once } from "node:events";
import { parseArgs } from "node:util";
import type { Check } from "../demo/checks.ts";
import { playBtc } from "../demo/btc-play.ts";
import { takeEverythingOut } from "../demo/closing.ts";
import { Progress } from "../demo/progress.ts";
import { playRace } from "../demo/race-play.ts";
import { checkReplay } from "../demo/replay-check.ts";
import { Stage } from "../demo/stage.ts";
import { table } from "../table.ts";
import { ThrowAwayVenue } from "../demo/throw-away-venue.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Plays two recorded markets through the public API of a throw-away venue, from open to
 * settlement, and checks what can be checked. Ends with 1 if anything differs.
 * With `--stay` the venue stays open after the plays, to look around, until Ctrl-C.
 */
export async function demo(args: readonly string[]): Promise<void> {
  const { stay } = readArguments(args);
  const started = performance.now();
  const progress = new Progress();
  const venue = await ThrowAwayVenue.start();
  const stage = new Stage(venue.url, progress);
  const giveUp = (): void => {
    void venue.destroy().finally(() => process.exit(130));
  };
  process.once("SIGINT", giveUp);
  process.once("SIGTERM", giveUp);
  try {
    progress.say(`A venue for the demo is at ${venue.url}, its data in ${venue.folder}\n`);
    await stage.open(venue.operator);
    await playBtc(stage);
    await playRace(stage);
    await takeEverythingOut(stage);
    if (stay) {
      process.off("SIGINT", giveUp);
      progress.say(looksAround(venue));
      await once(process, "SIGINT");
    }
    stage.leave();
    stage.checks.equal("The venue stops well", 0, (await venue.stop()) ?? "by a signal");
    await checkReplay(venue, stage.checks);
    const { list, failures } = stage.checks;
    progress.say(checkTable(list));
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    progress.say(`\n${list.length} checks in ${seconds} s, ${failures.length} failed.`);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    stage.leave();
    process.off("SIGINT", giveUp);
    process.off("SIGTERM", giveUp);
    await venue.destroy();
  }
}

function readArguments(args: readonly string[]): { readonly stay: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { stay: { type: "boolean", default: false } },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function looksAround({ url, operator }: ThrowAwayVenue): string {
  return `
The venue stays open at ${url} to look around, its API described at ${url}/api/docs.
Sign in as ${operator.email}, password "${operator.password}".
Ctrl-C ends it, and the last checks are made.
`;
}

function checkTable(checks: readonly Check[]): string {
  const rows = checks.map(({ what, expected, found, isGood }) => [
    isGood ? "ok" : "DIFFERS",
    what,
    isGood ? found : `${found} (expected ${expected})`,
  ]);
  return table(["", "Check", "Found"], rows);
}
