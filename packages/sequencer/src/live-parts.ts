import type { Clock } from "./clock.ts";
import type { DiskWatch } from "./disk-watch.ts";
import type { EventArchive } from "./events/event-archive.ts";
import type { JournalWriter } from "./journal/journal-writer.ts";
import type { SequencerLimits } from "./limits.ts";
import type { Machine, MachineKind, RecoveryReport } from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SnapshotKeeper } from "./snapshot/snapshot-keeper.ts";

/** What recovery hands over: a machine that stands at the end of its journal, and everything around it. */
export interface LiveParts<Content, Event, M extends Machine<Content, Event>> {
  readonly kind: MachineKind<Content, Event, M>;
  readonly machine: M;
  readonly journal: JournalWriter;
  readonly archive: EventArchive;
  readonly quarantine: Quarantine;
  readonly snapshots: SnapshotKeeper;
  readonly clock: Clock;
  readonly limits: SequencerLimits;
  readonly recovery: RecoveryReport;
  readonly disk: DiskWatch;
  /** The system's first command after this start, if there is to be one. */
  readonly resume: ((machine: M) => Content | null) | undefined;
  /** Makes the machine of the durable journal again, up to `sequence`. */
  readonly rebuild: (sequence: number) => Promise<M>;
  /** Closes files and releases the lock. */
  readonly letGo: () => Promise<void>;
}
