import type { ErrorAnswer, Fill, Order } from "@probity/protocol";
import type { ChannelHandler, ChannelMessage, LiveConnection, Subscription } from "./connection.ts";

export interface LiveOrdersEvents {
  /** All open orders are known, at first or anew; fills may have been missed before that. */
  readonly onListed?: () => void;
  /** Orders as they are now, and the fills that made them so. */
  readonly onChange?: (orders: readonly Order[], fills: readonly Fill[]) => void;
  readonly onRefused?: (error: ErrorAnswer["error"]) => void;
}

/** An account's open orders as they are now, oldest first. */
export class LiveOrders implements ChannelHandler {
  private readonly events: LiveOrdersEvents;
  private readonly subscription: Subscription;
  private readonly orders = new Map<string, Order>();
  private sequence: number | null = null;

  constructor(live: LiveConnection, accountId: string, events: LiveOrdersEvents = {}) {
    this.events = events;
    this.subscription = live.subscribe(`orders:${accountId}`, this);
  }

  get resumeFrom(): number | null {
    return this.sequence;
  }

  /** Whether the orders are known; they are not before the first message. */
  get isCurrent(): boolean {
    return this.sequence !== null;
  }

  /** The open orders, of one market or of all, oldest first. */
  open(marketId?: string): Order[] {
    const all = [...this.orders.values()];
    return marketId === undefined ? all : all.filter((order) => order.market_id === marketId);
  }

  receive(message: ChannelMessage): void {
    switch (message.type) {
      case "subscribed":
      case "resync":
        this.orders.clear();
        // The venue lists the newest first.
        for (const order of [...(message.orders ?? [])].reverse()) this.keep(order);
        this.sequence = message.seq;
        this.events.onListed?.();
        break;
      case "orders":
        if (this.sequence === null || message.seq <= this.sequence) return;
        if (message.prev_seq !== this.sequence) {
          this.sequence = null;
          this.subscription.again();
          return;
        }
        for (const order of message.orders) this.keep(order);
        this.sequence = message.seq;
        this.events.onChange?.(message.orders, message.fills);
        break;
      default:
        break;
    }
  }

  refused(error: ErrorAnswer["error"]): void {
    this.sequence = null;
    this.events.onRefused?.(error);
  }

  close(): void {
    this.subscription.close();
  }

  private keep(order: Order): void {
    if (order.status === "open") this.orders.set(order.order_id, order);
    else this.orders.delete(order.order_id);
  }
}
