import { OPEN_ORDERS_DEFAULT } from "../commands.ts";
import type { AccountStatus, CommandContent } from "../commands.ts";
import { invalid, isCount, isOwner, isSymbol } from "../fields.ts";
import type { AccountId, AssetId } from "../ids.ts";
import { SYSTEM } from "../ids.ts";
import type { Amount } from "../money.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { ACCOUNT_NOT_FOUND, NOT_AUTHORISED, isOperator } from "./authority.ts";
import { massCancel } from "./mass-cancel.ts";

const ASSETS_MAX = 100;
const ACCOUNTS_PER_OWNER = 100;
const OPEN_ORDERS_MAX = 1_000_000;

export function registerCollateral(
  run: Run,
  command: Extract<CommandContent, { type: "RegisterCollateral" }>,
): void {
  const { assets } = run.state;
  const { symbol } = command;
  if (!isOperator(run)) return;
  if (!isSymbol(symbol)) return run.reject(invalid("symbol"));
  if (assets.some((asset) => asset.symbol === symbol)) return run.reject({ code: "SymbolTaken" });
  if (assets.length >= ASSETS_MAX) return run.reject({ code: "LimitReached", limit: ASSETS_MAX });
  const id = (assets.length + 1) as AssetId;
  assets.push({ id, symbol, fees: 0, rewards: 0, external: 0, conversionDebt: 0 });
  run.emit({ type: "CollateralRegistered", asset: id, symbol });
}

export function openAccount(
  run: Run,
  command: Extract<CommandContent, { type: "OpenAccount" }>,
): void {
  const { state, actor } = run;
  const { owner } = command;
  if (actor !== SYSTEM && actor !== owner && !state.isAdmin(actor))
    return run.reject(NOT_AUTHORISED);
  if (!isOwner(owner)) return run.reject(invalid("owner"));
  const siblings = state.owners.get(owner);
  if (siblings !== undefined && siblings.length >= ACCOUNTS_PER_OWNER) {
    return run.reject({ code: "LimitReached", limit: ACCOUNTS_PER_OWNER });
  }
  const { status, maxOpenOrders, limits } = strictestOf(siblings ?? []);
  const account = state.openAccount(run.id<AccountId>(0), owner);
  run.emit({ type: "AccountOpened", account: account.id, owner });
  if (status !== account.status || maxOpenOrders !== account.maxOpenOrders) {
    Object.assign(account, { status, maxOpenOrders });
    run.emit({ type: "AccountUpdated", account: account.id, status, maxOpenOrders });
  }
  if (limits !== null) {
    account.limits = limits;
    run.emit({ type: "AccountLimitsSet", account: account.id, ...limits });
  }
}

/** What binds a new account of an owner: the strictest of each kind among the others, so that opening one is no way around. */
function strictestOf(
  siblings: readonly Account[],
): Pick<Account, "status" | "maxOpenOrders" | "limits"> {
  const statuses = new Set(siblings.map((account) => account.status));
  const limits = siblings.flatMap((account) => account.limits ?? []);
  return {
    status: STRICTEST_FIRST.find((status) => statuses.has(status)) ?? "active",
    maxOpenOrders: siblings.reduce(
      (least, account) => Math.min(least, account.maxOpenOrders),
      OPEN_ORDERS_DEFAULT,
    ),
    limits:
      limits.length === 0
        ? null
        : {
            maxOrderNotional: leastLimit(limits.map((each) => each.maxOrderNotional)),
            maxExposure: leastLimit(limits.map((each) => each.maxExposure)),
            maxDailyDeposit: leastLimit(limits.map((each) => each.maxDailyDeposit)),
          },
  };
}

const STRICTEST_FIRST = ["frozen", "closed-only"] as const satisfies readonly AccountStatus[];

/** Zero is no limit. */
function leastLimit(limits: readonly Amount[]): Amount {
  return limits.reduce((least, limit) => {
    return least === 0 || (limit > 0 && limit < least) ? limit : least;
  });
}

export function setRole(run: Run, command: Extract<CommandContent, { type: "SetRole" }>): void {
  const { state, actor } = run;
  const { owner, role } = command;
  if (actor !== SYSTEM && state.roles.get(actor) !== "superadmin")
    return run.reject(NOT_AUTHORISED);
  if (!isOwner(owner)) return run.reject(invalid("owner"));
  if (role === "user") state.roles.delete(owner);
  else state.roles.set(owner, role);
  run.emit({ type: "RoleSet", owner, role });
}

export function updateAccount(
  run: Run,
  command: Extract<CommandContent, { type: "UpdateAccount" }>,
): void {
  const { status, maxOpenOrders } = command;
  if (!isOperator(run)) return;
  const account = run.state.accounts.get(command.account);
  if (account === undefined) return run.reject(ACCOUNT_NOT_FOUND);
  if (!isCount(maxOpenOrders, OPEN_ORDERS_MAX)) return run.reject(invalid("maxOpenOrders"));
  account.status = status;
  account.maxOpenOrders = maxOpenOrders;
  run.emit({ type: "AccountUpdated", account: account.id, status, maxOpenOrders });
}

/** Zero is no limit. What stands already stays, whatever it comes to. */
export function setAccountLimits(
  run: Run,
  command: Extract<CommandContent, { type: "SetAccountLimits" }>,
): void {
  const { maxOrderNotional, maxExposure, maxDailyDeposit } = command;
  if (!isOperator(run)) return;
  const account = run.state.accounts.get(command.account);
  if (account === undefined) return run.reject(ACCOUNT_NOT_FOUND);
  const limits = { maxOrderNotional, maxExposure, maxDailyDeposit };
  for (const [field, limit] of Object.entries(limits)) {
    if (!isCount(limit, Number.MAX_SAFE_INTEGER)) return run.reject(invalid(field));
  }
  const isUnlimited = maxOrderNotional === 0 && maxExposure === 0 && maxDailyDeposit === 0;
  account.limits = isUnlimited ? null : limits;
  run.emit({ type: "AccountLimitsSet", account: account.id, ...limits });
}

/** Keeps an owner from buying for a time, and cancels the open buys. Nobody can make it shorter or weaker. */
export function excludeOwner(
  run: Run,
  command: Extract<CommandContent, { type: "ExcludeOwner" }>,
): void {
  const { state, actor, time } = run;
  const { owner, until } = command;
  if (actor !== owner && !state.isAdmin(actor)) return run.reject(NOT_AUTHORISED);
  if (!isOwner(owner)) return run.reject(invalid("owner"));
  if (!isCount(until, Number.MAX_SAFE_INTEGER) || until <= time)
    return run.reject(invalid("until"));
  const before = state.exclusions.get(owner);
  const stands = before !== undefined && before.until > time;
  if (stands && until < before.until) {
    return run.reject({ code: "ExclusionStands", until: before.until });
  }
  const kind = stands && before.kind === "self-exclusion" ? before.kind : command.kind;
  state.exclusions.set(owner, { kind, until });
  run.emit({ type: "OwnerExcluded", owner, kind, until });
  for (const account of state.owners.get(owner) ?? []) {
    account.excludedUntil = until;
    massCancel(run, account, { kind: "buys" }, "excluded");
  }
}

/** How many operators must want the same ending. Who may change it could make an operator of anybody. */
export function configureVenue(
  run: Run,
  command: Extract<CommandContent, { type: "ConfigureVenue" }>,
): void {
  const { state, actor } = run;
  const { confirmations } = command;
  if (actor !== SYSTEM && state.roles.get(actor) !== "superadmin")
    return run.reject(NOT_AUTHORISED);
  if (confirmations !== 1 && confirmations !== 2) return run.reject(invalid("confirmations"));
  state.confirmations = confirmations;
  run.emit({ type: "VenueConfigured", confirmations });
}
