import { DEPOSITS_MAX, SETS_ALLOWED } from "@probity/core";
import type { AccountId, CommandContent, Leg } from "@probity/core";
import { invalid, reject } from "./answers.ts";
import { LOT_OF_SETS, valueOf } from "./arithmetic.ts";
import { isBookPrice, isLots, isWithin } from "./fields.ts";
import { addCash, addShares, available, freeShares, removeShares } from "./holdings.ts";
import type { Account, Market, Turn } from "./state.ts";

/** RULES.md section 6, "Reversal": a match is undone. */

type Reversal = Extract<CommandContent, { readonly type: "ReverseMatch" }>;

/** What somebody cannot give back. */
interface Lack {
  readonly account: AccountId;
  readonly shares: number;
  readonly collateral: bigint;
}

export function reverseMatch(turn: Turn, content: Reversal): void {
  const { state } = turn;
  const { match, kind, legs } = content;
  const parties = legs.map((leg) => ({ leg, account: state.accounts.get(leg.account) }));
  const known = parties.flatMap(({ leg, account }) =>
    account === undefined ? [] : [{ leg, account }],
  );
  if (known.length < legs.length) return reject(turn, { code: "AccountNotFound" });
  const isEarlier = isWithin(match, 4_096, turn.sequence * 4_096 - 1);
  if (!isEarlier) return reject(turn, invalid("match"));
  if (!isMatch(content)) return reject(turn, invalid("legs"));
  const market = state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!SETS_ALLOWED.has(market.state)) {
    return reject(turn, { code: "MarketNotOpen", state: market.state });
  }
  if (state.reversed.has(match)) return reject(turn, { code: "AlreadyReversed" });
  const lack = firstLack(turn, market, known);
  if (lack !== null) {
    const { account, shares } = lack;
    const rejection = { account, shares, collateral: Number(lack.collateral) };
    return reject(turn, { code: "NotReversible", ...rejection });
  }

  for (const { leg, account } of known) undo(market, account, leg);
  const [{ quantity }] = legs as readonly [Leg, Leg];
  const sets = LOT_OF_SETS * BigInt(quantity);
  if (kind === "mint") market.pool -= sets;
  if (kind === "merge") market.pool += sets;
  const asset = state.assets.get(market.event.collateral);
  if (asset !== undefined) for (const leg of legs) asset.fees -= feesOf(leg);
  state.reversed.add(match);
  turn.events.push({ type: "MatchReversed", market: market.id, match, kind, legs });
}

function feesOf({ fee, rebate }: Leg): bigint {
  return BigInt(fee) - BigInt(rebate);
}

/** What the leg's account gets back; below zero: gives. */
function moneyOf(leg: Leg): bigint {
  const value = valueOf(leg.price, leg.quantity);
  return (leg.side === "buy" ? value : -value) + feesOf(leg);
}

/** The first of maker, taker and the venue's fees that cannot give back what it got. */
function firstLack(
  turn: Turn,
  market: Market,
  parties: readonly { readonly leg: Leg; readonly account: Account }[],
): Lack | null {
  const { collateral } = market.event;
  for (const { leg, account } of parties) {
    const left = available(turn.state, account, collateral) + moneyOf(leg);
    const lots = leg.side === "buy" ? leg.quantity : 0;
    const free = freeShares(account, market, leg.outcome);
    const lack = {
      account: account.id,
      shares: lots > free ? lots - free : 0,
      collateral: left < 0n ? -left : 0n,
    };
    if (lack.shares > 0 || lack.collateral > 0n) return lack;
  }
  const back = parties.reduce((sum, { leg }) => sum + feesOf(leg), 0n);
  const fees = turn.state.assets.get(collateral)?.fees ?? 0n;
  return back > fees ? { account: 0 as AccountId, shares: 0, collateral: back - fees } : null;
}

function undo(market: Market, account: Account, leg: Leg): void {
  addCash(account, market.event.collateral, moneyOf(leg));
  if (leg.side === "buy") {
    removeShares(market, account.id, leg.outcome, leg.quantity);
  } else {
    const cost = valueOf(leg.price, leg.quantity);
    addShares(market, account.id, leg.outcome, leg.quantity, cost);
  }
}

/** Whether such a match can have been made: a maker and a taker whose prices meet. */
function isMatch({ kind, legs }: Reversal): boolean {
  const [maker, taker] = legs;
  if (maker === undefined || taker === undefined || legs.length > 2) return false;
  const areNumbers = [maker, taker].every(
    (leg) =>
      isBookPrice(leg.price) &&
      isLots(leg.quantity) &&
      isWithin(leg.fee, 0, DEPOSITS_MAX) &&
      isWithin(leg.rebate, 0, DEPOSITS_MAX),
  );
  if (!areNumbers || maker.role !== "maker" || taker.role !== "taker") return false;
  if (maker.account === taker.account || maker.quantity !== taker.quantity) return false;
  switch (kind) {
    case "complementary":
      return (
        maker.side !== taker.side && maker.outcome === taker.outcome && maker.price === taker.price
      );
    case "mint":
    case "merge": {
      const side = kind === "mint" ? "buy" : "sell";
      return (
        maker.side === side &&
        taker.side === side &&
        maker.outcome !== taker.outcome &&
        maker.price + taker.price === 10_000
      );
    }
    default:
      return kind satisfies never;
  }
}
