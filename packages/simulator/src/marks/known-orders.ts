import type { Command, Event, EventOf, GroupId, MarketId, OrderId, OrderSpec } from "@probity/core";

export interface KnownOrder {
  readonly market: MarketId;
  readonly spec: OrderSpec;
  readonly group: GroupId | null;
  /** When it was accepted, and under which parameters of its market. */
  readonly time: number;
  parametersVersion: number;
  total: number;
  remaining: number;
}

/** The orders at rest as they were before the command that is being looked at. */
export class KnownOrders {
  private readonly orders = new Map<OrderId, KnownOrder>();

  find(order: OrderId): KnownOrder | null {
    return this.orders.get(order) ?? null;
  }

  observe({ time }: Command, events: readonly Event[]): void {
    for (const event of events) {
      switch (event.type) {
        case "OrderAccepted":
          this.accept(event, time);
          break;
        case "OrderAmended": {
          const order = this.orders.get(event.order);
          if (order === undefined) break;
          order.total = event.quantity;
          order.remaining = event.remaining;
          break;
        }
        case "OrdersMatched":
          for (const leg of event.legs) {
            const order = this.orders.get(leg.order);
            if (order === undefined) continue;
            order.remaining -= leg.quantity;
            if (order.remaining === 0) this.orders.delete(leg.order);
          }
          break;
        case "OrderCancelled":
        case "OrderCompleted":
          this.orders.delete(event.order);
          break;
      }
    }
  }

  private accept(event: EventOf<"OrderAccepted">, time: number): void {
    const { order, spec, parametersVersion } = event;
    const { pricing, market, group } = spec;
    const total = pricing.kind === "cash" ? Infinity : pricing.quantity;
    this.orders.set(order, {
      market,
      spec,
      group,
      time,
      parametersVersion,
      total,
      remaining: total,
    });
  }
}
