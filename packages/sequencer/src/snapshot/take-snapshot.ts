import type { Machine, MachineKind, SnapshotInfo } from "../ports.ts";
import { streamFolders } from "../journal/segments.ts";
import type { Storage } from "../storage/storage.ts";
import { rebuildMachine } from "./rebuild-machine.ts";
import { writeSnapshot } from "./snapshot-file.ts";

/**
 * Makes the snapshot of `sequence`, which must be durable and end a batch, from the snapshot before
 * it and the journal: the live machine is not touched, and what is written has been replayed.
 */
export async function takeSnapshot<Content, Event>(
  storage: Storage,
  kind: MachineKind<Content, Event, Machine<Content, Event>>,
  sequence: number,
): Promise<SnapshotInfo> {
  const { machine, base, end } = await rebuildMachine(storage, kind, { toSequence: sequence });
  if (base?.sequence === sequence) return base;
  return writeSnapshot(
    storage,
    streamFolders(kind.name).snapshots,
    {
      stream: kind.name,
      sequence,
      time: machine.time,
      rulesVersion: kind.rulesVersion,
      digest: end.digest.toString("hex"),
      firstSegment: null,
    },
    machine.records(),
  );
}
