import { exchange } from "../book/fills.ts";
import type { CommandContent } from "../commands.ts";
import type { Leg, MatchKind } from "../match.ts";
import { invalid, isCount } from "../fields.ts";
import { IDS_PER_COMMAND, sequenceOf } from "../ids.ts";
import type { AccountId, MatchId } from "../ids.ts";
import { issueSets, redeemSets } from "../ledger/ledger.ts";
import { SETS_ALLOWED } from "../market.ts";
import { DEPOSITS_MAX, PRICE_ONE, isBookPrice, isOrderQuantity, notional } from "../money.ts";
import type { Amount, Quantity } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account, Asset, Market, State } from "../state.ts";
import { ACCOUNT_NOT_FOUND, isOperator } from "./authority.ts";

/** A leg whose account was found. */
interface Half {
  readonly account: Account;
  readonly leg: Leg;
}

/**
 * Undoes a match that cannot be settled: each side gives back what it got and gets back what it gave, fees and
 * rebates too. Only out of what is available, all or nothing, and once a match. Shares that come back cost what they
 * were sold for; shares that leave take their part of the position's cost along, as in a sale.
 * Limits, statuses and exclusions do not apply. See docs/decisions/0036-matches-can-be-reversed.md.
 */
export function reverseMatch(
  run: Run,
  command: Extract<CommandContent, { type: "ReverseMatch" }>,
): void {
  const { state } = run;
  const { match, kind, legs } = command;
  if (!isOperator(run)) return;
  const sides: Half[] = [];
  for (const leg of legs) {
    const account = state.accounts.get(leg.account);
    if (account === undefined) return run.reject(ACCOUNT_NOT_FOUND);
    sides.push({ account, leg });
  }
  const field = isMatchBefore(match, run.sequence) ? badLegs(kind, legs) : "match";
  if (field !== null) return run.reject(invalid(field));
  const market = state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!SETS_ALLOWED.has(market.state)) {
    return run.reject({ code: "MarketNotOpen", state: market.state });
  }
  if (state.reversed.has(match)) return run.reject({ code: "AlreadyReversed" });
  const refusal = judge(state, market, sides);
  if (refusal !== null) return run.reject(refusal);
  giveBack(state, market, kind, sides);
  state.reversed.add(match);
  run.emit({ type: "MatchReversed", market: market.id, match, kind, legs });
}

function isMatchBefore(match: MatchId, sequence: number): boolean {
  return isCount(match, Number.MAX_SAFE_INTEGER) && match >= IDS_PER_COMMAND
    ? sequenceOf(match) < sequence
    : false;
}

/** Whether the two could be a maker's and a taker's leg of such a match. */
function badLegs(kind: MatchKind, legs: readonly Leg[]): "legs" | null {
  if (legs.length !== 2) return "legs";
  const [maker, taker] = legs;
  const areTwo =
    maker.role === "maker" &&
    taker.role === "taker" &&
    maker.account !== taker.account &&
    maker.quantity === taker.quantity &&
    isOrderQuantity(maker.quantity);
  const arePriced = legs.every(
    ({ price, fee, rebate }) =>
      isBookPrice(price) && isCount(fee, DEPOSITS_MAX) && isCount(rebate, DEPOSITS_MAX),
  );
  return areTwo && arePriced && doMeet(kind, maker, taker) ? null : "legs";
}

/** Shares change hands at one price; or two of a kind make or end a set, which is worth a dollar. */
function doMeet(kind: MatchKind, maker: Leg, taker: Leg): boolean {
  if (kind === "complementary") {
    return (
      maker.outcome === taker.outcome && maker.side !== taker.side && maker.price === taker.price
    );
  }
  const side = kind === "mint" ? "buy" : "sell";
  return (
    maker.outcome !== taker.outcome &&
    maker.side === side &&
    taker.side === side &&
    maker.price + taker.price === PRICE_ONE
  );
}

/** Whether everybody has what they must give back: the maker first, then the taker, then the venue's fees. */
function judge(state: State, market: Market, sides: readonly Half[]): Rejection | null {
  let fees = 0;
  for (const { account, leg } of sides) {
    fees += leg.fee - leg.rebate;
    const owed = -moneyBack(leg) - state.availableOf(account, market.event.collateral);
    const position = state.positions.find(account.index, market.index);
    const free = state.positions.free(position, leg.outcome === "yes");
    const lots = leg.side === "buy" ? leg.quantity - free : 0;
    if (lots > 0 || owed > 0) return notReversible(account.id, lots, owed);
  }
  const short = fees - assetOf(state, market).fees;
  return short > 0 ? notReversible(0 as AccountId, 0, short) : null;
}

function notReversible(account: AccountId, lots: number, owed: number): Rejection {
  const shares = Math.max(0, lots) as Quantity;
  return { code: "NotReversible", account, shares, collateral: Math.max(0, owed) as Amount };
}

/** What a leg's account gets back in collateral; negative: gives back. */
function moneyBack({ side, price, quantity, fee, rebate }: Leg): number {
  const money = notional(price, quantity);
  return (side === "buy" ? money : -money) + fee - rebate;
}

function giveBack(state: State, market: Market, kind: MatchKind, sides: readonly Half[]): void {
  const asset = assetOf(state, market);
  for (const { account, leg } of sides) {
    const position = state.positions.take(account.index, market.index);
    const yes = leg.outcome === "yes";
    const sold = leg.side === "sell";
    const money = notional(leg.price, leg.quantity);
    const extra = leg.fee - leg.rebate;
    exchange(state, market, account.index, position, yes, sold, leg.quantity, money, extra);
    asset.fees -= extra;
  }
  if (kind === "mint") redeemSets(market, sides[0].leg.quantity);
  if (kind === "merge") issueSets(market, sides[0].leg.quantity);
}

function assetOf(state: State, market: Market): Asset {
  return state.assets[market.event.collateral - 1];
}
