import { CONFIRMATION_WINDOW_MS } from "@probity/core";
import type {
  AccountId,
  AccountView,
  Amount,
  AssetId,
  BookView,
  DelayedOrderView,
  EndingRequestView,
  EventId,
  EventView,
  ExclusionView,
  GroupId,
  GroupView,
  LevelView,
  MarketId,
  MarketView,
  OrderId,
  OrderView,
  Outcome,
  OwnerId,
  PositionView,
  QueueView,
  SafetyView,
  Timestamp,
  WithdrawalId,
  WithdrawalView,
} from "@probity/core";
import { toAmount, toLots, toPrice } from "./arithmetic.ts";
import { available, exposure, held, openLots, outstanding } from "./holdings.ts";
import type { Market, Order, Position, State } from "./state.ts";
import { inYesTerms } from "./walk.ts";

/** What the reference shows of itself, in the shapes in which the machine does. */
export class ReferenceViews {
  protected readonly state: State;

  protected constructor(state: State) {
    this.state = state;
  }

  accounts(): AccountId[] {
    return [...this.state.accounts.keys()];
  }

  account(id: AccountId): AccountView | null {
    const account = this.state.accounts.get(id);
    if (account === undefined) return null;
    const { owner, status, maxOpenOrders } = account;
    const balances = [...this.state.assets.keys()].map((asset) => ({
      asset,
      available: toAmount(available(this.state, account, asset)),
      held: toAmount(held(this.state, account, asset)),
    }));
    const openOrders = account.orders.size + account.waiting.size;
    const until = this.state.exclusions.get(owner)?.until ?? 0;
    return {
      account: id,
      owner,
      status,
      maxOpenOrders,
      openOrders,
      limits: account.limits,
      exposure: toAmount(exposure(this.state, account)),
      excludedUntil: (until > this.state.time ? until : 0) as Timestamp,
      balances,
    };
  }

  markets(): MarketId[] {
    return [...this.state.markets.keys()];
  }

  market(id: MarketId): MarketView | null {
    const market = this.state.markets.get(id);
    if (market === undefined) return null;
    return {
      market: id,
      event: market.event.id,
      slug: market.slug,
      state: market.state,
      mode: market.mode,
      tickSize: market.tickSize,
      tickChange: market.tickChange,
      parameters: market.parameters,
      parametersVersion: market.parametersVersion,
      lastPrice: market.lastPrice,
      outstanding: toLots(outstanding(market)),
      pool: toAmount(market.pool),
      reserve: toAmount(market.reserve),
      proposedPayout: market.proposedPayout,
      ending: market.ending,
      openOrders: market.bids.length + market.asks.length + this.waitingIn(market),
    };
  }

  events(): EventId[] {
    return [...this.state.events.keys()];
  }

  event(id: EventId): EventView | null {
    const event = this.state.events.get(id);
    if (event === undefined) return null;
    return {
      event: id,
      slug: event.slug,
      collateral: event.collateral,
      mutuallyExclusive: event.mutuallyExclusive,
      exhaustive: event.exhaustive,
      rulesVersion: event.rulesVersion,
      markets: event.markets.map((market) => market.id),
      conversionDebt: toAmount(event.conversionDebt),
    };
  }

  /** Positions with shares, in the order in which their holders first received one. */
  holdersOf(id: MarketId): PositionView[] {
    const market = this.state.markets.get(id);
    if (market === undefined) return [];
    return [...market.holders]
      .filter(([, { yes, no }]) => yes + no > 0)
      .map(([holder, position]) => this.positionView(market, holder, position));
  }

  private positionView(market: Market, holder: AccountId, position: Position): PositionView {
    const account = this.state.accounts.get(holder);
    const locked = (outcome: Outcome): number =>
      account === undefined ? 0 : openLots(account, market, outcome, "sell");
    return {
      account: holder,
      market: market.id,
      yes: toLots(position.yes),
      no: toLots(position.no),
      heldYes: toLots(locked("yes")),
      heldNo: toLots(locked("no")),
      costYes: toAmount(position.costYes),
      costNo: toAmount(position.costNo),
    };
  }

  order(id: OrderId): OrderView | null {
    const order = this.state.orders.get(id);
    return order === undefined ? null : orderView(order);
  }

  /** Orders at rest, by ascending id. */
  ordersOf(account: AccountId): OrderView[] {
    const orders = [...(this.state.accounts.get(account)?.orders.values() ?? [])];
    return orders.sort((a, b) => a.id - b.id).map(orderView);
  }

  private waitingIn(market: Market): number {
    return [...this.state.waiting.values()].filter(({ taker }) => taker.market === market).length;
  }

  /** Orders that wait out a taker delay, by ascending id. */
  delayedOrdersOf(account: AccountId): DelayedOrderView[] {
    const waiting = [...(this.state.accounts.get(account)?.waiting.values() ?? [])];
    return waiting
      .sort((a, b) => a.id - b.id)
      .map(({ id, taker, until, collateral, openBuy }) => ({
        order: id,
        account,
        spec: taker.spec,
        until: until as Timestamp,
        collateral: toAmount(collateral),
        openBuy: toLots(openBuy),
      }));
  }

  depth(id: MarketId, outcome: Outcome, levels: number): BookView | null {
    const market = this.state.markets.get(id);
    if (market === undefined) return null;
    const bids = levelsOf(market.bids, outcome, levels);
    const asks = levelsOf(market.asks, outcome, levels);
    return outcome === "yes" ? { bids, asks } : { bids: asks, asks: bids };
  }

  withdrawals(): WithdrawalId[] {
    return [...this.state.withdrawals.keys()];
  }

  withdrawal(id: WithdrawalId): WithdrawalView | null {
    const withdrawal = this.state.withdrawals.get(id);
    if (withdrawal === undefined) return null;
    const { account, asset, amount } = withdrawal;
    return { withdrawal: id, account: account.id, asset, amount: toAmount(amount) };
  }

  groups(): GroupId[] {
    return [...this.state.groups.keys()];
  }

  group(id: GroupId): GroupView | null {
    const group = this.state.groups.get(id);
    if (group === undefined) return null;
    const { account, limit, matched, tripped } = group;
    return { group: id, account: account.id, limit, matched, tripped };
  }

  safety(id: AccountId): SafetyView | null {
    const account = this.state.accounts.get(id);
    if (account === undefined) return null;
    const { deadManFloor, sessions } = this.state;
    const deadline = account.deadline === null ? 0 : Math.max(account.deadline, deadManFloor);
    const open = [...sessions].filter(([, owner]) => owner === account);
    return {
      account: id,
      deadline: deadline as Timestamp,
      sessions: open.map(([session]) => session),
    };
  }

  confirmations(): 1 | 2 {
    return this.state.confirmations;
  }

  exclusion(owner: OwnerId): ExclusionView | null {
    const found = this.state.exclusions.get(owner);
    if (found === undefined || found.until <= this.state.time) return null;
    return { owner, kind: found.kind, until: found.until as Timestamp };
  }

  /** Endings that wait for another operator, by the id of what is to end. */
  endingRequests(): EndingRequestView[] {
    const { requests, time } = this.state;
    return [...requests]
      .filter(([, request]) => time - request.time < CONFIRMATION_WINDOW_MS)
      .sort(([a], [b]) => a - b)
      .map(([, { target, wish, actor, time: asked }]) => {
        return { target, wish, actor, until: (asked + CONFIRMATION_WINDOW_MS) as Timestamp };
      });
  }

  /** What stands before an order at its price. */
  queueAhead(id: OrderId): QueueView | null {
    const order = this.state.orders.get(id);
    if (order === undefined) return null;
    const { bids, asks } = order.market;
    const side = bids.includes(order) ? bids : asks;
    const price = inYesTerms(order.outcome, order.price);
    const ahead = side
      .slice(0, side.indexOf(order))
      .filter((other) => inYesTerms(other.outcome, other.price) === price);
    const lots = ahead.reduce((sum, other) => sum + other.remaining, 0);
    return { orders: ahead.length, lots: toLots(lots) };
  }

  postOnlyUntil(): number {
    return this.state.postOnlyUntil;
  }

  assets(): { readonly asset: AssetId; readonly symbol: string }[] {
    return [...this.state.assets.values()].map(({ asset, symbol }) => ({ asset, symbol }));
  }

  fees(asset: AssetId): Amount {
    return toAmount(this.state.assets.get(asset)?.fees ?? 0n);
  }

  rewards(asset: AssetId): Amount {
    return toAmount(this.state.assets.get(asset)?.rewards ?? 0n);
  }

  /** Deposits less confirmed withdrawals. */
  external(asset: AssetId): Amount {
    return toAmount(this.state.assets.get(asset)?.deposited ?? 0n);
  }
}

function orderView(order: Order): OrderView {
  const { id, market, outcome, side, price, timeInForce } = order;
  const { reduceOnly, selfTrade, group, session } = order;
  return {
    order: id,
    account: order.account.id,
    market: market.id,
    outcome,
    side,
    price,
    quantity: toLots(order.total),
    remaining: toLots(order.remaining),
    timeInForce,
    reduceOnly,
    selfTrade,
    group,
    session,
  };
}

/** Sums orders of equal price; `orders` are best first. */
function levelsOf(orders: readonly Order[], outcome: Outcome, most: number): LevelView[] {
  const levels: LevelView[] = [];
  for (const order of orders) {
    const price = toPrice(inYesTerms(outcome, inYesTerms(order.outcome, order.price)));
    const last = levels.at(-1);
    if (last?.price === price) {
      const quantity = toLots(last.quantity + order.remaining);
      levels[levels.length - 1] = { price, quantity, orders: last.orders + 1 };
    } else if (levels.length === most) break;
    else levels.push({ price, quantity: toLots(order.remaining), orders: 1 });
  }
  return levels;
}
