import { KEY_WINDOW_MS } from "@probity/core";
import type { AccountId, Command, Event, EventOf, Exchange, OrderId } from "@probity/core";
import type { KnownOrders } from "./known-orders.ts";
import type { Reach } from "./marks.ts";

/** Keys looked back upon; beyond that the memory begins anew. */
const KEYS_MOST = 50_000;

/** Marks about how orders come, change and go by their owners' wish, and about keys. */
export class OrderMarks {
  private readonly reach: Reach;
  private readonly machine: Exchange;
  private readonly known: KnownOrders;
  /** When a key last brought an order. */
  private readonly keys = new Map<string, number>();
  private readonly delayed = new Set<OrderId>();

  constructor(reach: Reach, machine: Exchange, known: KnownOrders) {
    this.reach = reach;
    this.machine = machine;
    this.known = known;
  }

  observe(command: Command, events: readonly Event[]): void {
    this.judgeBatch(command, events);
    for (const [place, event] of events.entries()) {
      const next = events[place + 1];
      switch (event.type) {
        case "CommandDuplicated":
          this.reach("a command was delivered twice");
          break;
        case "CommandRepeated":
          this.judgeRepetition(event, command);
          break;
        case "OrderAccepted":
          this.judgeAcceptance(event, command);
          break;
        case "OrderAmended":
          this.judgeAmendment(event, next);
          break;
        case "OrderDelayed":
          this.delayed.add(event.order);
          break;
        case "OrderReleased":
          this.delayed.delete(event.order);
          if (next?.type === "OrdersMatched") {
            this.reach("a delayed order traded when its time came");
          }
          break;
        case "OrderRejected":
          if (event.rejection.code === "AmendWouldTrade") {
            this.reach("an amendment that would have traded was refused");
          }
          break;
        case "OrderCancelled":
          if (this.delayed.delete(event.order)) {
            this.reach("a delayed order was cancelled while it waited");
          }
          if (event.reason === "market-state") {
            this.reach("a delayed order found its market not taking orders");
          }
          if (event.reason === "amended") this.reach("an amendment cancelled an order");
          if (event.reason === "replaced") this.judgeReplacement(event, events);
          break;
      }
    }
  }

  private judgeBatch({ content }: Command, events: readonly Event[]): void {
    if (content.type === "PlaceOrders") {
      const isMixed =
        events.some(({ type }) => type === "OrderAccepted") &&
        events.some(({ type }) => type === "OrderRejected");
      if (isMixed) this.reach("a batch of which some were refused");
      const keys = content.items.flatMap(({ key }) => (key === null ? [] : [key]));
      const isRepeated = events.some(({ type }) => type === "CommandRepeated");
      if (isRepeated && new Set(keys).size < keys.length) {
        this.reach("a batch with the same key twice");
      }
    }
    if (content.type === "CancelOrders" && events[0]?.type !== "CommandRejected") {
      const refused = new Set(
        events.flatMap((event) => (event.type === "OrderRejected" ? [event.item] : [])),
      );
      const byKey = content.targets.some(({ kind }, item) => kind === "key" && !refused.has(item));
      if (byKey) this.reach("a cancellation by key");
    }
  }

  private judgeRepetition({ outcome }: EventOf<"CommandRepeated">, { time }: Command): void {
    const order = this.known.find(outcome.id as never);
    if (order !== null && time - order.time >= KEY_WINDOW_MS) {
      this.reach("a key was repeated for a resting order after a day");
    }
  }

  private judgeAcceptance(event: EventOf<"OrderAccepted">, { content, time }: Command): void {
    const { spec, key, account } = event;
    if (key !== null) this.judgeKey(account, key, time);
    if (content.type === "PlaceOrder" && spec.reduceOnly) {
      const wished = content.order.pricing;
      const isClipped =
        "quantity" in wished &&
        "quantity" in spec.pricing &&
        spec.pricing.quantity < wished.quantity;
      if (isClipped) this.reach("a reduce-only order was clipped");
    }
  }

  private judgeKey(account: AccountId, key: string, time: number): void {
    const name = `${account} ${key}`;
    const before = this.keys.get(name);
    if (before !== undefined && time - before >= KEY_WINDOW_MS) {
      this.reach("a key was used anew after a day");
    }
    if (this.keys.size >= KEYS_MOST) this.keys.clear();
    this.keys.set(name, time);
  }

  private judgeAmendment(event: EventOf<"OrderAmended">, next: Event | undefined): void {
    const { reach } = this;
    const old = this.known.find(event.order);
    if (event.keepsPriority) reach("an amendment kept its priority");
    if (next?.type === "OrdersMatched") reach("an amendment met makers");
    if (old === null) return;
    if (event.quantity > old.total) reach("an amendment grew an order");
    if (old.remaining < old.total) reach("an amendment of an order filled in part");
    const state = this.machine.market(event.market)?.state;
    if (event.keepsPriority && state !== "open") {
      reach("an amendment while the market did not trade");
    }
  }

  private judgeReplacement({ order }: EventOf<"OrderCancelled">, events: readonly Event[]): void {
    const old = this.known.find(order)?.spec;
    const accepted = events.find((event) => event.type === "OrderAccepted");
    if (events.some(({ type }) => type === "OrdersMatched")) this.reach("a replacement met makers");
    const isTurned = old !== undefined && accepted !== undefined && old.side !== accepted.spec.side;
    if (isTurned) this.reach("a replacement changed sides");
  }
}
