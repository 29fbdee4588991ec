import { Busy } from "./errors.ts";
import type { Receipt, Submission } from "./ports.ts";

/** A submission that waits, and whom to tell. */
export interface Waiting<Content, Event> {
  readonly submission: Submission<Content>;
  readonly resolve: (receipt: Receipt<Event>) => void;
  readonly reject: (error: Error) => void;
}

export interface InboxLimits {
  /** Submissions that may wait, the reserved ones included. */
  readonly total: number;
  /** Of these, how many only exempt ones may fill. */
  readonly reserved: number;
  /** Submissions of one actor that may wait; exempt ones may be twice as many. The system (0) has no such limit. */
  readonly perActor: number;
}

const RETRY_AFTER_MS = 100;
/** Entries before the head are dropped once there are so many. */
const COMPACT_AT = 4_096;

/** Submissions in the order they came, bounded in total and per actor. */
export class Inbox<Content, Event> {
  readonly #limits: InboxLimits;
  #queue: (Waiting<Content, Event> | undefined)[] = [];
  #head = 0;
  readonly #perActor = new Map<number, number>();

  constructor(limits: InboxLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#queue.length - this.#head;
  }

  /** Actors with something waiting. */
  get actors(): number {
    return this.#perActor.size;
  }

  /** Why one more of `actor` cannot wait here, or null. `isExempt` is asked only when it matters. */
  refusal(actor: number, isExempt: () => boolean): Busy | null {
    const { total, reserved, perActor } = this.#limits;
    if (this.length >= total - reserved && (this.length >= total || !isExempt())) {
      return new Busy("total", RETRY_AFTER_MS);
    }
    const own = actor === 0 ? 0 : (this.#perActor.get(actor) ?? 0);
    if (own >= perActor && (own >= 2 * perActor || !isExempt()))
      return new Busy("actor", RETRY_AFTER_MS);
    return null;
  }

  push(waiting: Waiting<Content, Event>): void {
    this.#queue.push(waiting);
    const { actor } = waiting.submission;
    this.#perActor.set(actor, (this.#perActor.get(actor) ?? 0) + 1);
  }

  shift(): Waiting<Content, Event> | undefined {
    const waiting = this.#queue[this.#head];
    if (waiting === undefined) return undefined;
    this.#queue[this.#head++] = undefined;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head >= COMPACT_AT) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    const { actor } = waiting.submission;
    const left = this.#perActor.get(actor)! - 1;
    if (left === 0) this.#perActor.delete(actor);
    else this.#perActor.set(actor, left);
    return waiting;
  }
}
