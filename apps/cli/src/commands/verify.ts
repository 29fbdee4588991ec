import { brokenLaws } from "@probity/core";
import type { Exchange } from "@probity/core";
import { FileStorage, exchangeKind, verifyStream } from "@probity/sequencer";
import type { VerifySummary } from "@probity/sequencer";
import { dataFolder } from "../data-folder.ts";
import { UsageError } from "../usage-error.ts";

/** The laws are looked at after so many batches, and at the end. */
const BATCHES_BETWEEN_AUDITS = 1_000;

/** Replays a data folder and prints what was checked. Writes nothing but the lock it takes. */
export async function verify(args: readonly string[]): Promise<void> {
  const [named, ...rest] = args;
  if (rest.length > 0) throw new UsageError("verify takes one folder");
  const folder = dataFolder(named);
  const storage = new FileStorage(folder);
  const lock = await storage.lock();
  try {
    const started = performance.now();
    const audit = new Audit();
    const summary = await verifyStream(storage, exchangeKind, {
      audit: (machine) => audit.batch(machine),
    });
    const audits = audit.end();
    const seconds = (performance.now() - started) / 1_000;
    console.log(`${folder} is sound.\n\n${told(summary, audits, seconds)}`);
  } finally {
    await lock.release();
  }
}

/** Holds the replayed machine to the laws, now and then and at the end. */
class Audit {
  private machine: Exchange | null = null;
  private batches = 0;
  private audits = 0;

  batch(machine: Exchange): void {
    this.machine = machine;
    this.batches += 1;
    if (this.batches % BATCHES_BETWEEN_AUDITS === 0) this.check(machine);
  }

  /** @returns how often the laws were looked at. */
  end(): number {
    if (this.machine !== null) this.check(this.machine);
    return this.audits;
  }

  private check(machine: Exchange): void {
    this.audits += 1;
    const broken = brokenLaws(machine);
    if (broken.length === 0) return;
    throw new Error(`At sequence ${machine.sequence} laws do not hold:\n  ${broken.join("\n  ")}`);
  }
}

function told(summary: VerifySummary, audits: number, seconds: number): string {
  const { firstSequence, lastSequence, batches, executed, checkedOnly, snapshots, torn } = summary;
  const end =
    torn === null
      ? "whole"
      : `torn in ${torn.file} at byte ${torn.offset} (${torn.reason}); the next start cuts it off`;
  return [
    `  commands    ${firstSequence} to ${lastSequence}, in ${batches} batches`,
    `  executed    ${executed} again with the same events, ${checkedOnly} of older rules by digest`,
    `  laws        held each of the ${audits} times they were looked at`,
    `  archive     events up to ${summary.archivedEvents}`,
    `  snapshots   ${snapshots.length === 0 ? "none" : snapshots.join(", ")}`,
    `  state hash  ${summary.stateHash}`,
    `  digest      ${summary.digest}`,
    `  end         ${end}`,
    `  took        ${seconds.toFixed(1)} s`,
  ].join("\n");
}
