import { Busy } from "./errors.ts";
import type { Submission, Waiter } from "./ports.ts";

export interface InboxLimits {
  /** Submissions that may wait, the reserved ones included. */
  readonly total: number;
  /** Of these, how many only exempt ones may fill. */
  readonly reserved: number;
  /** Submissions of one actor that may wait; exempt ones may be twice as many. The system (0) has no such limit. */
  readonly perActor: number;
}

const RETRY_AFTER_MS = 100;

/**
 * Submissions in the order they came, each with its waiter, bounded in total and per actor. A ring
 * that grows to what was needed most.
 *
 * While fewer wait than one actor may have, nobody can be over the bound, and nobody is counted;
 * counts are made from the ring when it becomes that long, and kept until it is half as long again.
 */
export class Inbox<Content, Event> {
  readonly #limits: InboxLimits;
  #submissions: (Submission<Content> | undefined)[] = new Array(64);
  #waiters: (Waiter<Event> | undefined)[] = new Array(64);
  #head = 0;
  #length = 0;
  #perActor: Map<number, number> | null = null;
  #taken: Waiter<Event> | undefined;

  constructor(limits: InboxLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#length;
  }

  /** Actors with something waiting. */
  get actors(): number {
    return this.#perActor?.size ?? this.#count().size;
  }

  /** Why the submission cannot wait here, or null. `isExempt` is asked only when it matters. */
  refusal(
    { actor, content }: Submission<Content>,
    isExempt: (content: Content) => boolean,
  ): Busy | null {
    const { total, reserved, perActor } = this.#limits;
    const length = this.#length;
    if (length >= total - reserved && (length >= total || !isExempt(content))) {
      return new Busy("total", RETRY_AFTER_MS);
    }
    if (length < perActor || actor === 0) return null;
    const own = (this.#perActor ??= this.#count()).get(actor) ?? 0;
    if (own >= perActor && (own >= 2 * perActor || !isExempt(content)))
      return new Busy("actor", RETRY_AFTER_MS);
    return null;
  }

  push(submission: Submission<Content>, waiter: Waiter<Event>): void {
    if (this.#length === this.#submissions.length) this.#grow();
    const at = (this.#head + this.#length++) & (this.#submissions.length - 1);
    this.#submissions[at] = submission;
    this.#waiters[at] = waiter;
    const counts = this.#perActor;
    if (counts !== null) counts.set(submission.actor, (counts.get(submission.actor) ?? 0) + 1);
  }

  /** Takes the oldest submission, or undefined; who waits for it is in `taken`. */
  shift(): Submission<Content> | undefined {
    if (this.#length === 0) return undefined;
    const at = this.#head;
    const submission = this.#submissions[at]!;
    this.#taken = this.#waiters[at]!;
    this.#submissions[at] = undefined;
    this.#waiters[at] = undefined;
    this.#head = (at + 1) & (this.#submissions.length - 1);
    this.#length--;
    if (this.#perActor !== null) this.#discount(this.#perActor, submission.actor);
    return submission;
  }

  /** The waiter of the submission taken last. */
  get taken(): Waiter<Event> {
    return this.#taken!;
  }

  #discount(counts: Map<number, number>, actor: number): void {
    const left = counts.get(actor)! - 1;
    if (left === 0) counts.delete(actor);
    else counts.set(actor, left);
    if (this.#length <= this.#limits.perActor / 2) this.#perActor = null;
  }

  #count(): Map<number, number> {
    const counts = new Map<number, number>();
    const mask = this.#submissions.length - 1;
    for (let index = 0; index < this.#length; index++) {
      const { actor } = this.#submissions[(this.#head + index) & mask]!;
      counts.set(actor, (counts.get(actor) ?? 0) + 1);
    }
    return counts;
  }

  #grow(): void {
    this.#submissions = this.#unrolled(this.#submissions);
    this.#waiters = this.#unrolled(this.#waiters);
    this.#head = 0;
  }

  /** A full ring with its oldest first, and room for as many again. */
  #unrolled<T>(ring: readonly T[]): T[] {
    const larger = new Array<T>(ring.length * 2);
    for (let index = 0; index < ring.length; index++)
      larger[index] = ring[(this.#head + index) & (ring.length - 1)]!;
    return larger;
  }
}
