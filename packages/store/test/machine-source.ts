/** Events from a machine run by hand, for tests. */
import { Exchange } from "@probity/core";
import type { CommandContent, Event, OwnerId, Sequence, Timestamp } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import type { Source } from "../src/projector/source.ts";

export class MachineSource implements Source {
  readonly machine = Exchange.create();
  readonly entries: FeedEntry<Event>[] = [];
  private counter = 0;

  /** Executes a command of the venue itself, or of `actor`, and what the machine has to do before and after it. */
  run(content: CommandContent, { actor = 0, afterMs = 10 } = {}): readonly Event[] {
    const { machine } = this;
    const time = Math.max(machine.time, 1_000) + afterMs;
    for (let due = machine.overdue(time); due !== null; due = machine.overdue(time)) {
      this.execute(due.content, 0, due.time);
    }
    const events = this.execute(content, actor, time);
    for (let work = machine.pendingWork(); work !== null; work = machine.pendingWork()) {
      this.execute(work, 0, time);
    }
    return events;
  }

  async read(sequence: number, maxEntries: number) {
    const entries = this.entries.slice(sequence - 1, sequence - 1 + maxEntries);
    return entries.length === 0 ? null : { entries, digest: "" };
  }

  async digestAt(): Promise<null> {
    return null;
  }

  async close(): Promise<void> {}

  private execute(content: CommandContent, actor: number, time: number): readonly Event[] {
    const { machine, entries } = this;
    const sequence = (machine.sequence + 1) as Sequence;
    const stamp = { origin: 1, counter: ++this.counter, actor: actor as OwnerId };
    const command = { sequence, time: time as Timestamp, ...stamp, content };
    const events = machine.execute(command).toArray();
    entries.push({ sequence, time, ...stamp, events });
    return events;
  }
}
