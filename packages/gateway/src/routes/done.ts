import type { Event } from "@probity/core";
import type { DoneAnswer } from "@probity/protocol";
import type { Receipt } from "@probity/sequencer";

/** The answer to a command of which there is nothing more to tell. */
export function doneJson({ sequence, events }: Receipt<Event>): DoneAnswer {
  const done = { seq: sequence, done: true as const };
  return isRepeated(events) ? { ...done, repeated: true } : done;
}

/** Whether the key was used before, so that nothing happened now. */
export function isRepeated(events: readonly Event[]): boolean {
  return events[0]?.type === "CommandRepeated";
}
