import type {
  AccountId,
  AssetId,
  DelayedOrderView,
  Event,
  FeeSchedule,
  MarketId,
  OrderId,
  OrderView,
} from "@probity/core";
import { valueOf } from "../reference/arithmetic.ts";
import { makerFee } from "../reference/fees.ts";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/**
 * What is held is a pure function of the open orders and pending withdrawals. The
 * schedule an order was accepted under is in no view, so it is kept from the events.
 */
export class HoldLaw {
  private readonly current = new Map<MarketId, FeeSchedule>();
  private readonly accepted = new Map<OrderId, FeeSchedule>();

  observe(event: Event): void {
    switch (event.type) {
      case "MarketCreated":
        this.current.set(event.market, event.spec.parameters.fees);
        break;
      case "MarketUpdated":
        if (event.parameters !== null) this.current.set(event.market, event.parameters.fees);
        break;
      case "OrderAccepted":
        this.accept(event.order, event.spec.market);
        break;
      case "OrderAmended":
        if (!event.keepsPriority) this.accept(event.order, event.market);
        break;
      case "OrderCancelled":
        this.accepted.delete(event.order);
        break;
    }
  }

  private accept(order: OrderId, market: MarketId): void {
    const schedule = this.current.get(market);
    if (schedule !== undefined) this.accepted.set(order, schedule);
  }

  /** @param orders all orders at rest. */
  check(venue: Venue, orders: readonly OrderView[]): void {
    const delayed = venue.accounts().flatMap((account) => venue.delayedOrdersOf(account));
    this.forgetFilled([...orders, ...delayed]);
    const money = this.moneyHeld(venue, orders, delayed);
    const shares = sharesHeld(orders, delayed);
    const counts = new Map<AccountId, number>();
    for (const { account } of [...orders, ...delayed])
      counts.set(account, (counts.get(account) ?? 0) + 1);
    for (const id of venue.accounts()) {
      const account = venue.account(id);
      const open = counts.get(id) ?? 0;
      uphold(
        "open orders are counted",
        account?.openOrders === open,
        () => `account ${id} has ${open}, counts ${account?.openOrders}`,
      );
      for (const { asset, held } of account?.balances ?? []) {
        const expected = money.get(`${id} ${asset}`) ?? 0n;
        uphold(
          "held money = open buys and pending withdrawals",
          BigInt(held) === expected,
          () => `account ${id}, asset ${asset}: held ${held}, by its orders ${expected}`,
        );
      }
    }
    const markets = [
      ...orders.map((order) => order.market),
      ...delayed.map((order) => order.spec.market),
    ];
    for (const market of new Set(markets)) {
      checkLocked(venue, market, shares);
    }
  }

  /** Keeps the schedules of the open orders: those at rest, and those that wait and may come to rest. */
  private forgetFilled(open: readonly { readonly order: OrderId }[]): void {
    if (this.accepted.size < 2 * open.length + 1_000) return;
    const orders = new Set(open.map(({ order }) => order));
    for (const order of this.accepted.keys()) if (!orders.has(order)) this.accepted.delete(order);
  }

  private moneyHeld(
    venue: Venue,
    orders: readonly OrderView[],
    delayed: readonly DelayedOrderView[],
  ): Map<string, bigint> {
    const held = new Map<string, bigint>();
    const add = (account: AccountId, asset: AssetId, amount: bigint): void => {
      const bucket = `${account} ${asset}`;
      held.set(bucket, (held.get(bucket) ?? 0n) + amount);
    };
    const hold = (account: AccountId, market: MarketId, amount: bigint): void => {
      const event = venue.market(market)?.event;
      const asset = event === undefined ? undefined : venue.event(event)?.collateral;
      if (asset !== undefined) add(account, asset, amount);
    };
    for (const order of orders) hold(order.account, order.market, this.holdOf(order));
    for (const { account, spec, collateral } of delayed) {
      if (spec.side === "buy") hold(account, spec.market, BigInt(collateral));
    }
    for (const id of venue.withdrawals()) {
      const withdrawal = venue.withdrawal(id);
      if (withdrawal === null) continue;
      add(withdrawal.account, withdrawal.asset, BigInt(withdrawal.amount));
    }
    return held;
  }

  private holdOf({ order, side, price, remaining }: OrderView): bigint {
    if (side === "sell") return 0n;
    const schedule = this.accepted.get(order);
    const fee =
      schedule === undefined ? 0n : makerFee(schedule, schedule.makerBps, price, remaining);
    return valueOf(price, remaining) + fee;
  }
}

function sharesHeld(
  orders: readonly OrderView[],
  delayed: readonly DelayedOrderView[],
): Map<string, number> {
  const held = new Map<string, number>();
  const add = (account: AccountId, market: MarketId, outcome: string, lots: number): void => {
    const bucket = `${account} ${market} ${outcome}`;
    held.set(bucket, (held.get(bucket) ?? 0) + lots);
  };
  for (const { account, market, outcome, side, remaining } of orders) {
    if (side === "sell") add(account, market, outcome, remaining);
  }
  for (const { account, spec } of delayed) {
    if (spec.side === "buy" || spec.pricing.kind === "cash") continue;
    add(account, spec.market, spec.outcome, spec.pricing.quantity);
  }
  return held;
}

function checkLocked(venue: Venue, market: MarketId, shares: ReadonlyMap<string, number>): void {
  for (const { account, heldYes, heldNo } of venue.holdersOf(market)) {
    const yes = shares.get(`${account} ${market} yes`) ?? 0;
    const no = shares.get(`${account} ${market} no`) ?? 0;
    uphold(
      "held shares = open sells",
      heldYes === yes && heldNo === no,
      () =>
        `account ${account}, market ${market}: ${heldYes}/${heldNo}, by its orders ${yes}/${no}`,
    );
  }
}
