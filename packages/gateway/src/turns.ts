import type { Venue } from "./venue.ts";

const turns = new WeakMap<Venue, Promise<unknown>>();

/**
 * Does operators' work that reads what is there, changes a part of it and writes the whole: one after
 * the other, so that nobody writes back what somebody else has just changed.
 */
export function inTurn<T>(venue: Venue, work: () => Promise<T>): Promise<T> {
  const done = (turns.get(venue) ?? Promise.resolve()).then(work, work);
  turns.set(
    venue,
    done.catch(() => {}),
  );
  return done;
}
