/** A thread that checks signatures: batches of questions come in, batches of answers go out. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "@probity/core";
import type { OrderCheck, SignedOrder } from "../ports.ts";
import { Checks } from "./checks.ts";
import type { AuthClaim, SigningChain } from "./checks.ts";
import { openRecovery } from "./recovery.ts";

/** What a thread is started with. */
export interface CheckSetup {
  readonly chains: readonly SigningChain[];
  readonly isPlain: boolean;
}

export type CheckQuestion =
  | { readonly kind: "auth"; readonly claim: AuthClaim }
  | { readonly kind: "order"; readonly order: SignedOrder; readonly isNegRisk: boolean };

/** As `Checks` answers it, in the order of the questions; broken: our own mistake, which costs no other question. */
export type CheckAnswer =
  boolean | OrderCheck | { readonly kind: "broken"; readonly message: string };

assert(parentPort !== null, "this file is started as a thread");
const port = parentPort;
const { chains, isPlain } = workerData as CheckSetup;
const checks = new Checks(chains, openRecovery(isPlain));

port.on("message", (batch: readonly CheckQuestion[]) => {
  port.postMessage(batch.map(answer));
});

function answer(question: CheckQuestion): CheckAnswer {
  try {
    switch (question.kind) {
      case "auth":
        return checks.authenticates(question.claim);
      case "order":
        return checks.checkOrder(question.order, question.isNegRisk);
    }
  } catch (error) {
    return { kind: "broken", message: String(error) };
  }
}
