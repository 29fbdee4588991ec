import { SYSTEM } from "@probity/core";
import type { ExchangeSequencer, Submitter } from "@probity/gateway";

/** Lets out the play money of withdrawals that were cut short between request and confirmation. */
export async function finishWithdrawals(
  sequencer: ExchangeSequencer,
  submitter: Submitter,
): Promise<void> {
  const { value: pending } = await sequencer.read((machine) => machine.withdrawals());
  for (const withdrawal of pending) {
    await submitter.submit(SYSTEM, { type: "ConfirmWithdrawal", withdrawal });
  }
}
