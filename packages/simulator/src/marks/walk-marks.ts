import type { Command, Event, EventOf, Exchange, OrderId, OrderSpec } from "@probity/core";
import type { KnownOrders } from "./known-orders.ts";
import type { Reach } from "./marks.ts";

type Matched = EventOf<"OrdersMatched">;

/** What one order did from its acceptance, or amendment, to its end. */
interface Walk {
  readonly order: OrderId;
  readonly spec: OrderSpec | null;
  readonly matches: Matched[];
  /** Own makers cancelled on the way, and how many matches came before the last of them. */
  ownCancelled: number;
  matchesBefore: number;
  end: Event | null;
}

/** Marks about matching and fees. */
export class WalkMarks {
  private readonly reach: Reach;
  private readonly machine: Exchange;
  private readonly known: KnownOrders;

  constructor(reach: Reach, machine: Exchange, known: KnownOrders) {
    this.reach = reach;
    this.machine = machine;
    this.known = known;
  }

  observe(command: Command, events: readonly Event[]): void {
    let walk: Walk | null = null;
    for (const event of events) {
      switch (event.type) {
        case "OrderAccepted":
        case "OrderAmended":
          this.judge(walk, command);
          walk = this.begin(event);
          break;
        case "OrdersMatched":
          walk?.matches.push(event);
          this.judgeMatch(event);
          break;
        case "OrderRested":
        case "OrderCompleted":
          if (walk !== null) walk.end = event;
          break;
        case "OrderCancelled":
          if (walk !== null && walk.order === event.order) walk.end ??= event;
          else if (walk !== null && event.reason === "self-trade") {
            walk.ownCancelled += 1;
            walk.matchesBefore = walk.matches.length;
          }
          break;
        case "OrderRejected":
          this.judgeRefusal(event, command);
          break;
      }
    }
    this.judge(walk, command);
  }

  private begin(event: EventOf<"OrderAccepted"> | EventOf<"OrderAmended">): Walk {
    const spec =
      event.type === "OrderAccepted" ? event.spec : (this.known.find(event.order)?.spec ?? null);
    return { order: event.order, spec, matches: [], ownCancelled: 0, matchesBefore: 0, end: null };
  }

  private judgeMatch({ kind, market: id, legs }: Matched): void {
    const { reach } = this;
    const [maker, taker] = legs;
    if (maker === undefined || taker === undefined) return;
    if (kind === "mint") reach("a mint");
    else if (kind === "merge") reach("a merge");
    else reach(taker.outcome === "yes" ? "YES changed hands" : "NO changed hands");
    const known = this.known.find(maker.order);
    if (known !== null && maker.quantity < known.remaining) reach("a maker filled in part");
    if (maker.fee > 0) reach("a maker's fee");
    if (maker.rebate > 0) reach("a rebate");
    if (maker.rebate > 0 && maker.rebate === taker.fee) reach("a rebate capped by the taker's fee");
    const isWhole = taker.fee > 0 && taker.fee === taker.price * taker.quantity;
    if (taker.side === "sell" && isWhole) reach("a fee that took all proceeds of a seller");
    const market = this.machine.market(id);
    if (market === null) return;
    const { fees } = market.parameters;
    if (taker.fee > 0 && fees.formula === "symmetric") {
      reach("a taker's fee under the symmetric formula");
    } else if (taker.fee > 0) {
      reach(
        fees.exponent === 1
          ? "a taker's fee under the quadratic formula"
          : "a taker's fee under the squared formula",
      );
    }
    const isOld = known !== null && known.parametersVersion < market.parametersVersion;
    if (isOld) reach("a maker under an old schedule");
    if (market.tickSize === 1_000) reach("a market of the coarsest tick traded");
    if (market.tickSize === 1) reach("a market of the finest tick traded");
  }

  private judge(walk: Walk | null, command: Command): void {
    if (walk === null || walk.spec === null) return;
    const { reach } = this;
    const { matches, end } = walk;
    const mints = matches.filter(({ kind }) => kind === "mint");
    if (mints.length >= 3) reach("a mint across three makers");
    if (mints.length > 0 && matches.some(({ kind }) => kind === "complementary")) {
      reach("a mint and a complementary fill in one walk");
    }
    if (new Set(matches.map(({ price }) => price)).size > 1)
      reach("fills at two prices in one walk");
    if (end?.type === "OrderRested" && matches.length > 0) {
      reach("a taker filled in part and rested");
    }
    this.judgeSelfTrade(walk, command);
    this.judgeKind(walk, walk.spec);
  }

  private judgeSelfTrade(
    { ownCancelled, matchesBefore, matches, end }: Walk,
    command: Command,
  ): void {
    const { reach } = this;
    if (ownCancelled > 0 && matches.length > matchesBefore) {
      reach("an own maker was cancelled and the walk went on");
    }
    if (end?.type !== "OrderCancelled") return;
    if (end.reason === "match-limit") reach("one command's steps were used up");
    if (end.reason !== "self-trade") return;
    if (ownCancelled > 0) reach("an own maker and the taker's rest were cancelled");
    else reach("an own order stopped a taker");
    const own = this.machine.ordersOf(end.account).some(({ market }) => market === end.market);
    if (ownCancelled === 0 && !own && command.content.type === "PlaceOrder") {
      reach("an own order of another account stopped a taker");
    }
  }

  private judgeKind({ matches, end }: Walk, { pricing }: OrderSpec): void {
    const { reach } = this;
    const isUnfilled = end?.type === "OrderCancelled" && end.reason === "unfilled";
    switch (pricing.kind) {
      case "limit": {
        const { kind } = pricing.timeInForce;
        if (kind === "fok" && matches.length > 1)
          reach("a fill-or-kill was filled by several makers");
        if (kind === "ioc" && isUnfilled && matches.length > 0) {
          reach("an immediate order was filled in part");
        }
        if ("postOnly" in pricing.timeInForce && pricing.timeInForce.postOnly) {
          if (end?.type === "OrderRested") reach("a post-only order rested");
        }
        break;
      }
      case "market":
        if (end === null && matches.length > 0) reach("a market order was filled");
        if (isUnfilled && matches.length > 0) reach("a market order gave up its rest");
        break;
      case "cash":
        if (end?.type === "OrderCompleted") {
          reach(
            pricing.feeIncluded
              ? "cash with the fee included was spent"
              : "cash with the fee on top was spent",
          );
        }
        if (isUnfilled) reach("cash was not spent for want of makers");
        break;
    }
  }

  private judgeRefusal({ rejection }: EventOf<"OrderRejected">, { content }: Command): void {
    if (rejection.code !== "FillOrKillUnfillable") return;
    if (rejection.fillable > 0) {
      this.reach("a fill-or-kill was refused before a book that was not empty");
    }
    const isCash = content.type === "PlaceOrder" && content.order.pricing.kind === "cash";
    if (isCash) this.reach("a cash fill-or-kill was refused");
  }
}
