import { NO_SLOT } from "../book/order-pool.ts";
import { cancelOpen } from "../book/cancel.ts";
import type { CommandContent } from "../commands.ts";
import type { Ending } from "../events.ts";
import { invalid } from "../fields.ts";
import { credit, creditConversion, payOut } from "../ledger/ledger.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import { TRANSITIONS } from "../market.ts";
import { PRICE_ONE, isPayout } from "../money.ts";
import type { Amount, Quantity } from "../money.ts";
import { payoutOf } from "../payout.ts";
import { assert } from "../assert.ts";
import type { Run } from "../run.ts";
import type { EventGroup, Market } from "../state.ts";
import { actFor, isOperator } from "./authority.ts";
import { isConfirmed } from "./confirm-ending.ts";
import { enterState, illegalTransition } from "./market-lifecycle.ts";

type ResolveMarket = Extract<CommandContent, { type: "ResolveMarket" }>;
type ResolveEvent = Extract<CommandContent, { type: "ResolveEvent" }>;

export function resolveMarket(run: Run, { market: id, yesPayout }: ResolveMarket): void {
  if (!isOperator(run)) return;
  if (!isPayout(yesPayout) || Object.is(yesPayout, -0)) return run.reject(invalid("yesPayout"));
  const market = run.state.markets.get(id);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!TRANSITIONS[market.state].includes("resolving")) {
    return run.reject(illegalTransition(market.state, "resolving"));
  }
  const { event } = market;
  const others = event.markets.filter((other) => other !== market);
  if (event.actsAsOne) {
    const isElimination = yesPayout === 0 && others.some((other) => other.isUnresolved);
    if (!isElimination) return run.reject({ code: "EventMustActAsOne" });
  } else {
    const sum = yesPayout + resolvedSum(event);
    const isLast = !others.some((other) => other.isUnresolved || other.state === "draft");
    const isShort = event.exhaustive && isLast && sum < PRICE_ONE;
    if ((event.mutuallyExclusive && sum > PRICE_ONE) || isShort) {
      return run.reject({ code: "PayoutsMustSumToOne", sum });
    }
  }
  const target = { kind: "market", market: id } as const;
  if (!isConfirmed(run, target, { type: "ResolveMarket", market: id, yesPayout })) return;
  fixEnding(run, market, { kind: "resolved", yesPayout }, 0);
}

/** Resolves all that is left of an event at once. */
export function resolveEvent(run: Run, { event: id, payouts }: ResolveEvent): void {
  if (!isOperator(run)) return;
  if (payouts.some(({ yesPayout }) => !isPayout(yesPayout) || Object.is(yesPayout, -0))) {
    return run.reject(invalid("payouts"));
  }
  const event = run.state.events.get(id);
  if (event === undefined) return run.reject({ code: "EventNotFound" });
  const unresolved = event.markets.filter((market) => market.isUnresolved);
  const named = new Map(payouts.map(({ market, yesPayout }) => [market, yesPayout]));
  const isExact =
    payouts.length > 0 &&
    payouts.length === unresolved.length &&
    unresolved.every((market) => named.has(market.id));
  if (!isExact) return run.reject(invalid("payouts"));
  const sum = payouts.reduce((total, { yesPayout }) => total + yesPayout, resolvedSum(event));
  const isTooMuch = event.mutuallyExclusive && sum > PRICE_ONE;
  const isTooLittle = event.exhaustive && sum < PRICE_ONE;
  if (isTooMuch || isTooLittle) return run.reject({ code: "PayoutsMustSumToOne", sum });
  const inOrder = unresolved.map(({ id: market }) => {
    const yesPayout = named.get(market);
    assert(yesPayout !== undefined, "a payout was named for every market");
    return { market, yesPayout };
  });
  const target = { kind: "event", event: id } as const;
  if (!isConfirmed(run, target, { type: "ResolveEvent", event: id, payouts: inOrder })) return;
  for (const [place, { yesPayout }] of inOrder.entries()) {
    fixEnding(run, unresolved[place], { kind: "resolved", yesPayout }, 0);
  }
}

/** Fixes what a market pays and queues the work of paying it. The caller has checked reserve and transition. */
export function fixEnding(run: Run, market: Market, ending: Ending, reserveIn: number): void {
  market.ending = ending;
  market.reserve -= reserveIn;
  market.pool += reserveIn;
  market.payCursor = 0;
  run.emit({
    type: "EndingFixed",
    market: market.id,
    ending,
    reserveIn: (reserveIn + 0) as Amount,
  });
  enterState(run, market, "resolving");
  run.state.jobs.push({ kind: "resolution", market });
}

/** Goes on with the resolution at the head of the queue: first the orders, then the holders. */
export function continueResolution(
  run: Run,
  command: Extract<CommandContent, { type: "ContinueResolution" }>,
): void {
  const { jobs } = run.state;
  const job = jobs[0];
  if (job?.kind !== "resolution" || job.market.id !== command.market) {
    return run.reject(invalid("market"));
  }
  const { market } = job;
  const { ending, ladder } = market;
  assert(ending !== null, "a resolving market has its ending");
  run.emit({ type: "WorkContinued" });
  const reason = ending.kind === "resolved" ? "resolution" : "voided";
  for (const order of market.delayed?.keys() ?? []) {
    if (run.work === 0) break;
    cancelOpen(run, run.state.orders.find(order), reason);
    run.work--;
  }
  for (const bid of [true, false]) {
    while (run.work > 0 && ladder.best(bid) !== 0) {
      const slot = ladder.head(ladder.best(bid));
      assert(slot !== NO_SLOT, "a best price has an order");
      cancelOpen(run, slot, reason);
      run.work--;
    }
  }
  while (run.work > 0 && market.openOrders === 0 && market.payCursor < market.holders.length) {
    payPosition(run, market, market.holders[market.payCursor++], ending);
    run.work--;
  }
  if (market.openOrders === 0 && market.payCursor === market.holders.length) {
    assert(market.pool === 0 && market.outstandingYes === 0, "a paid market has an empty pool");
    enterState(run, market, ending.kind === "resolved" ? "resolved" : "voided");
    ladder.release();
    jobs.shift();
  }
}

/** Pays one account out of turn. */
export function claimPayout(
  run: Run,
  command: Extract<CommandContent, { type: "ClaimPayout" }>,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (market.state === "resolving" && market.openOrders > 0) {
    return run.reject({ code: "ResolutionInProgress" });
  }
  const { positions } = run.state;
  const position = positions.find(account.index, market.index);
  const isOwed = position !== NO_POSITION && positions.hasShares(position);
  if (market.state !== "resolving" || market.ending === null || !isOwed) {
    return run.reject({ code: "NothingToClaim" });
  }
  payPosition(run, market, position, market.ending);
}

/** Takes a holder's shares back into the pool for what they are worth. Nothing happens to an empty position. */
function payPosition(run: Run, market: Market, position: number, ending: Ending): void {
  const { state } = run;
  const { positions } = state;
  if (!positions.hasShares(position)) return;
  const yes = positions.shares(position, true) as Quantity;
  const no = positions.shares(position, false) as Quantity;
  const amount = payoutOf(positions, position, ending) as Amount;
  const { collateral } = market.event;
  const account = positions.account(position);
  payOut(state, market, position, amount);
  if (state.isConversion(account)) {
    creditConversion(state, account, collateral, amount);
    const asset = state.asset(collateral);
    if (asset !== undefined) asset.conversionDebt -= amount;
  } else {
    credit(state, account, collateral, amount);
  }
  run.emit({
    type: "PositionPaid",
    market: market.id,
    account: state.accountId(account),
    yes,
    no,
    amount,
  });
}

function resolvedSum(event: EventGroup): number {
  let sum = 0;
  for (const { ending } of event.markets) sum += ending?.kind === "resolved" ? ending.yesPayout : 0;
  return sum;
}
