import type { CommandContent, Event, Exchange } from "@probity/core";
import type { Identity } from "@probity/identity";
import type { Quarantine, Sequencer, Waiter as SequencerWaiter } from "@probity/sequencer";

/** What the gateway needs of the sequencer that runs the exchange. */
export type ExchangeSequencer = Pick<
  Sequencer<CommandContent, Event, Exchange>,
  | "submit"
  | "enqueue"
  | "read"
  | "followBatches"
  | "durableSequence"
  | "state"
  | "confirmClock"
  | "stats"
> & {
  /** Commands that broke the machine, for operators. */
  readonly quarantine: Pick<Quarantine, "ids" | "show" | "decided" | "decide">;
};

/** Who waits for a command; told exactly once. */
export type Waiter = SequencerWaiter<Event>;

/** What the gateway needs of identity. */
export type IdentityPort = Pick<Identity, "people" | "sessions" | "keys">;

/** A letter to one person, in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How letters leave the house. */
export interface Mailer {
  /** Rejects when the letter could not be handed over. */
  send(mail: Mail): Promise<void>;
}
