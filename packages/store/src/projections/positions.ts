import {
  NO_HOLDING,
  acquired,
  convertedCosts,
  costOf,
  disposed,
  movedOut,
  paidOut,
  setHalf,
} from "@probity/market-data";
import { candleStart } from "@probity/market-data";
import type { Holding } from "@probity/market-data";
import { amount, notional, quantity } from "@probity/core";
import type { AccountId, EventOf, MarketId, Outcome } from "@probity/core";
import type { Catalogue } from "../projector/catalogue.ts";
import type { Fact } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";
import type { positions } from "../tables/positions.ts";
import type { accountDays } from "../tables/statistics.ts";
import type { HoldChange } from "./orders.ts";

type PositionRow = typeof positions.$inferSelect;

/** The positions an event is about. */
export function preparePositions({ event }: Fact, rows: Workspace): void {
  const both = (account: AccountId, market: MarketId): void => {
    rows.positions.want(account, market, "yes");
    rows.positions.want(account, market, "no");
  };
  switch (event.type) {
    case "OrdersMatched":
    case "MatchReversed":
      for (const leg of event.legs) rows.positions.want(leg.account, event.market, leg.outcome);
      break;
    case "OrderDelayed":
    case "OrderReleased":
    case "OrderRested":
    case "OrderCancelled":
    case "OrderCompleted":
    case "OrderAmended":
    case "SetSplit":
    case "SetMerged":
    case "PositionPaid":
      both(event.account, event.market);
      break;
    case "SharesTransferred":
      rows.positions.want(event.from, event.market, event.outcome);
      rows.positions.want(event.to, event.market, event.outcome);
      break;
    case "PositionsConverted": {
      const conversion = event.event as number as AccountId;
      for (const market of event.given) both(event.account, market);
      for (const market of event.received) both(event.account, market);
      for (const market of [...event.given, ...event.received]) both(conversion, market);
      break;
    }
    default:
      break;
  }
}

/** Changes what accounts hold, what it cost and what was made, by the machine's rules of average cost. */
export function foldPositions(fact: Fact, rows: Workspace, catalogue: Catalogue): void {
  const { event } = fact;
  const hold = new Holdings(fact, rows);
  switch (event.type) {
    case "OrdersMatched":
      foldMatch(event, hold);
      break;
    case "MatchReversed":
      foldReversal(event, hold);
      break;
    case "SetSplit":
    case "SetMerged": {
      const { account, market, quantity: lots } = event;
      const half = setHalf(lots);
      for (const outcome of ["yes", "no"] as const) {
        hold.change(account, market, outcome, (before) =>
          event.type === "SetSplit" ? acquired(before, lots, half) : disposed(before, lots, half),
        );
      }
      break;
    }
    case "SharesTransferred": {
      const { from, to, market, outcome, quantity: lots, cost } = event;
      hold.change(from, market, outcome, (before) => movedOut(before, lots));
      hold.change(to, market, outcome, (before) => acquired(before, lots, cost));
      break;
    }
    case "PositionsConverted":
      foldConversion(event, hold);
      break;
    case "PositionPaid": {
      const { account, market } = event;
      const ending = catalogue.ending(market);
      if (ending === null) throw new Error(`market ${market} pays before its ending is fixed`);
      const paid = paidOut(hold.of(account, market, "yes"), hold.of(account, market, "no"), ending);
      hold.change(account, market, "yes", () => paid.yes);
      hold.change(account, market, "no", () => paid.no);
      break;
    }
    default:
      break;
  }
}

/** Locks or unlocks what a sell holds. */
export function holdShares(
  change: HoldChange & { readonly kind: "shares" },
  { time, sequence }: Fact,
  rows: Workspace,
): void {
  const { account, market, outcome } = change;
  const row = rows.positions.get(account, market, outcome);
  rows.positions.put({ ...row, held: row.held + change.amount, updatedAt: time, sequence });
}

function foldMatch({ market, legs }: EventOf<"OrdersMatched">, hold: Holdings): void {
  for (const leg of legs) {
    const value = notional(leg.price, leg.quantity);
    const fees = leg.fee - leg.rebate;
    hold.countTrade(leg.account, value, fees);
    hold.change(
      leg.account,
      market,
      leg.outcome,
      (before) =>
        leg.side === "buy"
          ? acquired(before, leg.quantity, value)
          : disposed(before, leg.quantity, value),
      fees,
    );
  }
}

/** Shares that leave take their part of the cost along, shares that come back cost what they were sold for. */
function foldReversal({ market, legs }: EventOf<"MatchReversed">, hold: Holdings): void {
  for (const leg of legs) {
    const value = notional(leg.price, leg.quantity);
    const fees = leg.rebate - leg.fee;
    hold.countFees(leg.account, fees);
    hold.change(
      leg.account,
      market,
      leg.outcome,
      (before) =>
        leg.side === "buy"
          ? disposed(before, leg.quantity, value)
          : acquired(before, leg.quantity, value),
      fees,
      // What was bought never was; what comes back was bought before it was sold.
      leg.side === "buy" ? { lots: -leg.quantity, paid: -value } : { lots: 0, paid: 0 },
    );
  }
}

function foldConversion(event: EventOf<"PositionsConverted">, hold: Holdings): void {
  const { account, given, received, quantity: lots, collateral } = event;
  const conversion = event.event as number as AccountId;
  let removed = 0;
  for (const market of given) removed += costOf(hold.of(account, market, "no"), lots);
  const costs = convertedCosts(removed, collateral, received.length);
  const carried = costs.reduce((sum, cost) => sum + cost, 0);
  // What is paid out beyond the cost is made now, on the first NO given.
  let made = collateral - (removed - carried);
  for (const market of given) {
    hold.change(account, market, "no", (before) => {
      const moved = movedOut(before, lots);
      const realised = moved.realised + made;
      made = 0;
      return { ...moved, realised };
    });
    hold.change(conversion, market, "no", (before) => acquired(before, lots, amount(0)));
  }
  for (const [place, market] of received.entries()) {
    const cost = costs[place] ?? amount(0);
    hold.change(account, market, "yes", (before) => acquired(before, lots, cost));
    hold.change(conversion, market, "no", (before) => acquired(before, lots, amount(0)));
  }
}

/** The positions of one event on their way. */
class Holdings {
  private readonly fact: Fact;
  private readonly rows: Workspace;

  constructor(fact: Fact, rows: Workspace) {
    this.fact = fact;
    this.rows = rows;
  }

  of(account: AccountId, market: MarketId, outcome: Outcome): Holding {
    const row = this.rows.positions.find(account, market, outcome);
    return row === null ? NO_HOLDING : holdingOf(row);
  }

  /** A fill counts to the account's day. */
  countTrade(account: AccountId, value: number, fees: number): void {
    this.count(account, { volume: BigInt(value), trades: 1, fees });
  }

  /** Fees that went back count to the day on which they did. */
  countFees(account: AccountId, fees: number): void {
    if (fees !== 0) this.count(account, { fees });
  }

  private count(account: AccountId, more: Partial<typeof accountDays.$inferSelect>): void {
    const day = candleStart(this.fact.time, "1d");
    const none = { volume: 0n, trades: 0, fees: 0, realised: 0 };
    this.rows.accountDays.add({ account, day, ...none, ...more });
  }

  change(
    account: AccountId,
    market: MarketId,
    outcome: Outcome,
    changed: (before: Holding) => Holding,
    fees = 0,
    came: Bought | null = null,
  ): void {
    const { time, sequence } = this.fact;
    const row = this.rows.positions.find(account, market, outcome);
    const before = row === null ? NO_HOLDING : holdingOf(row);
    const after = changed(before);
    // A holder of one outcome is paid for both; of the other there is nothing to tell.
    if (row === null && after.shares === 0) return;
    if (after.realised !== before.realised) {
      this.count(account, { realised: after.realised - before.realised });
    }
    const { lots, paid } = came ?? boughtBetween(before, after);
    this.rows.positions.put({
      account,
      market,
      outcome,
      shares: after.shares,
      held: row?.held ?? 0,
      cost: after.cost,
      realised: after.realised,
      bought: (row?.bought ?? 0) + lots,
      paid: (row?.paid ?? 0) + paid,
      fees: (row?.fees ?? 0) + fees,
      openedAt: row?.openedAt ?? time,
      updatedAt: time,
      sequence,
    });
  }
}

/** Lots that came in, and what they cost, µ$. */
interface Bought {
  readonly lots: number;
  readonly paid: number;
}

function boughtBetween(before: Holding, after: Holding): Bought {
  if (after.shares <= before.shares) return { lots: 0, paid: 0 };
  return { lots: after.shares - before.shares, paid: after.cost - before.cost };
}

function holdingOf({ shares, cost, realised }: PositionRow): Holding {
  return { shares: quantity(shares), cost: amount(cost), realised };
}
