import type {
  AccountId,
  AssetId,
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
    this.forgetFilled(orders);
    const money = this.moneyHeld(venue, orders);
    const shares = sharesHeld(orders);
    const counts = new Map<AccountId, number>();
    for (const { account } of orders) counts.set(account, (counts.get(account) ?? 0) + 1);
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
    for (const market of new Set(orders.map((order) => order.market))) {
      checkLocked(venue, market, shares);
    }
  }

  private forgetFilled(orders: readonly OrderView[]): void {
    if (this.accepted.size < 2 * orders.length + 1_000) return;
    const atRest = new Set(orders.map(({ order }) => order));
    for (const order of this.accepted.keys()) if (!atRest.has(order)) this.accepted.delete(order);
  }

  private moneyHeld(venue: Venue, orders: readonly OrderView[]): Map<string, bigint> {
    const held = new Map<string, bigint>();
    const add = (account: AccountId, asset: AssetId, amount: bigint): void => {
      const bucket = `${account} ${asset}`;
      held.set(bucket, (held.get(bucket) ?? 0n) + amount);
    };
    for (const order of orders) {
      const event = venue.market(order.market)?.event;
      const asset = event === undefined ? undefined : venue.event(event)?.collateral;
      if (asset !== undefined) add(order.account, asset, this.holdOf(order));
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

function sharesHeld(orders: readonly OrderView[]): Map<string, number> {
  const held = new Map<string, number>();
  for (const { account, market, outcome, side, remaining } of orders) {
    if (side === "buy") continue;
    const bucket = `${account} ${market} ${outcome}`;
    held.set(bucket, (held.get(bucket) ?? 0) + remaining);
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
