import type { CommandContent, Event, Exchange } from "@probity/core";
import type { Identity } from "@probity/identity";
import type { Quarantine, Sequencer, Waiter as SequencerWaiter } from "@probity/sequencer";

/** What the gateway needs of the sequencer that runs the exchange. */
export type ExchangeSequencer = Pick<
  Sequencer<CommandContent, Event, Exchange>,
  "submit" | "enqueue" | "read" | "followBatches" | "durableSequence" | "state" | "confirmClock"
> & {
  /** Commands that broke the machine, for operators. */
  readonly quarantine: Pick<Quarantine, "ids" | "show" | "decided" | "decide">;
};

/** Who waits for a command; told exactly once. */
export type Waiter = SequencerWaiter<Event>;

/** What the gateway needs of identity. */
export type People = Pick<
  Identity,
  "register" | "authenticate" | "tokenGeneration" | "isRevoked" | "revokeToken"
>;
