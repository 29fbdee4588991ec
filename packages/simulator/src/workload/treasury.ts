import type { Leg, Outcome, SystemParty } from "@probity/core";
import type { KnownAccount, KnownEvent } from "./memory.ts";
import { anyAccount, keyOrNull } from "./trading.ts";
import { venue, wish } from "./wish.ts";
import type { Loose, Maker, Stage } from "./wish.ts";

/** Money and shares that move outside the book: accounts, deposits, transfers, complete sets. */

/** Owners have a few accounts each, so that they meet themselves in the book. */
const OWNERS = 14;
const ACCOUNTS_MOST = 44;
/** The collateral ordinary events are in; further ones belong to scenes. */
const ORDINARY_ASSETS = 2;

export const openAccount: Maker = ({ random, memory }) => {
  if (memory.accounts.length >= ACCOUNTS_MOST && !random.chance(0.004)) return null;
  const owner = random.between(1, OWNERS);
  return wish(random.chance(0.8) ? owner : 0, { type: "OpenAccount", owner });
};

export const deposit: Maker = ({ random, memory }) => {
  const account = random.pickOrNull(memory.accounts);
  if (account === null) return null;
  return venue({
    type: "Deposit",
    account: account.id,
    asset: ordinaryAsset({ random, memory }),
    amount: random.magnitude(1_000_000, 40_000_000_000),
    key: memory.newName("d"),
  });
};

export function ordinaryAsset({ random, memory }: Pick<Stage, "random" | "memory">): number {
  return random.pickOrNull(memory.assets.slice(0, ORDINARY_ASSETS)) ?? 1;
}

function available({ machine }: Stage, account: KnownAccount, asset: number): number {
  const view = machine.account(account.id);
  return view?.balances.find((balance) => balance.asset === asset)?.available ?? 0;
}

/** A part of what is there, sometimes a little too much. */
function part({ random }: Stage, whole: number): number {
  if (whole < 2 || random.chance(0.05)) return whole + 1;
  return random.magnitude(1, Math.max(2, Math.floor(whole / 4)));
}

export const requestWithdrawal: Maker = (stage) => {
  const { random, memory } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const asset = ordinaryAsset(stage);
  const amount = part(stage, Math.floor(available(stage, account, asset) / 4));
  const key = memory.newName("w");
  const actor = random.chance(0.9) ? account.owner : 0;
  return wish(actor, { type: "RequestWithdrawal", account: account.id, asset, amount, key });
};

export const settleWithdrawal: Maker = ({ random, memory }) => {
  const withdrawal = random.pickOrNull(memory.withdrawals);
  if (withdrawal === null) return null;
  const type = random.chance(0.6) ? "ConfirmWithdrawal" : "FailWithdrawal";
  return venue({ type, withdrawal });
};

/** Another account, mostly of the same owner. */
function target({ random, memory }: Stage, account: KnownAccount): KnownAccount {
  const own = memory.accounts.filter(({ owner }) => owner === account.owner);
  return random.chance(0.9) ? random.pick(own) : random.pick(memory.accounts);
}

export const transferCollateral: Maker = (stage) => {
  const account = anyAccount(stage);
  if (account === null) return null;
  const asset = ordinaryAsset(stage);
  return wish(account.owner, {
    type: "TransferCollateral",
    account: account.id,
    to: target(stage, account).id,
    asset,
    amount: part(stage, available(stage, account, asset)),
    key: keyOrNull(stage),
  });
};

export const transferShares: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const account = anyAccount(stage);
  const market = random.pickOrNull(memory.marketsIn(["open", "halted", "closed", "proposed"]));
  if (account === null || market === null) return null;
  const position = machine.position(account.id, market.id);
  const outcome: Outcome = (position?.yes ?? 0) > (position?.no ?? 0) ? "yes" : "no";
  return wish(account.owner, {
    type: "TransferShares",
    account: account.id,
    to: target(stage, account).id,
    market: market.id,
    outcome,
    quantity: part(stage, position?.[outcome] ?? 0),
    key: keyOrNull(stage),
  });
};

export const transferSystem: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const account = random.pickOrNull(memory.accounts);
  const market = random.pickOrNull(memory.marketsIn(["open", "closed", "resolving"]));
  if (account === null || market === null) return null;
  const parties: readonly SystemParty[] = [
    { kind: "fees" },
    { kind: "rewards" },
    { kind: "account", account: account.id },
    { kind: "reserve", market: market.id },
  ];
  const from = random.pick(parties);
  const to = random.pick(parties);
  const asset = market.event.collateral;
  const whole = {
    fees: machine.fees(asset),
    rewards: machine.rewards(asset),
    reserve: machine.market(market.id)?.reserve ?? 0,
    account: available(stage, account, asset),
  }[from.kind];
  return venue({ type: "TransferSystem", from, to, asset, amount: part(stage, whole) });
};

/** Pays what a cost-basis void would lack into the market's reserve, or almost. */
export const coverReserve: Maker = ({ random, memory, machine }) => {
  const market = random.pickOrNull(memory.marketsIn(["closed", "proposed", "disputed"]));
  const account = random.pickOrNull(memory.accounts);
  if (market === null || account === null) return null;
  const target = { kind: "market", market: market.id } as const;
  const plan = machine.planVoid(target, { kind: "cost-basis" });
  const shortfall = "code" in plan ? 0 : (plan.markets[0]?.shortfall ?? 0);
  const from: Loose<SystemParty> = { kind: "account", account: account.id };
  return venue({
    type: "TransferSystem",
    from,
    to: { kind: "reserve", market: market.id },
    asset: market.event.collateral,
    amount: Math.max(1, shortfall - (random.chance(0.2) ? 1 : 0)),
  });
};

/** More µ$ than anybody has. */
const RICHES = 1_000_000_000_000_000;

/** Undoes one of the last matches, mostly as it was, some again, and some with fees and rebates that nobody can pay. */
export const reverseMatch: Maker = ({ random, memory }) => {
  const matched = random.pickOrNull(memory.matches);
  if (matched === null) return null;
  const { market, match, kind, legs } = matched;
  const told = random.weighted<Loose<readonly Leg[]>>([
    [20, legs],
    [1, legs.slice(0, 1)],
    [1, [...legs].reverse()],
    [1, legs.map((leg) => ({ ...leg, rebate: RICHES }))],
    [1, legs.map((leg) => ({ ...leg, fee: RICHES }))],
  ]);
  return venue({ type: "ReverseMatch", market, match, kind, legs: told });
};

export const splitOrMerge: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const account = anyAccount(stage);
  const markets = memory.marketsIn(["open", "halted", "closed"]);
  const market = random.pickOrNull(markets);
  if (account === null || market === null) return null;
  const position = machine.position(account.id, market.id);
  const sets = Math.min(position?.yes ?? 0, position?.no ?? 0);
  const isMerge = sets > 0 && random.chance(0.6);
  return wish(account.owner, {
    type: isMerge ? "MergeSet" : "SplitSet",
    account: account.id,
    market: market.id,
    quantity: isMerge ? part(stage, sets) : random.magnitude(1, 8_000),
    key: keyOrNull(stage),
  });
};

export const convertPositions: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const isRipe = ({ mutuallyExclusive, exhaustive, markets }: KnownEvent): boolean =>
    mutuallyExclusive && exhaustive && markets.some(({ state }) => state !== "draft");
  const event = random.pickOrNull(memory.events.filter(isRipe));
  const account = anyAccount(stage);
  if (event === null || account === null) return null;
  const held = event.markets.flatMap((market) => {
    const position = machine.position(account.id, market.id);
    const free = (position?.no ?? 0) - (position?.heldNo ?? 0);
    return free > 0 ? [{ market, free }] : [];
  });
  if (held.length === 0) {
    const market = random.pick(event.markets);
    const quantity = random.magnitude(10, 4_000);
    const { id, owner } = account;
    return wish(owner, { type: "SplitSet", account: id, market: market.id, quantity, key: null });
  }
  const given = random.chance(0.5) ? held : held.slice(0, random.between(1, held.length));
  const least = Math.min(...given.map(({ free }) => free));
  return wish(account.owner, {
    type: "ConvertPositions",
    account: account.id,
    event: event.id,
    markets: given.map(({ market }) => market.id).reverse(),
    quantity: random.chance(0.3) ? least : part(stage, least),
    key: keyOrNull(stage),
  });
};

export const claimPayout: Maker = (stage) => {
  const { random, memory, machine } = stage;
  const market = random.pickOrNull(memory.marketsIn(["resolving"]));
  if (market === null) return null;
  const holder = random.pickOrNull(machine.holdersOf(market.id));
  const account = holder === null ? anyAccount(stage) : memory.findAccount(holder.account);
  if (account === null) return null;
  return wish(account.owner, { type: "ClaimPayout", account: account.id, market: market.id });
};
