import { amount } from "@probity/core";
import type { Amount } from "@probity/core";
import { formatAmount, parseAmount } from "@probity/protocol";
import type { Stage } from "./stage.ts";

/**
 * Everybody takes everything out, the operator the fees: what came in must have gone out, to the
 * micro-dollar, and nothing be left anywhere.
 */
export async function takeEverythingOut(stage: Stage): Promise<void> {
  const { players, checks, horizon, operator } = stage;
  let held = 0;
  for (const player of players) {
    await player.payOut();
    const left = await player.money();
    held += left.held + left.available;
  }
  const total = (of: (player: (typeof players)[number]) => Amount): Amount =>
    amount(players.reduce((sum, player) => sum + of(player), 0));
  const paidIn = total((player) => player.paidIn);
  const paidOut = total((player) => player.paidOut);
  const fees = await feesOf(stage);
  checks.equal("Players' money left in the venue", "0", formatAmount(amount(held)));
  checks.equal(
    `Paid in = paid out ${formatAmount(paidOut)} + fees ${formatAmount(fees)}`,
    formatAmount(paidIn),
    formatAmount(amount(paidOut + fees)),
  );

  if (fees === 0) return;
  const { account_ids } = horizon.saw(await operator.me());
  const [account_id = ""] = account_ids;
  const asset = "USD";
  const to = { kind: "account", account_id } as const;
  const takings = { from: { kind: "fees" }, to, asset, amount: formatAmount(fees) } as const;
  horizon.saw(await operator.admin.transfer(takings));
  const out = { account_id, amount: formatAmount(fees) };
  horizon.saw(await operator.accounts.withdraw(out, "fees"));
  checks.equal("Fees left in the venue", "0", formatAmount(await feesOf(stage)));
}

/** What the venue has taken in fees and not given out. */
async function feesOf({ operator, horizon }: Stage): Promise<Amount> {
  const { treasury } = horizon.saw(await operator.admin.treasury());
  return amount(treasury.reduce((sum, { fees }) => sum + parseAmount(fees), 0));
}
