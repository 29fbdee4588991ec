import type { ClockGuard } from "./clock.ts";
import type { DiskWatch } from "./disk-watch.ts";
import { ClockJump, DiskFull, Poisoned, Unencodable } from "./errors.ts";
import type { NotRunning } from "./errors.ts";
import { Inbox } from "./inbox.ts";
import type { InboxLimits } from "./inbox.ts";
import type { Submission, Waiter } from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SequencerState } from "./stats.ts";
import { disappoint } from "./waiter.ts";

/** What decides whether a submission may wait for its turn. */
export interface IntakeOptions<Content> {
  readonly limits: InboxLimits;
  readonly clockGuard: ClockGuard;
  readonly disk: DiskWatch;
  readonly quarantine: Quarantine;
  readonly isExempt: (content: Content) => boolean;
  readonly state: () => SequencerState;
  readonly notRunning: () => NotRunning;
  /** There is something to execute. */
  readonly onSubmission: () => void;
}

/** The way in: submissions are refused here, before anything has happened, or wait for their turn. */
export class Intake<Content, Event> {
  readonly #options: IntakeOptions<Content>;
  readonly #inbox: Inbox<Content, Event>;

  constructor(options: IntakeOptions<Content>) {
    this.#options = options;
    this.#inbox = new Inbox(options.limits);
  }

  /** Submissions that wait. */
  get length(): number {
    return this.#inbox.length;
  }

  /** Actors with something waiting. */
  get actors(): number {
    return this.#inbox.actors;
  }

  /** See `Sequencer.enqueue`. */
  enqueue(submission: Submission<Content>, waiter: Waiter<Event>): void {
    const refusal = this.#refusal(submission);
    if (refusal !== null) {
      disappoint(waiter, refusal);
      return;
    }
    this.#inbox.push(submission, waiter);
    this.#options.onSubmission();
  }

  /** The submission whose turn it is, or undefined; who waits for it is in `waiter`. */
  next(): Submission<Content> | undefined {
    return this.#inbox.shift();
  }

  /** Who waits for the submission that `next` gave last. */
  get waiter(): Waiter<Event> {
    return this.#inbox.taken;
  }

  /** Why the submission, whose turn has come, cannot be taken after all, or null. */
  lateRefusal(submission: Submission<Content>): Error | null {
    const { disk, isExempt } = this.#options;
    return disk.isFull && !isExempt(submission.content) ? new DiskFull() : null;
  }

  /** Tells everybody who waits that there will be no answer. */
  refuseWaiting(error: Error): void {
    while (this.next() !== undefined) disappoint(this.waiter, error);
  }

  #refusal(submission: Submission<Content>): Error | null {
    const { clockGuard, disk, quarantine, isExempt, notRunning } = this.#options;
    const state = this.#options.state();
    if (state !== "running" && state !== "rebuilding") {
      return state === "clock-jump" ? new ClockJump(clockGuard.offByMs()) : notRunning();
    }
    if (submission.origin === 0) return new Unencodable(new Error("origin 0 is the system's own"));
    if (disk.isFull && !isExempt(submission.content)) return new DiskFull();
    if (quarantine.size > 0) {
      try {
        const poison = quarantine.idOf(submission);
        if (poison !== null) return new Poisoned(poison);
      } catch (cause) {
        return new Unencodable(cause);
      }
    }
    return this.#inbox.refusal(submission, isExempt);
  }
}
