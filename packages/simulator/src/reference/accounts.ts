import { DEPOSITS_MAX, INTERVAL_MAX_MS, OPEN_ORDERS_DEFAULT, SETS_ALLOWED } from "@probity/core";
import type { AccountId, Amount, AssetId, CommandContent, Timestamp } from "@probity/core";
import { excludedUntil, invalid, isAdmin, reject, speaker } from "./answers.ts";
import { toAmount, toLots } from "./arithmetic.ts";
import { massCancel } from "./cancelling.ts";
import { isAmount, isLots, isSymbol, isWithin } from "./fields.ts";
import { addCash, addShares, available, freeShares, removeShares } from "./holdings.ts";
import { isAnsweredByKey, contentOf, remember } from "./keys.ts";
import { idOf } from "./state.ts";
import type { Account, Turn } from "./state.ts";

/** RULES.md section 2, all but `TransferSystem`: accounts, money, shares, safety switches. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function registerCollateral(turn: Turn, { symbol }: Content<"RegisterCollateral">): void {
  const { assets } = turn.state;
  if (!isSymbol(symbol)) return reject(turn, invalid("symbol"));
  if ([...assets.values()].some((asset) => asset.symbol === symbol)) {
    return reject(turn, { code: "SymbolTaken" });
  }
  if (assets.size >= 100) return reject(turn, { code: "LimitReached", limit: 100 });

  const asset = (assets.size + 1) as AssetId;
  assets.set(asset, { asset, symbol, deposited: 0n, fees: 0n, rewards: 0n });
  turn.events.push({ type: "CollateralRegistered", asset, symbol });
}

export function openAccount(turn: Turn, { owner }: Content<"OpenAccount">): void {
  const { accounts } = turn.state;
  if (turn.actor !== owner && !isAdmin(turn)) return reject(turn, { code: "NotAuthorised" });
  if (!isWithin(owner, 1, Number.MAX_SAFE_INTEGER)) return reject(turn, invalid("owner"));
  const owned = [...accounts.values()].filter((account) => account.owner === owner);
  if (owned.length >= 100) return reject(turn, { code: "LimitReached", limit: 100 });

  const id = idOf<AccountId>(turn.sequence, 0);
  const isFrozen = owned.some(({ status }) => status === "frozen");
  const isClosedOnly = owned.some(({ status }) => status === "closed-only");
  const status = isFrozen ? "frozen" : isClosedOnly ? "closed-only" : "active";
  const maxOpenOrders = Math.min(OPEN_ORDERS_DEFAULT, ...owned.map((one) => one.maxOpenOrders));
  const limits = {
    maxOrderNotional: strictest(owned.map((one) => one.limits.maxOrderNotional)),
    maxExposure: strictest(owned.map((one) => one.limits.maxExposure)),
    maxDailyDeposit: strictest(owned.map((one) => one.limits.maxDailyDeposit)),
  };
  accounts.set(id, {
    id,
    owner,
    status,
    maxOpenOrders,
    cash: new Map(),
    orders: new Map(),
    waiting: new Map(),
    keys: { deposit: new Map(), withdrawal: new Map(), other: new Map() },
    limits,
    deposits: new Map(),
    groupCount: 0,
    deadline: null,
  });
  turn.events.push({ type: "AccountOpened", account: id, owner });
  if (status !== "active" || maxOpenOrders !== OPEN_ORDERS_DEFAULT) {
    turn.events.push({ type: "AccountUpdated", account: id, status, maxOpenOrders });
  }
  if (Object.values(limits).some((limit) => limit > 0)) {
    turn.events.push({ type: "AccountLimitsSet", account: id, ...limits });
  }
}

const NO_LIMIT = 0 as Amount;

function strictest(limits: readonly Amount[]): Amount {
  const [least = NO_LIMIT] = limits.filter((limit) => limit > 0).toSorted((a, b) => a - b);
  return least;
}

export function setRole(turn: Turn, { owner, role }: Content<"SetRole">): void {
  if (turn.actor !== 0 && turn.state.roles.get(turn.actor) !== "superadmin") {
    return reject(turn, { code: "NotAuthorised" });
  }
  if (!isWithin(owner, 1, Number.MAX_SAFE_INTEGER)) return reject(turn, invalid("owner"));

  turn.state.roles.set(owner, role);
  turn.events.push({ type: "RoleSet", owner, role });
}

export function updateAccount(turn: Turn, content: Content<"UpdateAccount">): void {
  const account = turn.state.accounts.get(content.account);
  if (account === undefined) return reject(turn, { code: "AccountNotFound" });
  if (!isWithin(content.maxOpenOrders, 0, 1_000_000)) return reject(turn, invalid("maxOpenOrders"));

  const { status, maxOpenOrders } = content;
  account.status = status;
  account.maxOpenOrders = maxOpenOrders;
  turn.events.push({ type: "AccountUpdated", account: account.id, status, maxOpenOrders });
}

export function setAccountLimits(turn: Turn, content: Content<"SetAccountLimits">): void {
  const { maxOrderNotional, maxExposure, maxDailyDeposit } = content;
  const account = turn.state.accounts.get(content.account);
  if (account === undefined) return reject(turn, { code: "AccountNotFound" });
  const most = Number.MAX_SAFE_INTEGER;
  if (!isWithin(maxOrderNotional, 0, most)) return reject(turn, invalid("maxOrderNotional"));
  if (!isWithin(maxExposure, 0, most)) return reject(turn, invalid("maxExposure"));
  if (!isWithin(maxDailyDeposit, 0, most)) return reject(turn, invalid("maxDailyDeposit"));

  account.limits = { maxOrderNotional, maxExposure, maxDailyDeposit };
  turn.events.push({ type: "AccountLimitsSet", account: account.id, ...account.limits });
}

export function excludeOwner(turn: Turn, content: Content<"ExcludeOwner">): void {
  const { owner, until } = content;
  const { exclusions, accounts } = turn.state;
  if (turn.actor !== owner && !isAdmin(turn)) return reject(turn, { code: "NotAuthorised" });
  const most = Number.MAX_SAFE_INTEGER;
  if (!isWithin(owner, 1, most)) return reject(turn, invalid("owner"));
  if (!isWithin(until, turn.time + 1, most)) return reject(turn, invalid("until"));
  const found = exclusions.get(owner);
  const running = found !== undefined && found.until > turn.time ? found : null;
  if (running !== null && running.until > until) {
    return reject(turn, { code: "ExclusionStands", until: running.until });
  }

  const kind = running?.kind === "self-exclusion" ? "self-exclusion" : content.kind;
  exclusions.set(owner, { kind, until });
  turn.events.push({ type: "OwnerExcluded", owner, kind, until });
  for (const account of accounts.values()) {
    if (account.owner === owner) massCancel(turn, account, { kind: "buys" }, "excluded");
  }
}

export function configureVenue(turn: Turn, { confirmations }: Content<"ConfigureVenue">): void {
  if (turn.actor !== 0 && turn.state.roles.get(turn.actor) !== "superadmin") {
    return reject(turn, { code: "NotAuthorised" });
  }
  if (![1, 2].includes(confirmations)) return reject(turn, invalid("confirmations"));
  turn.state.confirmations = confirmations;
  turn.events.push({ type: "VenueConfigured", confirmations });
}

export function deposit(turn: Turn, content: Content<"Deposit">): void {
  const { amount, key } = content;
  const account = turn.state.accounts.get(content.account);
  if (account === undefined) return reject(turn, { code: "AccountNotFound" });
  if (isAnsweredByKey(turn, account, key, content)) return;
  if (!isAmount(amount)) return reject(turn, invalid("amount"));
  const asset = turn.state.assets.get(content.asset);
  if (asset === undefined) return reject(turn, { code: "AssetNotFound" });
  const until = excludedUntil(turn, account);
  if (until !== null) return reject(turn, { code: "OwnerExcluded", until });
  if (asset.deposited + BigInt(amount) > BigInt(DEPOSITS_MAX)) {
    return reject(turn, { code: "DepositLimitReached", limit: DEPOSITS_MAX });
  }
  const today = Math.floor(turn.time / 86_400_000);
  const would = (account.deposits.get(today) ?? 0n) + BigInt(amount);
  const limit = account.limits.maxDailyDeposit;
  if (limit > 0 && would > BigInt(limit)) {
    return reject(turn, { code: "DailyDepositExceeded", limit, would: Number(would) });
  }
  account.deposits.set(today, would);

  asset.deposited += BigInt(amount);
  addCash(account, asset.asset, BigInt(amount));
  remember(turn, account, key, contentOf(content), {}, "deposit");
  turn.events.push({ type: "Deposited", account: account.id, asset: asset.asset, amount, key });
}

export function requestWithdrawal(turn: Turn, content: Content<"RequestWithdrawal">): void {
  const { amount, asset, key } = content;
  const account = speaker(turn, content.account);
  if (account === null) return;
  if (isAnsweredByKey(turn, account, key, content)) return;
  if (!isAmount(amount)) return reject(turn, invalid("amount"));
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  if (!turn.state.assets.has(asset)) return reject(turn, { code: "AssetNotFound" });
  if (lacksCollateral(turn, account, asset, amount)) return;

  const id = idOf<never>(turn.sequence, 0);
  turn.state.withdrawals.set(id, { id, account, asset, amount: BigInt(amount) });
  remember(turn, account, key, contentOf(content), { id }, "withdrawal");
  turn.events.push({
    type: "WithdrawalRequested",
    withdrawal: id,
    account: account.id,
    asset,
    amount,
  });
}

/** Confirms or fails a withdrawal: until now its money was the account's, but held. */
export function settleWithdrawal(
  turn: Turn,
  content: Content<"ConfirmWithdrawal" | "FailWithdrawal">,
): void {
  const withdrawal = turn.state.withdrawals.get(content.withdrawal);
  if (withdrawal === undefined) return reject(turn, { code: "WithdrawalNotFound" });

  const { account, asset, amount } = withdrawal;
  turn.state.withdrawals.delete(withdrawal.id);
  if (content.type === "ConfirmWithdrawal") {
    addCash(account, asset, -amount);
    const book = turn.state.assets.get(asset);
    if (book !== undefined) book.deposited -= amount;
  }
  turn.events.push({
    type: content.type === "ConfirmWithdrawal" ? "WithdrawalConfirmed" : "WithdrawalFailed",
    withdrawal: withdrawal.id,
    account: account.id,
    asset,
    amount: toAmount(amount),
  });
}

export function transferCollateral(turn: Turn, content: Content<"TransferCollateral">): void {
  const { amount, asset, key } = content;
  const account = speaker(turn, content.account);
  if (account === null) return;
  if (isAnsweredByKey(turn, account, key, content)) return;
  const target = turn.state.accounts.get(content.to);
  if (target === undefined) return reject(turn, { code: "AccountNotFound" });
  if (!isAmount(amount)) return reject(turn, invalid("amount"));
  if (target === account) return reject(turn, invalid("to"));
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  if (!turn.state.assets.has(asset)) return reject(turn, { code: "AssetNotFound" });
  if (target.owner !== account.owner) return reject(turn, { code: "DifferentOwners" });
  if (lacksCollateral(turn, account, asset, amount)) return;

  addCash(account, asset, -BigInt(amount));
  addCash(target, asset, BigInt(amount));
  remember(turn, account, key, contentOf(content));
  turn.events.push({
    type: "CollateralTransferred",
    from: account.id,
    to: target.id,
    asset,
    amount,
  });
}

export function transferShares(turn: Turn, content: Content<"TransferShares">): void {
  const { outcome, quantity, key } = content;
  const account = speaker(turn, content.account);
  if (account === null) return;
  if (isAnsweredByKey(turn, account, key, content)) return;
  const target = turn.state.accounts.get(content.to);
  if (target === undefined) return reject(turn, { code: "AccountNotFound" });
  if (!isLots(quantity)) return reject(turn, invalid("quantity"));
  if (target === account) return reject(turn, invalid("to"));
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!SETS_ALLOWED.has(market.state)) {
    return reject(turn, { code: "MarketNotOpen", state: market.state });
  }
  if (target.owner !== account.owner) return reject(turn, { code: "DifferentOwners" });
  const free = freeShares(account, market, outcome);
  if (free < quantity) {
    return reject(turn, { code: "InsufficientShares", required: quantity, available: free });
  }

  const cost = removeShares(market, account.id, outcome, quantity);
  addShares(market, target.id, outcome, quantity, cost);
  remember(turn, account, key, contentOf(content));
  turn.events.push({
    type: "SharesTransferred",
    from: account.id,
    to: target.id,
    market: market.id,
    outcome,
    quantity: toLots(quantity),
    cost: toAmount(cost),
  });
}

/** Refuses what the account cannot pay. */
function lacksCollateral(turn: Turn, account: Account, asset: AssetId, required: number): boolean {
  const free = available(turn.state, account, asset);
  if (free >= BigInt(required)) return false;
  reject(turn, { code: "InsufficientCollateral", required, available: Number(free) });
  return true;
}

export function heartbeat(turn: Turn, content: Content<"Heartbeat">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { timeoutMs } = content;
  if (!isWithin(timeoutMs, 0, INTERVAL_MAX_MS)) return reject(turn, invalid("timeoutMs"));

  account.deadline = timeoutMs === 0 ? null : turn.time + timeoutMs;
  const deadline =
    account.deadline === null ? 0 : Math.max(account.deadline, turn.state.deadManFloor);
  turn.events.push({
    type: "HeartbeatSet",
    account: account.id,
    deadline: deadline as Timestamp,
  });
}

export function openSession(turn: Turn, content: Content<"OpenSession">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  const open = [...turn.state.sessions.values()].filter((owner) => owner === account);
  if (open.length >= 100) return reject(turn, { code: "LimitReached", limit: 100 });

  const session = idOf<never>(turn.sequence, 0);
  turn.state.sessions.set(session, account);
  turn.events.push({ type: "SessionOpened", session, account: account.id });
}

export function closeSession(turn: Turn, content: Content<"CloseSession">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { session } = content;
  if (turn.state.sessions.get(session) !== account) {
    return reject(turn, { code: "SessionNotFound" });
  }

  turn.state.sessions.delete(session);
  turn.events.push({ type: "SessionClosed", session, account: account.id });
  massCancel(turn, account, { kind: "session", session }, "session");
}

export function createOrderGroup(turn: Turn, content: Content<"CreateOrderGroup">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const { limit } = content;
  if (!isWithin(limit, 0, Number.MAX_SAFE_INTEGER)) return reject(turn, invalid("limit"));
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  if (account.groupCount >= 1_000) return reject(turn, { code: "LimitReached", limit: 1_000 });

  const id = idOf<never>(turn.sequence, 0);
  account.groupCount += 1;
  turn.state.groups.set(id, { id, account, limit, matched: 0, tripped: false });
  turn.events.push({ type: "OrderGroupCreated", group: id, account: account.id, limit });
}

export function tripOrderGroup(turn: Turn, content: Content<"TripOrderGroup">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const group = turn.state.groups.get(content.group);
  if (group?.account !== account) return reject(turn, { code: "GroupNotFound" });
  if (group.tripped) return reject(turn, { code: "GroupTripped" });

  group.tripped = true;
  turn.events.push({ type: "OrderGroupTripped", group: group.id, account: account.id });
  massCancel(turn, account, { kind: "group", group: group.id }, "group");
}

export function resetOrderGroup(turn: Turn, content: Content<"ResetOrderGroup">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  if (account.status === "frozen") return reject(turn, { code: "AccountFrozen" });
  const group = turn.state.groups.get(content.group);
  if (group?.account !== account) return reject(turn, { code: "GroupNotFound" });

  group.matched = 0;
  group.tripped = false;
  turn.events.push({ type: "OrderGroupReset", group: group.id, account: account.id });
}
