import type { CommandContent, Event, Exchange } from "@probity/core";
import { FileStorage, exchangeKind, exchangeKindModule, openSequencer } from "@probity/sequencer";
import type { LiveSequencer, Receipt, Submission } from "@probity/sequencer";
import { BENCH_ORIGIN } from "./machine.ts";
import type { CarryOut } from "./world.ts";

export type Stream = LiveSequencer<CommandContent, Event, Exchange>;
export type Wanted = Submission<CommandContent>;

/** Commands that a benchmark may have under way; more than any mode asks for. */
const ENOUGH = 4_000_000;

export interface StreamOptions {
  readonly snapshotEvery?: number;
}

/** Opens the durable exchange on a folder, in this process. */
export function openStream(folder: string, options: StreamOptions = {}): Promise<Stream> {
  return openSequencer({
    storage: new FileStorage(folder),
    kind: exchangeKind,
    kindModule: exchangeKindModule,
    snapshotEvery: options.snapshotEvery ?? 0,
    limits: { total: ENOUGH, perActor: ENOUGH },
  });
}

/** Submits a group and waits until all of it is durable. */
export function submitGroup(
  stream: Stream,
  group: readonly Wanted[],
): Promise<readonly Receipt<Event>[]> {
  const { submitAll } = stream as {
    submitAll?: (group: readonly Wanted[]) => Promise<readonly Receipt<Event>[]>;
  };
  if (submitAll !== undefined) return submitAll.call(stream, group);
  return Promise.all(group.map((submission) => stream.submit(submission)));
}

/** Counts the commands of the one origin that benchmarks submit as. */
export class Origin {
  private counter = 0;

  next(actor: number, content: CommandContent): Wanted {
    return { origin: BENCH_ORIGIN, counter: ++this.counter, actor, content };
  }
}

/** Makes a world through a stream, so that it is in the journal. */
export function throughStream(stream: Stream, origin: Origin): CarryOut {
  return async (wishes) => {
    const group = wishes.map(({ actor, content }) => origin.next(actor, content));
    const receipts = await submitGroup(stream, group);
    return receipts.map(({ events }) => [...events]);
  };
}
