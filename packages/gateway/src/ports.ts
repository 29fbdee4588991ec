import type { CommandContent, Event, Exchange } from "@probity/core";
import type { Identity } from "@probity/identity";
import type { Receipt, Sequencer, Submission } from "@probity/sequencer";

/** What the gateway needs of the sequencer that runs the exchange. */
export type ExchangeSequencer = Pick<
  Sequencer<CommandContent, Event, Exchange>,
  "submit" | "read" | "followBatches" | "durableSequence" | "state" | "confirmClock"
> & {
  /** `submit` without a promise, where the sequencer has it; never throws. */
  enqueue?(submission: Submission<CommandContent>, waiter: Waiter): void;
};

/** Who waits for a command; told exactly once. */
export interface Waiter {
  done(receipt: Receipt<Event>): void;
  failed(error: Error): void;
}

/** What the gateway needs of identity. */
export type People = Pick<
  Identity,
  "register" | "authenticate" | "tokenGeneration" | "isRevoked" | "revokeToken"
>;
