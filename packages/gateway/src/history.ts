/** Answers that come from the database: how far it has come, and what it says when it is behind. */
import { NotRunning, NotYet } from "@probity/sequencer";
import { BadCursor } from "@probity/store";
import type { Queries } from "@probity/store";
import { badField, refuse } from "./refusal.ts";
import type { Venue } from "./venue.ts";

/**
 * Asks history once it has folded in `minSequence`.
 *
 * @returns `seq`: everything up to there is in the answer, and perhaps what came right behind it.
 * @throws Refusal `HISTORY_BEHIND` when it does not get there in time, `HISTORY_UNAVAILABLE` when the
 * database cannot be asked, `INVALID_FIELD` for a cursor of another list.
 */
export async function fromHistory<T>(
  { store }: Pick<Venue, "store">,
  minSequence: number | undefined,
  ask: (history: Queries) => Promise<T>,
): Promise<{ readonly seq: number; readonly value: T }> {
  try {
    const seq = await store.caughtUp(minSequence);
    return { seq, value: await ask(store.query) };
  } catch (error) {
    if (error instanceof BadCursor) {
      throw badField("cursor", "a cursor is the next_cursor of the page before");
    }
    if (error instanceof NotRunning) throw error;
    const { state, sequence } = store.state();
    if (state !== "idle" && state !== "projecting") throw refuse("HISTORY_UNAVAILABLE");
    if (!(error instanceof NotYet)) throw error;
    throw refuse("HISTORY_BEHIND", { min_seq: minSequence ?? 0, history_seq: sequence });
  }
}
