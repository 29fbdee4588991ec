import type { CommandContent, Event, OwnerId } from "@probity/core";
import type { Receipt } from "@probity/sequencer";
import { rejected } from "./refusal.ts";
import type { ExchangeSequencer } from "./ports.ts";

/** The gateway's commands count under this origin; 0 is the sequencer's own. */
const GATEWAY_ORIGIN = 1;

/** Submits commands under the gateway's own count, so that a redelivery is seen by the machine. */
export class Submitter {
  readonly #sequencer: ExchangeSequencer;
  #counter: number;

  private constructor(sequencer: ExchangeSequencer, counter: number) {
    this.#sequencer = sequencer;
    this.#counter = counter;
  }

  /** Goes on counting where the machine stopped. */
  static async open(sequencer: ExchangeSequencer): Promise<Submitter> {
    const last = await sequencer.read((machine) => machine.lastCounter(GATEWAY_ORIGIN));
    return new Submitter(sequencer, last.value);
  }

  /**
   * Submits a wish of `actor` and waits until it is durable.
   *
   * @throws Refusal when the machine rejects the whole command; a batch's items are the caller's
   * to read. Also whatever the sequencer throws.
   */
  async submit(actor: OwnerId, content: CommandContent): Promise<Receipt<Event>> {
    // Counted and handed over in one step: the sequencer takes submissions in the order they come.
    this.#counter += 1;
    const submission = { origin: GATEWAY_ORIGIN, counter: this.#counter, actor, content };
    const receipt = await this.#sequencer.submit(submission);
    const [first] = receipt.events;
    if (first?.type === "CommandRejected") throw rejected(first.rejection, receipt.sequence);
    if (first?.type === "CommandDuplicated") {
      throw new Error(`counter ${submission.counter} of the gateway was used before`);
    }
    return receipt;
  }
}
