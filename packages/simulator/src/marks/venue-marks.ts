import type { Command, Event, EventOf, Exchange, MarketId, OwnerId } from "@probity/core";
import type { Reach } from "./marks.ts";

/** Marks about baskets, limits, exclusions, grids, the second operator and reversals. */
export class VenueMarks {
  private readonly reach: Reach;
  private readonly machine: Exchange;
  /** Finest grid each market has had, and the one it has. */
  private readonly finest = new Map<MarketId, number>();
  private readonly grids = new Map<MarketId, number>();

  constructor(reach: Reach, machine: Exchange) {
    this.reach = reach;
    this.machine = machine;
  }

  observe(command: Command, events: readonly Event[]): void {
    const { content, actor } = command;
    if (content.type === "PlaceBasket") this.judgeBasket(content.items.length, events);
    for (const event of events) this.judge(event, command, events);
    const isEnding = content.type === "ResolveMarket" || content.type === "VoidMarket";
    if (this.machine.confirmations() === 2 && events.some(({ type }) => type === "EndingFixed")) {
      this.reach(
        isEnding ? "a second operator ended a market" : "a second operator ended an event",
      );
    }
    this.judgeSale(actor, events);
  }

  private judgeBasket(length: number, events: readonly Event[]): void {
    const { reach } = this;
    const matched = new Set<MarketId>();
    const refused: string[] = [];
    for (const event of events) {
      if (event.type === "OrdersMatched") matched.add(event.market);
      if (event.type === "OrderGroupTripped") reach("a basket tripped a group");
      if (event.type === "OrderRejected") refused.push(event.rejection.code);
    }
    if (events[0]?.type === "OrderAccepted") reach("a basket was placed");
    if (matched.size > 1) reach("a basket met makers in two markets");
    if (refused.filter((code) => code === "BasketFailed").length === length - 1) {
      reach("a basket failed for the sake of one order");
    }
    const isTooDear = refused.at(-1) === "InsufficientCollateral" && refused[0] === "BasketFailed";
    if (isTooDear) reach("a basket was too dear as a whole");
  }

  private judge(event: Event, { content }: Command, events: readonly Event[]): void {
    const { reach } = this;
    switch (event.type) {
      case "AccountLimitsSet":
        if (content.type === "OpenAccount") reach("a new account was bound like another");
        break;
      case "CommandRejected":
        if (event.rejection.code !== "NotReversible") break;
        if (event.rejection.shares > 0) reach("a reversal found the shares gone");
        if (event.rejection.account === 0) reach("a reversal found the venue's fees gone");
        else if (event.rejection.collateral > 0) reach("a reversal found the money gone");
        break;
      case "MatchReversed":
        this.judgeReversal(event);
        break;
      case "CommandRepeated":
        if (content.type === "PlaceSignedOrders") reach("a signed order was asked for again");
        break;
      case "OrderRejected":
        if (event.rejection.code === "ExposureLimitExceeded") {
          reach("an order was refused for its account's exposure");
        }
        break;
      case "OrderCancelled":
        if (event.reason === "excluded") reach("an excluded owner's buys were cancelled");
        if (event.reason === "tick-size") reach("orders fell with a coarser grid");
        break;
      case "MarketCreated":
        this.grids.set(event.market, event.spec.tickSize);
        this.finest.set(event.market, event.spec.tickSize);
        break;
      case "TickSizeChanged":
        this.judgeGrid(event, events);
        if (content.type === "AdvanceTime") reach("an announced grid came into force");
        break;
      case "OrdersMatched":
        if (content.type === "PlaceSignedOrders") reach("a signed order met makers");
        if ((this.grids.get(event.market) ?? 0) > (this.finest.get(event.market) ?? 0)) {
          reach("a market traded on a grid coarser than its ladder");
        }
        break;
    }
  }

  private judgeReversal({ market, kind, legs }: EventOf<"MatchReversed">): void {
    const { reach } = this;
    if (kind === "complementary") reach("shares that changed hands went back");
    else reach(kind === "mint" ? "a mint was undone" : "a merge was undone");
    for (const { account, side, outcome, quantity, fee } of legs) {
      if (fee > 0) reach("a match with a fee was undone");
      const held = this.machine.position(account, market)?.[outcome];
      if (side === "sell" && held === quantity) {
        reach("a sale was undone for somebody who held nothing any more");
      }
    }
  }

  private judgeGrid(
    { market, tickSize }: EventOf<"TickSizeChanged">,
    events: readonly Event[],
  ): void {
    const before = this.grids.get(market) ?? tickSize;
    const isQuiet = !events.some(({ type }) => type === "OrderCancelled");
    const hasOrders = (this.machine.market(market)?.openOrders ?? 0) > 0;
    if (tickSize < before && isQuiet && hasOrders) this.reach("a finer grid kept all orders");
    this.grids.set(market, tickSize);
    this.finest.set(market, Math.min(tickSize, this.finest.get(market) ?? tickSize));
  }

  private judgeSale(actor: OwnerId, events: readonly Event[]): void {
    const [first] = events;
    if (first?.type !== "OrderAccepted" || first.spec.side !== "sell") return;
    if (actor !== 0 && this.machine.exclusion(actor) !== null) {
      this.reach("an excluded owner sold");
    }
  }
}
