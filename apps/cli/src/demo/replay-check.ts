import { exchangeKind, FileStorage, openSequencer } from "@probity/sequencer";
import type { Checks } from "./checks.ts";
import type { ThrowAwayVenue } from "./throw-away-venue.ts";

/**
 * The journal that the stopped venue left, replayed twice: recovered as at a start, which makes a
 * snapshot, and by `probity verify` in a new process, which compares every batch with what the
 * venue wrote. State hash and digest must be the same.
 */
export async function checkReplay(venue: ThrowAwayVenue, checks: Checks): Promise<void> {
  const storage = new FileStorage(venue.folder);
  const sequencer = await openSequencer({ storage, kind: exchangeKind });
  const recovered = await sequencer.snapshot();
  await sequencer.close();
  const { code, output } = await venue.probity("verify", venue.folder);
  const said = (name: string): string =>
    new RegExp(`^\\s*${name}\\s+(\\S+)`, "m").exec(output)?.[1] ?? `nothing:\n${output}`;
  checks.equal("Replay in a new process: ends well", 0, code);
  checks.equal("Replay in a new process: state hash", recovered.stateHash, said("state hash"));
  checks.equal("Replay in a new process: digest", recovered.digest, said("digest"));
}
