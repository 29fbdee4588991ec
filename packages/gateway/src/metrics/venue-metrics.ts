import type { Registry } from "prom-client";
import type { ExchangeSequencer } from "../ports.ts";
import type { ReadSide } from "../read-side.ts";
import { bucketSamples, register } from "./series.ts";

const STATES = ["running", "rebuilding", "clock-jump", "closing", "closed", "failed"] as const;

/** The sequencer, its journal and the fold behind it: what an operator is woken for. */
export function registerVenueMetrics(
  registry: Registry,
  { sequencer, readSide }: { readonly sequencer: ExchangeSequencer; readonly readSide: ReadSide },
): void {
  const gauge = (name: string, help: string, value: () => number): void =>
    register(registry, { name, help, kind: "gauge" }, () => [{ labels: {}, value: value() }]);

  register(
    registry,
    {
      name: "order_match_duration_seconds",
      help: "Time in the machine of a command; commands of one turn share its time evenly.",
      kind: "histogram",
    },
    (name) => bucketSamples(name, sequencer.stats().executeSeconds),
  );
  register(
    registry,
    {
      name: "journal_sync_duration_seconds",
      help: "Time of a durable write of a batch of commands.",
      kind: "histogram",
    },
    (name) => bucketSamples(name, sequencer.stats().syncSeconds),
  );
  register(
    registry,
    { name: "sequencer_state", help: "1 for the state the sequencer is in.", kind: "gauge" },
    () => {
      const { state: present } = sequencer.stats();
      return STATES.map((state) => ({ labels: { state }, value: state === present ? 1 : 0 }));
    },
  );
  gauge("sequencer_sequence", "Last executed sequence.", () => sequencer.stats().sequence);
  gauge("sequencer_durable_sequence", "Last durable sequence.", () => sequencer.durableSequence);
  gauge("sequencer_epoch", "Counts the starts and recoveries.", () => sequencer.stats().epoch);
  gauge(
    "sequencer_inbox_commands",
    "Commands that wait to be executed.",
    () => sequencer.stats().inboxLength,
  );
  gauge(
    "sequencer_speculative_commands",
    "Commands executed and not durable.",
    () => sequencer.stats().speculativeCommands,
  );
  gauge(
    "sequencer_quarantined_commands",
    "Commands set aside because the machine broke on them.",
    () => sequencer.stats().quarantined,
  );
  gauge("journal_disk_full", "1 while the disk has no room for new orders.", () =>
    sequencer.stats().diskFull ? 1 : 0,
  );
  gauge(
    "read_side_lag_commands",
    "Durable commands that the fold in memory has not taken in.",
    () => Math.max(0, sequencer.durableSequence - readSide.sequence),
  );
}
