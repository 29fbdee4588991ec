/** Those who wait for answers: how they are told, and the promises made of them. */
import type { Receipt, Submission, Waiter } from "./ports.ts";

/** Gives `waiter` its answer. */
export function answer<Event>(waiter: Waiter<Event>, receipt: Receipt<Event>): void {
  try {
    waiter.done(receipt);
  } catch (mistake) {
    surface(mistake);
  }
}

/** Tells `waiter` that there is no answer. */
export function disappoint(waiter: Waiter<unknown>, error: Error): void {
  try {
    waiter.failed(error);
  } catch (mistake) {
    surface(mistake);
  }
}

/** A waiter's mistake is nobody else's: it becomes an uncaught error, and the others are told all the same. */
function surface(mistake: unknown): void {
  queueMicrotask(() => {
    throw mistake;
  });
}

/** Submits a group, each for itself. @returns the answers in order, or the first failure; see `Sequencer.submitAll`. */
export function settleAll<Content, Event>(
  submissions: readonly Submission<Content>[],
  enqueue: (submission: Submission<Content>, waiter: Waiter<Event>) => void,
): Promise<readonly Receipt<Event>[]> {
  return new Promise((resolve, reject) => {
    const receipts: Receipt<Event>[] = [];
    let missing = submissions.length;
    let failure: Error | null = null;
    const settle = (): void => {
      if (failure === null) resolve(receipts);
      else reject(failure);
    };
    // One for them all: answers come in the order of submission, so they need not say whose they are.
    const waiter: Waiter<Event> = {
      done(receipt) {
        receipts.push(receipt);
        if (--missing === 0) settle();
      },
      failed(error) {
        failure ??= error;
        if (--missing === 0) settle();
      },
    };
    if (missing === 0) settle();
    for (const submission of submissions) enqueue(submission, waiter);
  });
}
