import type { Exchange, StateRecord } from "@probity/core";
import { Agreement } from "./agreement.ts";
import { Auditor } from "./auditor.ts";
import { Duel } from "./duel.ts";
import { Sometimes } from "./sometimes.ts";

/** The core that is put to the test: the project's own, or a copy with a mistake in it. */
export interface CoreUnderTest {
  readonly Exchange: {
    create(): Exchange;
    restore(records: Iterable<StateRecord>): Exchange;
  };
}

export interface Progress {
  readonly commands: number;
  readonly marks: number;
}

export interface SimulationOptions {
  readonly seed: number | string;
  readonly commands: number;
  readonly core: CoreUnderTest;
  /** Called after every audit. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface SimulationReport {
  readonly commands: number;
  readonly marks: number;
  /** What a run of this size should have reached and did not; empty when all is well. */
  readonly missed: readonly string[];
  readonly succeeded: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, number>;
  readonly rejections: ReadonlyMap<string, number>;
}

/** Commands between two comparisons of all views, with an audit each. */
const CHECK_EVERY = 1_000;

/**
 * Runs core and reference side by side over a seeded workload, audits on the way,
 * and counts what happened. Throws `SimulationFailure` at the first difference and
 * at the first broken law.
 */
export function simulate({
  seed,
  commands,
  core,
  onProgress,
}: SimulationOptions): SimulationReport {
  const duel = new Duel(seed, core.Exchange.create());
  const { machine } = duel;
  const auditor = new Auditor(machine, (records) => core.Exchange.restore(records));
  const agreement = new Agreement(machine, duel.reference);
  const sometimes = new Sometimes(machine);
  duel.join(auditor);
  duel.join(sometimes);

  while (machine.sequence < commands) {
    duel.run(Math.min(CHECK_EVERY, commands - machine.sequence));
    const difference = agreement.difference();
    if (difference !== null) throw duel.failure(difference);
    duel.hear(() => auditor.audit(machine.sequence >= commands));
    onProgress?.({ commands: machine.sequence, marks: sometimes.marksReached });
  }
  return {
    commands: machine.sequence,
    marks: sometimes.marksReached,
    missed: sometimes.missed(),
    succeeded: sometimes.commands,
    events: sometimes.events,
    rejections: sometimes.rejections,
  };
}
