import type { AccountId, CommandContent } from "@probity/core";
import { invalid, reject, speaker } from "./answers.ts";
import { toAmount, toLots, valueOf } from "./arithmetic.ts";
import { cancelOpen } from "./cancelling.ts";
import { addCash } from "./holdings.ts";
import type { Job, Market, Position, Turn, WaitingOrder } from "./state.ts";
import { enter } from "./time.ts";

/** RULES.md section 4, second half: orders leave, holders are paid, the market ends. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function continueResolution(turn: Turn, content: Content<"ContinueResolution">): void {
  const { jobs } = turn.state;
  const [job] = jobs;
  if (job?.kind !== "resolution" || job.market.id !== content.market) {
    return reject(turn, invalid("market"));
  }
  turn.events.push({ type: "WorkContinued" });
  cancelResting(turn, job.market);
  if (hasOrders(turn, job.market)) return;
  visitHolders(turn, job);
  if (job.visited < job.market.holders.size) return;
  enter(turn, job.market, job.market.ending?.kind === "resolved" ? "resolved" : "voided");
  jobs.shift();
}

function cancelResting(turn: Turn, market: Market): void {
  const reason = market.ending?.kind === "resolved" ? "resolution" : "voided";
  const waiting = waitingIn(turn, market).sort((a, b) => a.id - b.id);
  for (const order of [...waiting, ...market.bids, ...market.asks]) {
    if (turn.work === 0) return;
    turn.work -= 1;
    cancelOpen(turn, order, reason);
  }
}

function waitingIn(turn: Turn, market: Market): WaitingOrder[] {
  return [...turn.state.waiting.values()].filter(({ taker }) => taker.market === market);
}

function hasOrders(turn: Turn, market: Market): boolean {
  return market.bids.length + market.asks.length + waitingIn(turn, market).length > 0;
}

function visitHolders(turn: Turn, job: Extract<Job, { kind: "resolution" }>): void {
  for (const [holder, position] of [...job.market.holders].slice(job.visited)) {
    if (turn.work === 0) return;
    turn.work -= 1;
    job.visited += 1;
    if (holdsShares(position)) pay(turn, job.market, holder, position);
  }
}

function holdsShares(position: Position | undefined): position is Position {
  return position !== undefined && position.yes + position.no > 0;
}

function pay(turn: Turn, market: Market, holder: AccountId, position: Position): void {
  const { yes, no } = position;
  const money = owed(market, position);
  market.pool -= money;
  const account = turn.state.accounts.get(holder);
  if (account === undefined) market.event.conversionDebt -= money;
  else addCash(account, market.event.collateral, money);
  Object.assign(position, { yes: 0, no: 0, costYes: 0n, costNo: 0n });
  turn.events.push({
    type: "PositionPaid",
    market: market.id,
    account: holder,
    yes: toLots(yes),
    no: toLots(no),
    amount: toAmount(money),
  });
}

function owed({ ending }: Market, position: Position): bigint {
  if (ending === null) throw new Error("a market pays before its ending is fixed");
  if (ending.kind === "voided-at-cost") return position.costYes + position.costNo;
  const { yesPayout } = ending;
  return valueOf(yesPayout, position.yes) + valueOf(10_000 - yesPayout, position.no);
}

export function claimPayout(turn: Turn, content: Content<"ClaimPayout">): void {
  const account = speaker(turn, content.account);
  if (account === null) return;
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  const isResolving = market.state === "resolving";
  if (isResolving && hasOrders(turn, market)) return reject(turn, { code: "ResolutionInProgress" });
  const position = market.holders.get(account.id);
  if (!isResolving || !holdsShares(position)) return reject(turn, { code: "NothingToClaim" });

  pay(turn, market, account.id, position);
}
