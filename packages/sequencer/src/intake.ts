import type { ClockGuard } from "./clock.ts";
import type { DiskWatch } from "./disk-watch.ts";
import { ClockJump, DiskFull, Poisoned, Unencodable } from "./errors.ts";
import type { NotRunning } from "./errors.ts";
import { Inbox } from "./inbox.ts";
import type { InboxLimits, Waiting } from "./inbox.ts";
import type { Receipt, Submission } from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SequencerState } from "./stats.ts";

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

  /** See `Sequencer.submit`. */
  submit(submission: Submission<Content>): Promise<Receipt<Event>> {
    const refusal = this.#refusal(submission);
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#inbox.push({ submission, resolve, reject });
      this.#options.onSubmission();
    });
  }

  /** The submission whose turn it is, or undefined. */
  next(): Waiting<Content, Event> | undefined {
    return this.#inbox.shift();
  }

  /** Why the submission, whose turn has come, cannot be taken after all, or null. */
  lateRefusal(submission: Submission<Content>): Error | null {
    const { disk, isExempt } = this.#options;
    return disk.isFull && !isExempt(submission.content) ? new DiskFull() : null;
  }

  /** Tells everybody who waits that there will be no answer. */
  refuseWaiting(error: Error): void {
    for (let waiting = this.next(); waiting !== undefined; waiting = this.next())
      waiting.reject(error);
  }

  #refusal(submission: Submission<Content>): Error | null {
    const { clockGuard, disk, quarantine, isExempt, notRunning } = this.#options;
    const state = this.#options.state();
    if (state !== "running" && state !== "rebuilding") {
      return state === "clock-jump" ? new ClockJump(clockGuard.offByMs()) : notRunning();
    }
    if (submission.origin === 0) return new Unencodable(new Error("origin 0 is the system's own"));
    const exempt = (): boolean => isExempt(submission.content);
    if (disk.isFull && !exempt()) return new DiskFull();
    try {
      const poison = quarantine.idOf(submission);
      if (poison !== null) return new Poisoned(poison);
    } catch (cause) {
      return new Unencodable(cause);
    }
    return this.#inbox.refusal(submission.actor, exempt);
  }
}
