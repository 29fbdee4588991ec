import { bookView } from "./book-view.ts";
import { delayedAt } from "./book/delayed.ts";
import { Entry } from "./book/entry.ts";
import { NO_SLOT } from "./book/order-pool.ts";

import { CONFIRMATION_WINDOW_MS, MATCH_STEPS_PER_COMMAND } from "./commands.ts";
import type { AccountLimits, Role } from "./commands.ts";
import { NOTHING_FREED, admit } from "./execute/admission.ts";
import { isRequestLive } from "./execute/confirm-ending.ts";
import { deadManDeadline } from "./execute/safety.ts";
import { planEndings } from "./execute/void-market.ts";
import { FeeMeter } from "./fees.ts";
import { badOrderField, invalid } from "./fields.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  OwnerId,
  Timestamp,
  WithdrawalId,
} from "./ids.ts";
import { SYSTEM } from "./ids.ts";
import { NO_POSITION } from "./ledger/positions.ts";
import type { MarketTarget, VoidPolicy } from "./market.ts";
import { complement } from "./money.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import { orderView, orderViews } from "./order-view.ts";
import type { OrderSpec, Outcome } from "./order.ts";
import { owedUnder, payoutOf } from "./payout.ts";
import type { Rejection } from "./rejections.ts";
import { EventGroup } from "./state.ts";
import type { Account, State } from "./state.ts";
import type {
  AccountView,
  BalanceView,
  BookView,
  DelayedOrderView,
  EndingRequestView,
  EventView,
  ExclusionView,
  GroupView,
  MarketView,
  OrderPreview,
  OrderView,
  PositionView,
  QueueView,
  SafetyView,
  VoidPlan,
  WithdrawalView,
} from "./views.ts";

const VOID_PLAN_HOLDERS = 1_000;
const NO_LIMITS: AccountLimits = {
  maxOrderNotional: 0 as Amount,
  maxExposure: 0 as Amount,
  maxDailyDeposit: 0 as Amount,
};

/** What the machine shows of itself. Nothing here changes anything. */
export class Reader {
  protected readonly state: State;

  protected constructor(state: State) {
    this.state = state;
  }

  assets(): { readonly asset: AssetId; readonly symbol: string }[] {
    return this.state.assets.map(({ id, symbol }) => ({ asset: id, symbol }));
  }

  role(owner: OwnerId): Role {
    return this.state.roles.get(owner) ?? "user";
  }

  /** Everybody with that role, in the order in which they were given one. */
  ownersWith(role: Exclude<Role, "user">): OwnerId[] {
    return Array.from(this.state.roles).flatMap(([owner, held]) => (held === role ? owner : []));
  }

  /** Whether the match was undone. */
  isReversed(match: MatchId): boolean {
    return this.state.reversed.has(match);
  }

  /** Every match that was undone, in the order in which that happened; after a restart by ascending id. */
  reversals(): MatchId[] {
    return [...this.state.reversed];
  }

  accounts(): AccountId[] {
    return this.state.accounts.list.map((account) => account.id);
  }

  accountsOf(owner: OwnerId): AccountId[] {
    return (this.state.owners.get(owner) ?? []).map((account) => account.id);
  }

  account(id: AccountId): AccountView | null {
    const account = this.state.accounts.get(id);
    return account === undefined ? null : this.accountView(account);
  }

  /** An event's conversion account: collateral below zero is what it owes. */
  conversionAccount(event: EventId): AccountView | null {
    const group = this.state.events.get(event);
    if (group === undefined) return null;
    return {
      account: group.id as number as AccountId,
      owner: SYSTEM,
      status: "active",
      maxOpenOrders: 0,
      openOrders: 0,
      limits: NO_LIMITS,
      exposure: 0 as Amount,
      excludedUntil: 0 as Timestamp,
      balances: this.balancesOf(group.conversion),
    };
  }

  position(account: AccountId, market: MarketId): PositionView | null {
    const { accounts, markets, positions } = this.state;
    const found = positions.find(accounts.get(account)?.index ?? -1, markets.indexOf(market));
    return found === NO_POSITION ? null : this.positionView(found);
  }

  /** Positions with shares, also of a conversion account, by market. */
  positionsOf(account: AccountId): PositionView[] {
    const { accounts, events, positions } = this.state;
    const index =
      accounts.get(account)?.index ?? events.get(account as number as EventId)?.conversion ?? -1;
    return positions
      .of(index)
      .filter((position) => positions.hasShares(position))
      .sort((a, b) => positions.market(a) - positions.market(b))
      .map((position) => this.positionView(position));
  }

  /** Positions with shares in a market, in the order in which they were first taken. */
  holdersOf(market: MarketId): PositionView[] {
    const { markets, positions } = this.state;
    const holders = markets.get(market)?.holders ?? [];
    return holders
      .filter((position) => positions.hasShares(position))
      .map((position) => this.positionView(position));
  }

  markets(): MarketId[] {
    return this.state.marketList.map((market) => market.id);
  }

  market(id: MarketId): MarketView | null {
    const market = this.state.markets.get(id);
    if (market === undefined) return null;
    return {
      market: market.id,
      event: market.event.id,
      slug: market.slug,
      state: market.state,
      mode: market.mode,
      tickSize: market.tickSize,
      tickChange: market.tickChange,
      parameters: market.parameters,
      parametersVersion: market.schedules.length,
      lastPrice: market.lastPrice === 0 ? null : (market.lastPrice as Price),
      outstanding: market.outstandingYes as Quantity,
      pool: market.pool as Amount,
      reserve: market.reserve as Amount,
      proposedPayout: market.proposedPayout,
      ending: market.ending,
      openOrders: market.openOrders,
    };
  }

  events(): EventId[] {
    return [...this.state.events.keys()];
  }

  event(id: EventId): EventView | null {
    const event = this.state.events.get(id);
    if (event === undefined) return null;
    return {
      event: event.id,
      slug: event.slug,
      collateral: event.collateral,
      mutuallyExclusive: event.mutuallyExclusive,
      exhaustive: event.exhaustive,
      rulesVersion: event.rulesVersion,
      markets: event.markets.map((market) => market.id),
      conversionDebt: this.state.conversionDebt(event) as Amount,
    };
  }

  findSlug(slug: string): { kind: "event"; id: EventId } | { kind: "market"; id: MarketId } | null {
    const found = this.state.slugs.get(slug);
    if (found === undefined) return null;
    return found instanceof EventGroup
      ? { kind: "event", id: found.id }
      : { kind: "market", id: found.id };
  }

  order(id: OrderId): OrderView | null {
    const slot = this.state.orders.find(id);
    return slot === NO_SLOT || this.state.orders.isDelayed(slot)
      ? null
      : orderView(this.state, slot);
  }

  /** Where an open order lies in memory, as a hint for a cancel; `NO_SLOT` if there is none. */
  slotOf(id: OrderId): number {
    return this.state.orders.find(id);
  }

  /** Orders at rest, by ascending id. */
  ordersOf(account: AccountId): OrderView[] {
    const found = this.state.accounts.get(account);
    return found === undefined ? [] : orderViews(this.state, found.index);
  }

  /** Orders set aside for a taker delay, by ascending id. */
  delayedOrdersOf(account: AccountId): DelayedOrderView[] {
    const views: DelayedOrderView[] = [];
    const { orders, ownOrders } = this.state;
    for (let slot = this.firstOrder(account); slot !== NO_SLOT; slot = ownOrders.behind(slot)) {
      const delayed = delayedAt(this.state, slot);
      if (delayed === undefined) continue;
      const { spec, until, collateral, openBuy } = delayed;
      views.push({
        order: orders.id(slot),
        account,
        spec,
        until,
        collateral: collateral as Amount,
        openBuy: openBuy as Quantity,
      });
    }
    return views;
  }

  /** What stands before an order at its price; null if it does not rest. */
  queueAhead(id: OrderId): QueueView | null {
    const { orders } = this.state;
    const slot = orders.find(id);
    if (slot === NO_SLOT || orders.isDelayed(slot)) return null;
    const { ladder } = this.state.marketOf(slot);
    let count = 0;
    let lots = 0;
    for (
      let other = ladder.head(orders.price(slot) / ladder.unit);
      other !== slot;
      other = ladder.behind(other)
    ) {
      count++;
      lots += orders.remaining(other);
    }
    return { orders: count, lots: lots as Quantity };
  }

  /** The owner's exclusion, if one runs. */
  exclusion(owner: OwnerId): ExclusionView | null {
    const found = this.state.exclusions.get(owner);
    return found === undefined || found.until <= this.state.time ? null : { owner, ...found };
  }

  /** How many operators must want the same ending. */
  confirmations(): 1 | 2 {
    return this.state.confirmations;
  }

  /** Endings that wait for a second operator, by the id of what is to end. */
  endingRequests(): EndingRequestView[] {
    const { endingRequests, time } = this.state;
    return [...endingRequests]
      .filter(([, request]) => isRequestLive(request, time))
      .sort(([a], [b]) => a - b)
      .map(([, { target, wish, actor, at }]) => {
        return { target, wish, actor, until: (at + CONFIRMATION_WINDOW_MS) as Timestamp };
      });
  }

  /** The book in the terms of one outcome; null for an unknown market. */
  depth(market: MarketId, outcome: Outcome, levels: number): BookView | null {
    const found = this.state.markets.get(market);
    if (found === undefined) return null;
    return bookView(found, outcome, levels);
  }

  withdrawal(id: WithdrawalId): WithdrawalView | null {
    const withdrawal = this.state.withdrawals.get(id);
    if (withdrawal === undefined) return null;
    const { account, asset, amount } = withdrawal;
    return { withdrawal: id, account: account.id, asset: asset.id, amount };
  }

  withdrawals(): WithdrawalId[] {
    return [...this.state.withdrawals.keys()];
  }

  group(id: GroupId): GroupView | null {
    const group = this.state.groups.get(id);
    if (group === undefined) return null;
    const { limit, matched, tripped } = group;
    return { group: id, account: group.account.id, limit, matched, tripped };
  }

  safety(id: AccountId): SafetyView | null {
    const account = this.state.accounts.get(id);
    if (account === undefined) return null;
    const deadline = deadManDeadline(this.state, account);
    return { account: id, deadline, sessions: account.sessions };
  }

  /** Until when only post-only orders are taken after a recovery, ms. */
  postOnlyUntil(): number {
    return this.state.postOnlyUntil;
  }

  fees(asset: AssetId): Amount {
    return (this.state.asset(asset)?.fees ?? 0) as Amount;
  }

  rewards(asset: AssetId): Amount {
    return (this.state.asset(asset)?.rewards ?? 0) as Amount;
  }

  /** Deposits less confirmed withdrawals: what the venue owes to the outside. */
  external(asset: AssetId): Amount {
    return (this.state.asset(asset)?.external ?? 0) as Amount;
  }

  /**
   * What an order would do, or why it would be rejected. The same walk and fees as the order itself.
   *
   * @param now when the order would come; left out, or before the last command, the time of that one.
   */
  previewOrder(id: AccountId, spec: OrderSpec, now: number = 0): OrderPreview | Rejection {
    const account = this.state.accounts.get(id);
    if (account === undefined) return { code: "AccountNotFound" };
    const field = badOrderField(spec);
    if (field !== null) return invalid(field);
    const entry = new Entry();
    const { plan, taker } = entry;
    const { orders } = this.state;
    const time = Math.max(this.state.time, now);
    const steps = MATCH_STEPS_PER_COMMAND;
    const refusal = admit(this.state, time, steps, account, spec, NOTHING_FREED, entry);
    if (refusal !== null) return refusal;
    const meter = new FeeMeter(taker.schedule, taker.schedule.takerBps);
    let fee = 0;
    for (let step = 0; step < plan.length; step++) {
      const filled = plan.lotsAt(step) as Quantity;
      if (filled === 0) continue;
      const price = orders.price(plan.slotAt(step)) as Price;
      const own = spec.outcome === "yes" ? price : complement(price);
      meter.add(own, filled);
      fee += meter.charge(spec.side === "sell" ? own * filled : Infinity);
    }
    const left = entry.lots - plan.filled;
    const rests = entry.mayRest && plan.stop === "none";
    return {
      filled: plan.filled as Quantity,
      notional: plan.notional as Amount,
      fee: fee as Amount,
      resting: (rests ? left : 0) as Quantity,
      required: entry.required as Amount,
    };
  }

  /** What voiding would pay: winners, losers, shortfall. Refused as the void itself, but for the reserve. */
  planVoid(target: MarketTarget, policy: VoidPolicy): VoidPlan | Rejection {
    const plan = planEndings(this.state, target, policy);
    if ("code" in plan) return plan;
    const { positions } = this.state;
    const totals = new Map<number, { paid: number; cost: number }>();
    for (const { market, ending } of plan) {
      for (const position of market.holders) {
        if (!positions.hasShares(position)) continue;
        const account = positions.account(position);
        const total = totals.get(account) ?? { paid: 0, cost: 0 };
        total.paid += payoutOf(positions, position, ending);
        total.cost += positions.cost(position, true) + positions.cost(position, false);
        totals.set(account, total);
      }
    }
    const holders = [...totals].map(([account, { paid, cost }]) => ({
      account: this.state.accountId(account),
      owner: this.state.isConversion(account) ? SYSTEM : this.state.accountAt(account).owner,
      paid: paid as Amount,
      cost: cost as Amount,
    }));
    const change = (holder: (typeof holders)[number]): number =>
      Math.abs(holder.paid - holder.cost);
    holders.sort((a, b) => change(b) - change(a) || a.account - b.account);
    return {
      policy,
      markets: plan.map(({ market, ending, reserveIn }) => ({
        market: market.id,
        ending,
        pool: market.pool as Amount,
        owed: owedUnder(market, ending) as Amount,
        reserve: market.reserve as Amount,
        shortfall: Math.max(0, reserveIn) as Amount,
        surplus: Math.max(0, -reserveIn) as Amount,
      })),
      holders: holders.slice(0, VOID_PLAN_HOLDERS),
    };
  }

  private accountView(account: Account): AccountView {
    return {
      account: account.id,
      owner: account.owner,
      status: account.status,
      maxOpenOrders: account.maxOpenOrders,
      limits: account.limits ?? NO_LIMITS,
      exposure: this.state.exposureOf(account) as Amount,
      excludedUntil:
        account.excludedUntil > this.state.time ? account.excludedUntil : (0 as Timestamp),
      openOrders: this.state.ownOrders.count(account.index),
      balances: this.balancesOf(account.index),
    };
  }

  private balancesOf(account: number): BalanceView[] {
    const { assets, balances } = this.state;
    return assets.map(({ id }) => ({
      asset: id,
      available: (account < 0 ? 0 : balances.available(account, id)) as Amount,
      held: (account < 0 ? 0 : balances.held(account, id)) as Amount,
    }));
  }

  private positionView(position: number): PositionView {
    const { positions } = this.state;
    return {
      account: this.state.accountId(positions.account(position)),
      market: this.state.marketList[positions.market(position)].id,
      yes: positions.shares(position, true) as Quantity,
      no: positions.shares(position, false) as Quantity,
      heldYes: positions.held(position, true) as Quantity,
      heldNo: positions.held(position, false) as Quantity,
      costYes: positions.cost(position, true) as Amount,
      costNo: positions.cost(position, false) as Amount,
    };
  }

  private firstOrder(id: AccountId): number {
    const account = this.state.accounts.get(id);
    return account === undefined ? NO_SLOT : this.state.ownOrders.first(account.index);
  }
}
