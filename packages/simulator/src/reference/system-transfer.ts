import type { AssetId, CommandContent, SystemParty } from "@probity/core";
import { invalid, reject } from "./answers.ts";
import { isAmount } from "./fields.ts";
import { addCash, available } from "./holdings.ts";
import type { State, Turn } from "./state.ts";

/** RULES.md section 2, `TransferSystem`: the operator moves money between accounts and the venue's own. */
export function transferSystem(
  turn: Turn,
  content: Extract<CommandContent, { readonly type: "TransferSystem" }>,
): void {
  const { state } = turn;
  const { from, to, asset, amount } = content;
  const parties = [from, to];
  for (const party of parties) {
    if (party.kind === "account" && !state.accounts.has(party.account)) {
      return reject(turn, { code: "AccountNotFound" });
    }
  }
  if (!isAmount(amount)) return reject(turn, invalid("amount"));
  if (isSameParty(from, to)) return reject(turn, invalid("to"));
  if (!state.assets.has(asset)) return reject(turn, { code: "AssetNotFound" });
  for (const party of parties) {
    if (party.kind === "reserve" && !state.markets.has(party.market)) {
      return reject(turn, { code: "MarketNotFound" });
    }
  }
  // Whether the collateral is the right one can be asked only of known things.
  if (parties.some((party) => isReserveElsewhere(state, party, asset))) {
    return reject(turn, invalid("asset"));
  }
  const free = balance(state, from, asset);
  if (free < BigInt(amount)) {
    return reject(turn, {
      code: "InsufficientCollateral",
      required: amount,
      available: Number(free),
    });
  }

  move(state, from, asset, -BigInt(amount));
  move(state, to, asset, BigInt(amount));
  turn.events.push({ type: "SystemTransferred", from, to, asset, amount });
}

function isSameParty(a: SystemParty, b: SystemParty): boolean {
  if (a.kind === "account" && b.kind === "account") return a.account === b.account;
  if (a.kind === "reserve" && b.kind === "reserve") return a.market === b.market;
  return a.kind === b.kind;
}

/** A known market's reserve, in another collateral than the one to be moved. */
function isReserveElsewhere(state: State, party: SystemParty, asset: AssetId): boolean {
  if (party.kind !== "reserve") return false;
  const market = state.markets.get(party.market);
  return market !== undefined && market.event.collateral !== asset;
}

/** What `party` could give. */
function balance(state: State, party: SystemParty, asset: AssetId): bigint {
  switch (party.kind) {
    case "account": {
      const account = state.accounts.get(party.account);
      return account === undefined ? 0n : available(state, account, asset);
    }
    case "fees":
      return state.assets.get(asset)?.fees ?? 0n;
    case "rewards":
      return state.assets.get(asset)?.rewards ?? 0n;
    case "reserve":
      return state.markets.get(party.market)?.reserve ?? 0n;
  }
}

function move(state: State, party: SystemParty, asset: AssetId, money: bigint): void {
  const account = party.kind === "account" && state.accounts.get(party.account);
  const market = party.kind === "reserve" && state.markets.get(party.market);
  const book = state.assets.get(asset);
  if (account) addCash(account, asset, money);
  if (market) market.reserve += money;
  if (party.kind === "fees" && book !== undefined) book.fees += money;
  if (party.kind === "rewards" && book !== undefined) book.rewards += money;
}
