import { Exchange } from "@probity/core";
import type {
  AccountId,
  Command,
  CommandContent,
  Event,
  EventId,
  FeeSchedule,
  MarketId,
} from "@probity/core";
import { firstDifference } from "../src/compare.ts";
import { ReferenceExchange } from "../src/reference-exchange.ts";
import type { Loose } from "../src/workload/wish.ts";

/** A venue of two machines, core and reference, that must answer alike; for stories told by hand. */
export class Both {
  readonly reference = new ReferenceExchange();
  readonly machine = Exchange.create();
  time = 1_000;
  private owners = 0;

  constructor() {
    this.run({ type: "RegisterCollateral", symbol: "USD" });
  }

  /** Runs a command as the venue itself. @returns what both machines say. */
  run(content: Loose<CommandContent>): readonly Event[] {
    const counter = this.machine.sequence + 1;
    const stamp = { sequence: counter, time: this.time, origin: 1, counter, actor: 0 };
    const command = { ...stamp, content } as Command;
    const events = this.reference.execute(command);
    expectSame(this.machine.execute(command).toArray(), events);
    return events;
  }

  /** Lets time pass, and deadlines with it. */
  wait(milliseconds: number): void {
    this.time += milliseconds;
    for (;;) {
      const due = this.reference.overdue(this.time);
      expectSame(this.machine.overdue(this.time), due);
      if (due === null) return;
      this.run(due.content);
    }
  }

  /** A new owner's account, with so many dollars. */
  account(dollars = 1_000): AccountId {
    this.owners += 1;
    const [opened] = this.run({ type: "OpenAccount", owner: this.owners });
    const { account } = opened as Extract<Event, { type: "AccountOpened" }>;
    const amount = dollars * 1_000_000;
    this.run({ type: "Deposit", account, asset: 1, amount, key: `deposit ${this.owners}` });
    return account;
  }

  /** An open event of so many markets; exactly one of them will be YES if there are two or more. */
  event(
    markets: number,
    fees: Partial<FeeSchedule> = {},
    tickSize = 100,
  ): { event: EventId; markets: MarketId[] } {
    const sequence = this.machine.sequence + 1;
    const events = this.run({
      type: "CreateEvent",
      slug: `event-${sequence}`,
      text: { title: "Event", description: "", category: "", tags: [], image: "" },
      rules: "",
      collateral: 1,
      mutuallyExclusive: markets > 1,
      exhaustive: markets > 1,
      markets: Array.from({ length: markets }, (_, place) => ({
        slug: `market-${sequence}-${place}`,
        text: { question: "Market?", description: "", image: "", external: "" },
        tickSize,
        parameters: {
          minQuantity: 1,
          fees: {
            formula: "symmetric",
            exponent: 1,
            takerBps: 0,
            makerBps: 0,
            rebateBps: 0,
            ...fees,
          },
          positionLimit: 0,
          bandLow: 1,
          bandHigh: 9_999,
          closeTime: 0,
          takerDelayMs: 0,
        },
      })),
    });
    const ids = events.flatMap((made) => (made.type === "MarketCreated" ? [made.market] : []));
    const [created] = events;
    const { event } = created as Extract<Event, { type: "EventCreated" }>;
    const target = { kind: "event", event } as const;
    this.run({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
    return { event, markets: ids };
  }

  /** One open market. */
  market(fees: Partial<FeeSchedule> = {}, tickSize = 100): MarketId {
    const [market] = this.event(1, fees, tickSize).markets;
    if (market === undefined) throw new Error("no market was made");
    return market;
  }

  /** Collateral the account can use, in micro-dollars. */
  available(account: AccountId): number {
    return this.reference.account(account)?.balances[0]?.available ?? NaN;
  }
}

function expectSame(machine: unknown, reference: unknown): void {
  const difference = firstDifference(machine, reference);
  if (difference !== null) throw new Error(`machine and reference differ at ${difference}`);
}
