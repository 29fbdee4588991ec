import { OutcomeUnknown, Poisoned } from "./errors.ts";
import type { Submission, Waiter } from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";
import { disappoint } from "./waiter.ts";

/** What is needed to go on without a command that broke the machine. */
export interface Poisoning<M> {
  readonly quarantine: Quarantine;
  /** Makes durable what was executed, executes nothing while `work` runs, then goes on. Fails with `work`. */
  readonly standStill: <T>(work: () => Promise<T>) => Promise<T>;
  /** Makes the machine of everything durable. */
  readonly rebuild: () => Promise<M>;
  /** Takes `machine` for the live one. */
  readonly replace: (machine: M) => void;
}

/** A command that broke the machine, the place it would have had, and who waits for it (null: the system itself). */
export interface Poison<Content, Event> {
  readonly submission: Submission<Content>;
  readonly place: { readonly sequence: number; readonly time: number };
  readonly error: unknown;
  readonly waiter: Waiter<Event> | null;
}

/** Puts the command away, makes the machine again without it, and goes on. */
export async function setAside<Content, Event, M>(
  poisoning: Poisoning<M>,
  { submission, place, error, waiter }: Poison<Content, Event>,
): Promise<void> {
  try {
    const id = await poisoning.standStill(async () => {
      const written = await poisoning.quarantine.add(submission, place, error);
      if (waiter === null) {
        // The machine itself asks for this command and would ask again: only a repaired program can go on.
        throw new Poisoned(written, error);
      }
      poisoning.replace(await poisoning.rebuild());
      return written;
    });
    if (waiter !== null) disappoint(waiter, new Poisoned(id, error));
  } catch (failure) {
    if (waiter !== null) disappoint(waiter, new OutcomeUnknown(failure));
  }
}
