import type {
  Command,
  Event,
  EventOf,
  Exchange,
  OrderPreview,
  Rejection,
  VoidPlan,
} from "@probity/core";
import { firstDifference, isSame } from "../compare.ts";
import { uphold } from "./law.ts";

type Previewing = Pick<Exchange, "previewOrder" | "planVoid" | "time">;

/** Asking costs as much as doing, so that not every order is asked about. */
const ASK_EVERY = 8;

/**
 * What the machine says it would do is what it does: the preview of an order has
 * the fills, fee and rest of the order placed right after it, and the plan of a
 * void its endings.
 */
export class PreviewLaw {
  private readonly machine: Previewing;
  private order: OrderPreview | Rejection | null = null;
  private plan: VoidPlan | Rejection | null = null;

  constructor(machine: Previewing) {
    this.machine = machine;
  }

  /** Right before a command. */
  ask({ content, sequence, time }: Command): void {
    const { machine } = this;
    this.order = null;
    this.plan = null;
    if (content.type === "PlaceOrder" && time === machine.time && sequence % ASK_EVERY === 0) {
      this.order = machine.previewOrder(content.account, content.order);
    } else if (content.type === "VoidMarket") {
      const target = { kind: "market", market: content.market } as const;
      this.plan = machine.planVoid(target, content.policy);
    } else if (content.type === "VoidEvent") {
      const target = { kind: "event", event: content.event } as const;
      this.plan = machine.planVoid(target, content.policy);
    }
  }

  /** Right after it. */
  observe(events: readonly Event[]): void {
    const [first] = events;
    // What waits out a taker delay will meet another book.
    const isDelayed = events.some(({ type }) => type === "OrderDelayed");
    if (this.order !== null && first?.type === "OrderAccepted" && !isDelayed) {
      const done = deedOf(first, events);
      const { order } = this;
      uphold(
        "a preview comes true",
        !("code" in order) && isSame({ ...order, required: 0 }, done),
        () => `previewed ${JSON.stringify(order)}, done ${JSON.stringify(done)}`,
      );
    }
    if (this.plan !== null && first?.type === "EndingFixed") {
      const planned = "code" in this.plan ? null : this.plan.markets.map(endingOf);
      const done = events
        .filter((event) => event.type === "EndingFixed")
        .map(({ market, ending, reserveIn }) => ({ market, ending, reserveIn }));
      uphold(
        "a void does as planned",
        isSame(planned, done),
        () => firstDifference(planned, done) ?? "",
      );
    }
  }
}

/** What the order's own fills come to. */
function deedOf({ order }: EventOf<"OrderAccepted">, events: readonly Event[]): object {
  let filled = 0;
  let notional = 0;
  let fee = 0;
  let resting = 0;
  for (const event of events) {
    if (event.type === "OrderRested" && event.order === order) resting = event.quantity;
    if (event.type !== "OrdersMatched") continue;
    for (const leg of event.legs) {
      if (leg.order !== order) continue;
      filled += leg.quantity;
      notional += leg.price * leg.quantity;
      fee += leg.fee;
    }
  }
  return { filled, notional, fee, resting, required: 0 };
}

function endingOf({ market, ending, shortfall, surplus }: VoidPlan["markets"][number]): object {
  return { market, ending, reserveIn: shortfall - surplus };
}
