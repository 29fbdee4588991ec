import { amount, ZERO_AMOUNT } from "@probity/core";
import type { Amount } from "@probity/core";
import { ApiError } from "@probity/client";
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

/** What the fees account holds: a transfer of more than that is refused with the sum. */
async function feesOf({ operator, horizon }: Stage): Promise<Amount> {
  const { account_ids } = horizon.saw(await operator.me());
  try {
    await operator.admin.transfer({
      from: { kind: "fees" },
      to: { kind: "account", account_id: account_ids[0] ?? "" },
      asset: "USD",
      amount: "1000000000",
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === "INSUFFICIENT_COLLATERAL") {
      return parseAmount(error.details["available"] ?? "");
    }
    throw error;
  }
  return ZERO_AMOUNT;
}
