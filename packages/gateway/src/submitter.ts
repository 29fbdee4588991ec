import type { CommandContent, Event, OwnerId } from "@probity/core";
import type { Receipt } from "@probity/sequencer";
import { rejected } from "./refusal.ts";
import type { ExchangeSequencer, Waiter } from "./ports.ts";
import type { Tracer } from "./tracing.ts";

/** The gateway's commands count under this origin; 0 is the sequencer's own. */
const GATEWAY_ORIGIN = 1;

/** Submits commands under the gateway's own count, so that a redelivery is seen by the machine. */
export class Submitter {
  readonly #sequencer: ExchangeSequencer;
  readonly #tracer: Tracer | null;
  #counter: number;

  private constructor(sequencer: ExchangeSequencer, counter: number, tracer: Tracer | null) {
    this.#sequencer = sequencer;
    this.#counter = counter;
    this.#tracer = tracer;
  }

  /** Goes on counting where the machine stopped. */
  static async open(
    sequencer: ExchangeSequencer,
    tracer: Tracer | null = null,
  ): Promise<Submitter> {
    const last = await sequencer.read((machine) => machine.lastCounter(GATEWAY_ORIGIN));
    return new Submitter(sequencer, last.value, tracer);
  }

  /**
   * Submits a wish of `actor` and waits until it is durable.
   *
   * @throws Refusal when the machine rejects the whole command; a batch's items are the caller's
   * to read. Also whatever the sequencer throws.
   */
  submit(actor: OwnerId, content: CommandContent): Promise<Receipt<Event>> {
    return new Promise((resolve, reject) => {
      this.enqueue(actor, content, {
        done: (receipt) => {
          try {
            expectDone(receipt);
            resolve(receipt);
          } catch (refusal) {
            reject(refusal as Error);
          }
        },
        failed: reject,
      });
    });
  }

  /**
   * The same without a promise: `waiter` gets the receipt as it is, and asks `expectDone`. Never throws.
   */
  enqueue(actor: OwnerId, content: CommandContent, waiter: Waiter): void {
    // Counted and handed over in one step: the sequencer takes submissions in the order they come.
    this.#counter += 1;
    const submission = { origin: GATEWAY_ORIGIN, counter: this.#counter, actor, content };
    this.#sequencer.enqueue(submission, this.#tracer?.follow(content.type, waiter) ?? waiter);
  }
}

/**
 * Throws when the command as a whole came to nothing; a batch's items are the caller's to read.
 *
 * @throws Refusal when the machine rejected it.
 */
export function expectDone({ sequence, events }: Receipt<Event>): void {
  const [first] = events;
  if (first?.type === "CommandRejected") throw rejected(first.rejection, sequence);
  if (first?.type === "CommandDuplicated") {
    throw new Error("a counter of the gateway was used before");
  }
}
