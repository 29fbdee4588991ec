import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import type { Source } from "../src/projector/source.ts";

/** A history that is all there. */
export function listSource(entries: readonly FeedEntry<Event>[], digest = ""): Source {
  return {
    async read(sequence, maxEntries) {
      const some = entries.slice(sequence - 1, sequence - 1 + maxEntries);
      return some.length === 0 ? null : { entries: some, digest };
    },
    digestAt: async () => (digest === "" ? null : digest),
    close: async () => {},
  };
}

/** An entry of the venue's own, with these events, at its place in a history. */
export function entryOf(sequence: number, events: readonly unknown[]): FeedEntry<Event> {
  const stamp = { origin: 1, counter: sequence, actor: 0 };
  return { sequence, time: 1_000 + sequence, ...stamp, events: events as Event[] };
}
