import type { CommandContent, Event, Exchange } from "@probity/core";
import type { Identity } from "@probity/identity";
import type { Sequencer } from "@probity/sequencer";

/** What the gateway needs of the sequencer that runs the exchange. */
export type ExchangeSequencer = Pick<
  Sequencer<CommandContent, Event, Exchange>,
  "submit" | "read" | "followBatches" | "durableSequence" | "state" | "confirmClock"
>;

/** What the gateway needs of identity. */
export type People = Pick<
  Identity,
  "register" | "authenticate" | "tokenGeneration" | "isRevoked" | "revokeToken"
>;
