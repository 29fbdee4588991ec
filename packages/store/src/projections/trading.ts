import type { Projection } from "../projector/projection.ts";
import { foldLedger, holdMoney, prepareLedger } from "./ledger.ts";
import { foldOrders, prepareOrders } from "./orders.ts";
import { foldPositions, holdShares, preparePositions } from "./positions.ts";

/**
 * Orders, positions, balances and the statement: what one event does to them
 * counts as a whole or not at all, so that the sums always come out.
 */
export const trading: Projection = {
  name: "trading",
  writes: [
    "orders",
    "signedOrders",
    "positions",
    "balances",
    "systemBalances",
    "statement",
    "withdrawals",
    "accountDays",
  ],

  prepare(fact, rows, catalogue) {
    prepareOrders(fact, rows);
    preparePositions(fact, rows);
    prepareLedger(fact, rows, catalogue);
    const { event } = fact;
    if (event.type === "WithdrawalRequested") rows.withdrawals.isNew(event.withdrawal);
    if (event.type === "WithdrawalConfirmed" || event.type === "WithdrawalFailed") {
      rows.withdrawals.want(event.withdrawal);
    }
  },

  fold(fact, rows, catalogue) {
    const holds = foldOrders(fact, rows, catalogue);
    // Shares bought are there before they are locked, and unlocked before they are gone.
    for (const change of holds) {
      if (change.kind === "money") holdMoney(change, fact, rows);
      else if (change.amount < 0) holdShares(change, fact, rows);
    }
    foldWithdrawal(fact, rows);
    if (fact.event.type === "OrderSigned") {
      const { order, account, signed } = fact.event;
      rows.signedOrders.add({ order, account, signed });
    }
    foldPositions(fact, rows, catalogue);
    for (const change of holds) {
      if (change.kind === "shares" && change.amount > 0) holdShares(change, fact, rows);
    }
    foldLedger(fact, rows, catalogue);
  },
};

function foldWithdrawal(
  fact: Parameters<Projection["fold"]>[0],
  rows: Parameters<Projection["fold"]>[1],
): void {
  const { event, time, sequence } = fact;
  switch (event.type) {
    case "WithdrawalRequested": {
      const { withdrawal, account, asset, amount } = event;
      rows.withdrawals.put({
        withdrawal,
        account,
        asset,
        amount,
        status: "requested",
        requestedAt: time,
        settledAt: null,
        sequence,
      });
      holdMoney({ account, asset, amount }, fact, rows);
      break;
    }
    case "WithdrawalConfirmed":
    case "WithdrawalFailed": {
      const row = rows.withdrawals.get(event.withdrawal);
      const status = event.type === "WithdrawalConfirmed" ? "confirmed" : "failed";
      rows.withdrawals.put({ ...row, status, settledAt: time, sequence });
      holdMoney({ ...event, amount: -event.amount }, fact, rows);
      break;
    }
    default:
      break;
  }
}
