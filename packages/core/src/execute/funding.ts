import type { CommandContent } from "../commands.ts";
import { badAmount, invalid } from "../fields.ts";
import type { WithdrawalId } from "../ids.ts";
import { credit, hold, spendHeld } from "../ledger/ledger.ts";
import type { SystemParty } from "../market.ts";
import { DEPOSITS_MAX } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account, Asset, State } from "../state.ts";
import { ACCOUNT_NOT_FOUND, actFor, isOperator } from "./authority.ts";
import { PLAIN_OUTCOME, isNew, keyedCommand } from "./client-key.ts";

const DAY_MS = 86_400_000;

/** A deposit has one key and is credited at finality: whoever submits it has seen the money. */
export function deposit(run: Run, command: Extract<CommandContent, { type: "Deposit" }>): void {
  const { amount, key } = command;
  if (!isOperator(run)) return;
  const account = run.state.accounts.get(command.account);
  if (account === undefined) return run.reject(ACCOUNT_NOT_FOUND);
  const keyed = keyedCommand(run, account, command, "depositKeys");
  if (!isNew(run, keyed)) return;
  const field = badAmount(amount);
  if (field !== null) return run.reject(invalid(field));
  const asset = run.state.asset(command.asset);
  if (asset === undefined) return run.reject({ code: "AssetNotFound" });
  if (account.excludedUntil > run.time) {
    return run.reject({ code: "OwnerExcluded", until: account.excludedUntil });
  }
  if (asset.external + amount > DEPOSITS_MAX) {
    return run.reject({ code: "DepositLimitReached", limit: DEPOSITS_MAX });
  }
  const day = Math.floor(run.time / DAY_MS);
  const would = (account.depositDay === day ? account.depositedToday : 0) + amount;
  const limit = account.limits?.maxDailyDeposit ?? 0;
  if (limit > 0 && would > limit) {
    return run.reject({ code: "DailyDepositExceeded", limit, would });
  }
  account.depositDay = day;
  account.depositedToday = would;
  asset.external += amount;
  credit(run.state, account.index, asset.id, amount);
  run.emit({ type: "Deposited", account: account.id, asset: asset.id, amount, key });
  keyed.remember(PLAIN_OUTCOME);
}

/** Moves available → held; `ConfirmWithdrawal` or `FailWithdrawal` ends it. */
export function requestWithdrawal(
  run: Run,
  command: Extract<CommandContent, { type: "RequestWithdrawal" }>,
): void {
  const { amount } = command;
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command, "withdrawalKeys");
  if (!isNew(run, keyed)) return;
  const field = badAmount(amount);
  if (field !== null) return run.reject(invalid(field));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  const asset = run.state.asset(command.asset);
  if (asset === undefined) return run.reject({ code: "AssetNotFound" });
  const shortage = judgeCollateral(run.state, account, asset, amount);
  if (shortage !== null) return run.reject(shortage);
  const withdrawal = run.id<WithdrawalId>(0);
  hold(run.state, account.index, asset.id, amount);
  account.withdrawing += amount;
  run.state.withdrawals.set(withdrawal, { id: withdrawal, account, asset, amount });
  run.emit({
    type: "WithdrawalRequested",
    withdrawal,
    account: account.id,
    asset: asset.id,
    amount,
  });
  keyed.remember({ ...PLAIN_OUTCOME, id: withdrawal });
}

/** The outside has paid, or never will. */
export function settleWithdrawal(
  run: Run,
  command: Extract<CommandContent, { type: "ConfirmWithdrawal" | "FailWithdrawal" }>,
): void {
  if (!isOperator(run)) return;
  const withdrawal = run.state.withdrawals.get(command.withdrawal);
  if (withdrawal === undefined) return run.reject({ code: "WithdrawalNotFound" });
  const { account, asset, amount } = withdrawal;
  run.state.withdrawals.delete(withdrawal.id);
  account.withdrawing -= amount;
  const fact = { withdrawal: withdrawal.id, account: account.id, asset: asset.id, amount };
  if (command.type === "ConfirmWithdrawal") {
    spendHeld(run.state, account.index, asset.id, amount);
    asset.external -= amount;
    run.emit({ type: "WithdrawalConfirmed", ...fact });
  } else {
    hold(run.state, account.index, asset.id, -amount);
    run.emit({ type: "WithdrawalFailed", ...fact });
  }
}

/** Between two accounts of one owner. */
export function transferCollateral(
  run: Run,
  command: Extract<CommandContent, { type: "TransferCollateral" }>,
): void {
  const { amount } = command;
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  if (!isNew(run, keyed)) return;
  const receiver = run.state.accounts.get(command.to);
  const asset = run.state.asset(command.asset);
  const field = badAmount(amount) ?? (command.to === command.account ? "to" : null);
  if (receiver === undefined) return run.reject(ACCOUNT_NOT_FOUND);
  if (field !== null) return run.reject(invalid(field));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  if (asset === undefined) return run.reject({ code: "AssetNotFound" });
  if (receiver.owner !== account.owner) return run.reject({ code: "DifferentOwners" });
  const shortage = judgeCollateral(run.state, account, asset, amount);
  if (shortage !== null) return run.reject(shortage);
  credit(run.state, account.index, asset.id, -amount);
  credit(run.state, receiver.index, asset.id, amount);
  run.emit({
    type: "CollateralTransferred",
    from: account.id,
    to: receiver.id,
    asset: asset.id,
    amount,
  });
  keyed.remember(PLAIN_OUTCOME);
}

/** Moves collateral between accounts and the venue's own: fees, rewards, market reserves. */
export function transferSystem(
  run: Run,
  command: Extract<CommandContent, { type: "TransferSystem" }>,
): void {
  const { from, to, amount } = command;
  if (!isOperator(run)) return;
  const refusal = judgeParties(run.state, command);
  if (refusal !== null) return run.reject(refusal);
  const asset = run.state.asset(command.asset);
  if (asset === undefined) return run.reject({ code: "AssetNotFound" });
  const available = balanceOf(run.state, from, asset);
  if (available < amount) {
    return run.reject({ code: "InsufficientCollateral", required: amount, available });
  }
  move(run.state, from, asset, -amount);
  move(run.state, to, asset, amount);
  run.emit({ type: "SystemTransferred", from, to, asset: asset.id, amount });
}

function judgeParties(
  state: State,
  command: Extract<CommandContent, { type: "TransferSystem" }>,
): Rejection | null {
  const { from, to, amount } = command;
  for (const party of [from, to]) {
    if (party.kind === "account" && !state.accounts.has(party.account)) return ACCOUNT_NOT_FOUND;
  }
  const field = badAmount(amount) ?? (isSame(from, to) ? "to" : null);
  if (field !== null) return invalid(field);
  let isElsewhere = false;
  let isMissing = false;
  for (const party of [from, to]) {
    if (party.kind !== "reserve") continue;
    const market = state.markets.get(party.market);
    if (market === undefined) isMissing = true;
    else if (market.event.collateral !== command.asset) isElsewhere = true;
  }
  const isAsset = state.asset(command.asset) !== undefined;
  if (isElsewhere && isAsset) return invalid("asset");
  if (!isAsset) return { code: "AssetNotFound" };
  return isMissing ? { code: "MarketNotFound" } : null;
}

function isSame(a: SystemParty, b: SystemParty): boolean {
  if (a.kind === "account" && b.kind === "account") return a.account === b.account;
  if (a.kind === "reserve" && b.kind === "reserve") return a.market === b.market;
  return a.kind === b.kind;
}

function balanceOf(state: State, party: SystemParty, asset: Asset): number {
  switch (party.kind) {
    case "account": {
      const account = state.accounts.get(party.account);
      return account === undefined ? 0 : state.availableOf(account, asset.id);
    }
    case "fees":
      return asset.fees;
    case "rewards":
      return asset.rewards;
    case "reserve":
      return state.markets.get(party.market)?.reserve ?? 0;
    default:
      return party satisfies never;
  }
}

function move(state: State, party: SystemParty, asset: Asset, amount: number): void {
  switch (party.kind) {
    case "account": {
      const account = state.accounts.get(party.account);
      if (account !== undefined) credit(state, account.index, asset.id, amount);
      break;
    }
    case "fees":
      asset.fees += amount;
      break;
    case "rewards":
      asset.rewards += amount;
      break;
    case "reserve": {
      const market = state.markets.get(party.market);
      if (market !== undefined) market.reserve += amount;
      break;
    }
    default:
      party satisfies never;
  }
}

/** Why the account cannot pay `required`, or null. */
function judgeCollateral(
  state: State,
  account: Account,
  asset: Asset,
  required: number,
): Rejection | null {
  const available = state.availableOf(account, asset.id);
  return available < required ? { code: "InsufficientCollateral", required, available } : null;
}
