import type { Command, Event, EventOf, Exchange, MarketId } from "@probity/core";
import type { Reach } from "./marks.ts";

/** Marks about markets, their endings, complete sets and money that moves outside the book. */
export class MarketMarks {
  private readonly reach: Reach;
  private readonly machine: Exchange;

  constructor(reach: Reach, machine: Exchange) {
    this.reach = reach;
    this.machine = machine;
  }

  observe(command: Command, events: readonly Event[]): void {
    for (const event of events) {
      switch (event.type) {
        case "MarketStateChanged":
          if (command.content.type === "AdvanceTime") this.reach("a market closed by itself");
          break;
        case "PositionsConverted":
          this.judgeConversion(event);
          break;
        case "EndingFixed":
          this.judgeEnding(event, command);
          break;
        case "PositionPaid":
          if (command.content.type === "ClaimPayout") this.reach("a claim while a market paid out");
          break;
        case "SharesTransferred":
          if (event.cost > 0) this.reach("shares were transferred with their cost");
          break;
        case "WithdrawalConfirmed":
          this.reach("a withdrawal was confirmed");
          break;
        case "WithdrawalFailed":
          this.reach("a withdrawal failed");
          break;
        case "OrderCancelled": {
          const isShut = this.machine.market(event.market)?.state !== "open";
          if (event.reason === "expired" && isShut) {
            this.reach("an order expired while its market did not trade");
          }
          break;
        }
      }
    }
  }

  private judgeConversion({ account, received }: EventOf<"PositionsConverted">): void {
    this.reach("a conversion");
    const [first] = received;
    if (first === undefined) this.reach("conversion of all outcomes at once");
    else if ((this.machine.position(account, first)?.costYes ?? 0) > 0) {
      this.reach("a conversion carried cost");
    }
  }

  private judgeEnding(
    { market, ending, reserveIn }: EventOf<"EndingFixed">,
    command: Command,
  ): void {
    const { reach } = this;
    const { content } = command;
    if (ending.kind === "resolved" && ending.yesPayout > 0 && ending.yesPayout < 10_000) {
      reach("a fractional resolution");
    }
    if (content.type === "VoidMarket" || content.type === "VoidEvent") {
      if (content.policy.kind === "last-price") reach("a void at the last price");
      if (content.policy.kind === "split") reach("a void by split");
      if (reserveIn > 0) reach("a void at cost drew on the reserve");
      if (reserveIn < 0) reach("a void at cost left a surplus");
    }
    if (this.conversionDebt(market) === 0) return;
    if (content.type === "ResolveMarket") {
      reach("an outcome was eliminated while conversions were outstanding");
    }
    if (content.type === "ResolveEvent") reach("an event resolved with conversions outstanding");
    if (content.type === "VoidEvent") reach("an event was voided with conversions outstanding");
  }

  private conversionDebt(market: MarketId): number {
    const event = this.machine.market(market)?.event;
    return event === undefined ? 0 : (this.machine.event(event)?.conversionDebt ?? 0);
  }
}
