/**
 * Settling one's shares of an ended market. Payouts come by themselves; asking for them takes
 * what has not come yet, once, and says so when it came before.
 */
import type {
  AccountId,
  Amount,
  Ending,
  MarketId,
  Outcome,
  OwnerId,
  Quantity,
} from "@probity/core";
import { amount, complement, notional, quantity } from "@probity/core";
import type { Exchange, MarketView, PositionView } from "@probity/core";
import type { Payout } from "@probity/market-data";
import {
  averagePrice,
  formatAmount,
  formatId,
  formatPrice,
  formatQuantity,
} from "@probity/protocol";
import type { S1SettledShare } from "@probity/protocol";
import { fromHistory } from "./history.ts";
import { Refusal, refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** A market of the event in question, with what the account holds of it. */
interface Holding {
  readonly market: MarketView;
  readonly position: PositionView | null;
}

/** How far the settlement of one account in some markets has come, at one sequence. */
export interface Settlement {
  readonly sequence: number;
  /** Null as long as no market of them has ended. */
  readonly type: "resolution" | "cancellation" | null;
  readonly paid: readonly S1SettledShare[];
  readonly paidAmount: Amount;
  /** Shares of ended markets that are still to be paid. */
  readonly pending: readonly S1SettledShare[];
  readonly pendingAmount: Amount;
  readonly pendingMarkets: readonly MarketId[];
  readonly markets: readonly MarketView[];
}

/**
 * @param markets those of one event, or one of them.
 * @param memory which payouts are told: those of the last thousand, or whichever there were.
 * @throws Refusal when the database is needed for it and has not come that far.
 */
export async function settlementOf(
  venue: Venue,
  account: AccountId,
  markets: readonly MarketId[],
  minSequence: number,
  memory: "short" | "long" = "long",
): Promise<Settlement> {
  const read = await readMachine(
    venue,
    (machine) => holdings(machine, account, markets),
    minSequence,
  );
  await venue.readSide.caughtUp(read.sequence);
  const named = new Set(markets);
  const remembered = venue.readSide.data.payouts
    .of(account)
    .filter(({ market, sequence }) => named.has(market) && sequence <= read.sequence);
  const ended = read.value.filter(({ market }) => market.ending !== null);
  const forgotten = memory === "short" ? [] : await forgottenOf(venue, account, ended, remembered);
  const payouts = [...forgotten, ...remembered];
  const endings = new Map(read.value.map(({ market }) => [market.market, market.ending]));
  const owed = ended.flatMap(({ market, position }) =>
    market.ending === null || position === null ? [] : owedShares(position, market.ending),
  );
  const paid = payouts.flatMap((payout) => paidShares(payout, endings.get(payout.market) ?? null));
  const voided = ended.some(({ market }) => market.ending?.kind !== "resolved");
  return {
    sequence: read.sequence,
    type: ended.length === 0 ? null : voided ? "cancellation" : "resolution",
    paid: paid.map(shareJson),
    paidAmount: total(payouts.map((payout) => payout.amount)),
    pending: owed.map(shareJson),
    pendingAmount: total(owed.map((share) => share.worth)),
    pendingMarkets: [...new Set(owed.map((share) => share.market))],
    markets: read.value.map(({ market }) => market),
  };
}

/** Payouts in ended markets that memory has forgotten; of each market there is at most one, and it does not change. */
async function forgottenOf(
  venue: Venue,
  account: AccountId,
  ended: readonly Holding[],
  remembered: readonly Payout[],
): Promise<readonly ForgottenPayout[]> {
  const until = venue.readSide.data.payouts.forgottenUntil(account);
  const known = new Set(remembered.map(({ market }) => market));
  const markets = ended
    .filter(({ position }) => position === null || position.yes + position.no === 0)
    .map(({ market }) => market.market)
    .filter((market) => !known.has(market));
  if (until === 0 || markets.length === 0) return [];
  const { value } = await fromHistory(venue, until, (history) =>
    history.resolutions.payouts(markets, account),
  );
  return value.map(({ market, yes, no, amount: paid }) => ({
    market,
    yes: quantity(yes),
    no: quantity(no),
    amount: amount(paid),
  }));
}

type ForgottenPayout = Pick<Payout, "market" | "yes" | "no" | "amount">;

/**
 * Pays what the account is still owed in these markets; needs no database to pay.
 *
 * @returns what was paid now.
 * @throws Refusal `MARKET_NOT_SETTLEABLE`, `NO_WINNING_OUTCOME`, `ALREADY_SETTLED`, `NO_SHARES`, in this
 * order, and `RESOLUTION_IN_PROGRESS` while the orders of the market are still being cancelled.
 */
export async function settle(
  venue: Venue,
  owner: OwnerId,
  account: AccountId,
  markets: readonly MarketId[],
): Promise<Settlement> {
  const before = await settlementOf(venue, account, markets, 0, "short");
  refuseUnended(before);
  let { sequence } = before;
  let paidNow = false;
  for (const market of before.pendingMarkets) {
    const claimed = await claim(venue, owner, account, market);
    sequence = Math.max(sequence, claimed.sequence);
    paidNow ||= claimed.paid;
  }
  const memory = paidNow ? "short" : "long";
  const after = await settlementOf(venue, account, markets, sequence, memory);
  if (paidNow) return after;
  if (after.paid.length > 0) {
    throw refuse("ALREADY_SETTLED", { paid: after.paidAmount }, after.sequence);
  }
  throw refuse("NO_SHARES", {}, after.sequence);
}

function refuseUnended({ type, markets, sequence }: Settlement): void {
  if (type !== null) return;
  const isOver = markets.every(({ state }) => ENDED_UNDECIDED.has(state));
  throw refuse(isOver ? "NO_WINNING_OUTCOME" : "MARKET_NOT_SETTLEABLE", {}, sequence);
}

/** Trading is over, and what the shares are worth is not fixed. */
const ENDED_UNDECIDED = new Set<MarketView["state"]>(["closed", "proposed", "disputed"]);

/** @returns whether this claim paid; it does not when the payout came by itself in the meantime. */
async function claim(venue: Venue, owner: OwnerId, account: AccountId, market: MarketId) {
  try {
    const content = { type: "ClaimPayout", account, market } as const;
    const { sequence } = await venue.submitter.submit(owner, content);
    return { sequence, paid: true };
  } catch (error) {
    if (!(error instanceof Refusal) || error.error.code !== "NOTHING_TO_CLAIM") throw error;
    return { sequence: error.sequence ?? 0, paid: false };
  }
}

function holdings(machine: Exchange, account: AccountId, markets: readonly MarketId[]): Holding[] {
  return markets.flatMap((id) => {
    const market = machine.market(id);
    return market === null ? [] : [{ market, position: machine.position(account, id) }];
  });
}

/** Shares of one outcome, and what they are or were paid. */
interface Worth {
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly lots: Quantity;
  readonly worth: Amount;
  readonly perShare: string;
}

function owedShares(position: PositionView, ending: Ending): Worth[] {
  const { market, yes, no, costYes, costNo } = position;
  if (ending.kind === "voided-at-cost") {
    return sides(
      market,
      [yes, costYes, averagePrice(costYes, yes)],
      [no, costNo, averagePrice(costNo, no)],
    );
  }
  return atPayout(market, yes, no, ending.yesPayout);
}

function paidShares(
  { market, yes, no, amount: paid }: ForgottenPayout,
  ending: Ending | null,
): Worth[] {
  if (ending !== null && ending.kind !== "voided-at-cost") {
    return atPayout(market, yes, no, ending.yesPayout);
  }
  // At cost the payment covers both outcomes; who held one of them had it for that one.
  const lots = (yes + no) as Quantity;
  const each = averagePrice(paid, lots);
  const ofYes = amount(no === 0 ? paid : Math.floor(paid * (yes / lots)));
  return sides(market, [yes, ofYes, each], [no, amount(paid - ofYes), each]);
}

function atPayout(market: MarketId, yes: Quantity, no: Quantity, payout: MarketPayout): Worth[] {
  const rest = complement(payout);
  return sides(
    market,
    [yes, notional(payout, yes), formatPrice(payout)],
    [no, notional(rest, no), formatPrice(rest)],
  );
}

type MarketPayout = Extract<Ending, { kind: "resolved" }>["yesPayout"];
type SideWorth = readonly [lots: Quantity, worth: Amount, perShare: string | null];

function sides(market: MarketId, yes: SideWorth, no: SideWorth): Worth[] {
  const both = [
    { outcome: "yes", side: yes },
    { outcome: "no", side: no },
  ] as const;
  return both
    .filter(({ side: [lots] }) => lots > 0)
    .map(({ outcome, side: [lots, worth, perShare] }) => ({
      market,
      outcome,
      lots,
      worth,
      perShare: perShare ?? "0",
    }));
}

function shareJson({ market, outcome, lots, worth, perShare }: Worth): S1SettledShare {
  return {
    outcome_id: formatId("mkt", market),
    share_type: outcome,
    amount: formatQuantity(lots),
    payout_per_share: perShare,
    total_payout: formatAmount(worth),
  };
}

function total(amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, next) => amount(sum + next), amount(0));
}
