import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SYSTEM } from "@probity/core";
import type { ExchangeSequencer, Submitter } from "@probity/gateway";
import { ConfigError } from "./read-config.ts";

/** A data folder with this file in it has been run without play money. */
const REAL_MONEY = "real-money";
const ABOUT =
  "This venue has been run with PLAY_MONEY=false, so its money may be real. While this file is here it\n" +
  "does not start with play money, when everybody could deposit, and every withdrawal would be confirmed.\n";

/**
 * Remembers in the data folder that its money may be real.
 *
 * @throws ConfigError when it may be, and is to be play money now: a setting that was forgotten.
 */
export async function guardMoney(folder: string, isPlay: boolean): Promise<void> {
  const path = join(folder, REAL_MONEY);
  const mayBeReal = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isPlay && !mayBeReal) await writeFile(path, ABOUT, { flush: true });
  if (isPlay && mayBeReal) {
    throw new ConfigError(
      `${folder} has been run without play money: with it everybody could deposit, and every withdrawal ` +
        `would be confirmed. Set PLAY_MONEY=false; if all its money is play money, delete ${path} first.`,
    );
  }
}

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
