import { NO_FEES } from "../fees.ts";
import type { FeeSchedule } from "../market.ts";
import { PRICE_ONE } from "../money.ts";
import type { Price } from "../money.ts";
import type { Ladder } from "./ladder.ts";
import { CANCEL_MAKER, CANCEL_TAKER, NEXT, NO_SLOT, OWNER, REMAINING } from "./order-pool.ts";
import type { OrderPool } from "./order-pool.ts";
import { Purse } from "./purse.ts";

/** An order on its way into the book, in ladder terms. Used again from order to order. */
export interface Taker {
  /** Dense index of the owner. */
  owner: number;
  bid: boolean;
  /** Worst level it may trade at. */
  limit: number;
  /** Whether its own outcome is YES; its own prices are complements otherwise. */
  yes: boolean;
  /** Price of one level. */
  unit: number;
  /** Place in `SELF_TRADE_MODES`. */
  selfTrade: number;
  /** Lots it wants; ignored by a cash order. */
  quantity: number;
  /** What a cash order may spend; 0 for orders by quantity. */
  cash: number;
  /** Whether the cash is to cover the fee too. */
  feeIncluded: boolean;
  schedule: FeeSchedule;
  /** A resting order that counts as gone: the one being replaced; or `NO_SLOT`. */
  without: number;
}

/** A taker to be filled in for one walk after the other. */
export function takerDraft(): Taker {
  return {
    owner: 0,
    bid: true,
    limit: 0,
    yes: true,
    unit: 1,
    selfTrade: CANCEL_TAKER,
    quantity: 0,
    cash: 0,
    feeIncluded: false,
    schedule: NO_FEES,
    without: NO_SLOT,
  };
}

/** Why a walk ended before the taker had what it wanted. */
export type WalkStop = "none" | "self-trade" | "match-limit";

/** What a walk found: steps in order, each a maker to fill or an own order to cancel. Used again from order to order. */
export class MatchPlan {
  private slots = new Int32Array(64);
  private lots = new Int32Array(64);
  length = 0;
  filled = 0;
  /** Sum over the fills, in the taker's own terms. */
  notional = 0;
  stop: WalkStop = "none";
  /** Cash orders: nothing more can be bought with what is left. */
  isComplete = false;

  clear(): void {
    this.length = this.filled = this.notional = 0;
    this.stop = "none";
    this.isComplete = false;
  }

  /** `lots` 0 stands for a cancel. */
  add(slot: number, lots: number): void {
    const { length } = this;
    if (length === this.slots.length) this.grow();
    this.slots[length] = slot;
    this.lots[length] = lots;
    this.length = length + 1;
  }

  slotAt(step: number): number {
    return this.slots[step];
  }

  lotsAt(step: number): number {
    return this.lots[step];
  }

  private grow(): void {
    const slots = new Int32Array(this.length * 2);
    slots.set(this.slots);
    this.slots = slots;
    const lots = new Int32Array(this.length * 2);
    lots.set(this.lots);
    this.lots = lots;
  }
}

/** Whether a bid (ask) at `limit` meets the best level of the other side, 0 if that is empty. */
export function crosses(bid: boolean, limit: number, best: number): boolean {
  return best !== 0 && (bid ? best <= limit : best >= limit);
}

/**
 * Reads the opposite side, best level first and oldest first within a level,
 * and writes into `plan` what `taker` would do there. Changes nothing: fill or
 * kill, previews and real orders use the same walk. At most `steps` steps.
 */
export function walk(
  orders: OrderPool,
  ladder: Ladder,
  taker: Taker,
  steps: number,
  plan: MatchPlan,
): void {
  plan.clear();
  const { words } = orders;
  const { bid, limit, owner, without, selfTrade, yes, unit } = taker;
  const purse = taker.cash === 0 ? null : new Purse(taker.cash, taker.feeIncluded, taker.schedule);
  let wanted = taker.quantity;
  let level = ladder.best(!bid);
  for (; crosses(bid, limit, level); level = ladder.worse(!bid, level)) {
    const ownPrice = yes ? level * unit : PRICE_ONE - level * unit;
    for (let slot = ladder.head(level); slot !== NO_SLOT; slot = words[(slot << 3) + NEXT]) {
      if (slot === without) continue;
      const isOwn = words[(slot << 3) + OWNER] === owner;
      if (isOwn && selfTrade === CANCEL_TAKER) {
        plan.stop = "self-trade";
        return;
      }
      if (plan.length === steps) {
        plan.stop = "match-limit";
        return;
      }
      if (isOwn) {
        plan.add(slot, 0);
        if (selfTrade === CANCEL_MAKER) continue;
        plan.stop = "self-trade";
        return;
      }
      const offered = words[(slot << 3) + REMAINING];
      const lots =
        purse === null ? Math.min(offered, wanted) : purse.buy(ownPrice as Price, offered);
      if (lots > 0) {
        plan.add(slot, lots);
        plan.filled += lots;
        plan.notional += ownPrice * lots;
      }
      if (purse === null) {
        wanted -= lots;
        if (wanted === 0) return;
      } else if (lots < offered) {
        plan.isComplete = plan.filled > 0;
        return;
      }
    }
  }
  plan.isComplete = purse !== null && plan.filled > 0 && !purse.canBuyAnother();
}
