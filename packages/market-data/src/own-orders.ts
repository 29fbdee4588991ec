import {
  amount,
  notional,
  quantity as lots,
  sequenceOf,
  ZERO_AMOUNT,
  ZERO_QUANTITY,
} from "@probity/core";
import type {
  AccountId,
  Amount,
  CancelReason,
  Event,
  EventOf,
  Leg,
  OrderId,
  OrderSpec,
  Price,
  Quantity,
} from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentLists } from "./recent-lists.ts";
import type { SavedLists } from "./recent-lists.ts";

/** Final orders remembered of each account; open ones always are. Older ones are in the archive. */
export const FINAL_ORDERS_KEPT = 1_000;
/** Final orders remembered of all accounts together. */
const ALL_FINAL_ORDERS_KEPT = 100_000;

/**
 * `open`: rests on the ladder. `filled`: all of it, or a cash order that spent
 * what it could. `cancelled`: ended with something left; `cancelReason` says why.
 */
export type OwnOrderStatus = "open" | "filled" | "cancelled";

/** An order as its owner sees it. Never changes; a later state of the order is another object. */
export interface OwnOrder {
  readonly order: OrderId;
  readonly account: AccountId;
  /** The client order id. */
  readonly key: string | null;
  /** As accepted; an amend shows in `price` and `quantity`. */
  readonly spec: OrderSpec;
  readonly status: OwnOrderStatus;
  /** Limit or cap, in the order's own terms. */
  readonly price: Price;
  /** Total lots, filled ones included; null for a cash order. */
  readonly quantity: Quantity | null;
  readonly filled: Quantity;
  /** What still rests; 0 for a final order. */
  readonly remaining: Quantity;
  /** Sum over the fills, in the order's own terms. */
  readonly notional: Amount;
  readonly fee: Amount;
  readonly rebate: Amount;
  readonly cancelReason: CancelReason | null;
  readonly placedAt: number;
  readonly updatedAt: number;
  /** Of the command that changed it last. */
  readonly sequence: number;
}

/** An order that only this command has seen so far, and so may still change. */
type Draft = { -readonly [Field in keyof OwnOrder]: OwnOrder[Field] };

/** What is written down of everybody's orders. */
export interface SavedOrders {
  /** By account, and of each in the order in which they came. */
  readonly open: readonly OwnOrder[];
  readonly final: SavedLists<AccountId, OwnOrder>;
}

/** Every account's open orders and its last `FINAL_ORDERS_KEPT` final ones, as far as they are among the last of all. */
export class OwnOrders {
  private readonly openOrders = new Map<AccountId, Map<OrderId, OwnOrder>>();
  private readonly final = new RecentLists<AccountId, OwnOrder>(
    FINAL_ORDERS_KEPT,
    ALL_FINAL_ORDERS_KEPT,
  );

  /** The account's order, null when it is unknown, another's, or forgotten. */
  order(account: AccountId, order: OrderId): OwnOrder | null {
    const open = this.openOrders.get(account)?.get(order);
    return open ?? this.final.find(account, (one) => one.order === order) ?? null;
  }

  /** The account's latest order with this client order id, null when there is none. */
  orderWithKey(account: AccountId, key: string): OwnOrder | null {
    return this.newestFirst(account).find((order) => order.key === key) ?? null;
  }

  /** The account's open orders, newest first. */
  open(account: AccountId): OwnOrder[] {
    return [...(this.openOrders.get(account)?.values() ?? [])].reverse();
  }

  /** The account's open and remembered final orders, newest first. */
  newestFirst(account: AccountId): OwnOrder[] {
    const open = this.openOrders.get(account)?.values() ?? [];
    return [...open, ...this.final.newest(account)].sort((a, b) => b.order - a.order);
  }

  /** Orders that became final up to this sequence may be forgotten; 0: none is. */
  forgottenUntil(account: AccountId): number {
    return this.final.forgottenBefore(account)?.sequence ?? 0;
  }

  /** @returns the orders that changed as they are afterwards, in the order of first touch. */
  apply(entry: FoldEntry): OwnOrder[] {
    const touched = new CommandOrders(this, entry);
    for (const event of entry.events) touched.fold(event);
    const changed = touched.orders();
    for (const order of changed) this.keep(order);
    return changed;
  }

  save(): SavedOrders {
    const accounts = [...this.openOrders].sort(([a], [b]) => a - b);
    const open = accounts.flatMap(([, own]) => [...own.values()]);
    return { open, final: this.final.save() };
  }

  /** Becomes what was saved; must be new. */
  load({ open, final }: SavedOrders): void {
    for (const order of open) this.openOf(order.account).set(order.order, order);
    this.final.load(final);
  }

  private keep(order: OwnOrder): void {
    const { account, order: id } = order;
    if (order.status === "open") {
      this.openOf(account).set(id, order);
      return;
    }
    const isNew = sequenceOf(id) === order.sequence;
    const wasOpen = !isNew && this.openOrders.get(account)?.delete(id) === true;
    const isAgain = !isNew && !wasOpen;
    if (isAgain && this.final.replace(account, (one) => one.order === id, order)) return;
    this.final.push(account, order);
  }

  private openOf(account: AccountId): Map<OrderId, OwnOrder> {
    let open = this.openOrders.get(account);
    if (open === undefined) {
      open = new Map();
      this.openOrders.set(account, open);
    }
    return open;
  }
}

/** So many orders are looked through faster than hashed. */
const FEW = 12;

/** The orders one command touches, on their way to what they are after it. */
class CommandOrders {
  private readonly before: OwnOrders;
  private readonly entry: FoldEntry;
  /** In the order of first touch. */
  private readonly touched: Draft[] = [];
  /** By id, once there are so many that looking through them takes longer. */
  private byId: Map<OrderId, Draft> | null = null;

  constructor(before: OwnOrders, entry: FoldEntry) {
    this.before = before;
    this.entry = entry;
  }

  orders(): OwnOrder[] {
    return this.touched;
  }

  fold(event: Event): void {
    switch (event.type) {
      case "OrderAccepted":
        this.touch(this.accepted(event));
        break;
      case "OrdersMatched":
        for (const leg of event.legs) this.fill(leg);
        break;
      case "OrderDelayed":
      case "OrderRested": {
        const order = this.changing(event);
        if (order !== null) order.remaining = event.quantity;
        break;
      }
      case "OrderAmended": {
        const order = this.changing(event);
        if (order === null) break;
        order.price = event.price;
        order.quantity = event.quantity;
        order.remaining = event.remaining;
        break;
      }
      case "OrderReleased": {
        const order = this.changing(event);
        if (order !== null) order.remaining = ZERO_QUANTITY;
        break;
      }
      case "OrderCompleted": {
        const order = this.changing(event);
        if (order === null) break;
        order.status = "filled";
        order.remaining = ZERO_QUANTITY;
        break;
      }
      case "OrderCancelled": {
        const order = this.changing(event);
        if (order === null) break;
        order.status = "cancelled";
        order.remaining = ZERO_QUANTITY;
        order.cancelReason = event.reason;
        break;
      }
      default:
        break;
    }
  }

  private accepted({ order, account, key, spec }: EventOf<"OrderAccepted">): Draft {
    const { pricing } = spec;
    return {
      order,
      account,
      key,
      spec,
      status: "open",
      price: pricing.kind === "limit" ? pricing.price : pricing.cap,
      quantity: pricing.kind === "cash" ? null : pricing.quantity,
      filled: ZERO_QUANTITY,
      remaining: ZERO_QUANTITY,
      notional: ZERO_AMOUNT,
      fee: ZERO_AMOUNT,
      rebate: ZERO_AMOUNT,
      cancelReason: null,
      placedAt: this.entry.time,
      updatedAt: this.entry.time,
      sequence: this.entry.sequence,
    };
  }

  private fill(leg: Leg): void {
    const order = this.changing(leg);
    if (order === null) return;
    order.filled = lots(order.filled + leg.quantity);
    const isFilled = order.filled === order.quantity;
    if (isFilled) order.status = "filled";
    // A taker is not on the ladder; what is left of it is told by OrderRested.
    order.remaining =
      isFilled || leg.role === "taker" ? ZERO_QUANTITY : lots(order.remaining - leg.quantity);
    order.notional = amount(order.notional + notional(leg.price, leg.quantity));
    order.fee = amount(order.fee + leg.fee);
    order.rebate = amount(order.rebate + leg.rebate);
  }

  /** The order to be changed by this command; null when it is not known. */
  private changing({
    account,
    order: id,
  }: {
    readonly account: AccountId;
    readonly order: OrderId;
  }): Draft | null {
    const draft =
      this.byId === null ? this.touched.find((one) => one.order === id) : this.byId.get(id);
    if (draft !== undefined) return draft;
    const before = this.before.order(account, id);
    if (before === null) return null;
    const { time, sequence } = this.entry;
    return this.touch({ ...before, updatedAt: time, sequence });
  }

  private touch(draft: Draft): Draft {
    this.touched.push(draft);
    if (this.byId !== null) this.byId.set(draft.order, draft);
    else if (this.touched.length > FEW) {
      this.byId = new Map(this.touched.map((one) => [one.order, one]));
    }
    return draft;
  }
}
