import type { CommandContent, Event, Exchange } from "@probity/core";
import type { Sequencer } from "@probity/sequencer";
import type { Source, SourceBatch } from "./source.ts";

/**
 * The events as a sequencer in this thread publishes them: for a projector that
 * runs beside it, as in tests on a disk in memory.
 */
export function feedSource(
  sequencer: Pick<Sequencer<CommandContent, Event, Exchange>, "followBatches" | "durableSequence">,
): Source {
  return {
    async read(sequence, maxEntries): Promise<SourceBatch | null> {
      if (sequencer.durableSequence < sequence) return null;
      const entries: SourceBatch["entries"][number][] = [];
      for await (const batch of sequencer.followBatches(sequence)) {
        entries.push(...batch);
        const last = entries.at(-1)!.sequence;
        if (entries.length >= maxEntries || last >= sequencer.durableSequence) break;
      }
      return { entries, digest: "" };
    },
    digestAt: async () => null,
    close: async () => {},
  };
}
