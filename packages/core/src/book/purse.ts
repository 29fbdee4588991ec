import { FeeMeter } from "../fees.ts";
import type { FeeSchedule } from "../market.ts";
import type { Price, Quantity } from "../money.ts";

/** Cash on its way through the book. */
export class Purse {
  private readonly amount: number;
  private readonly meter: FeeMeter | null;
  private spent = 0;
  private lastPrice = 0 as Price;

  constructor(amount: number, feeIncluded: boolean, schedule: FeeSchedule) {
    this.amount = amount;
    this.meter = feeIncluded ? new FeeMeter(schedule, schedule.takerBps) : null;
  }

  /** Buys as many of `offered` lots as the cash allows. */
  buy(price: Price, offered: number): number {
    const lots = this.affordable(price, offered);
    if (lots === 0) return 0;
    this.spent += price * lots;
    this.meter?.add(price, lots as Quantity);
    this.lastPrice = price;
    return lots;
  }

  canBuyAnother(): boolean {
    return this.affordable(this.lastPrice, 1) === 1;
  }

  /** The largest number of lots within `most` whose cost, fee included if it is, the cash still covers. */
  private affordable(price: Price, most: number): number {
    const bound = Math.min(most, Math.floor((this.amount - this.spent) / price));
    if (bound <= 0) return 0;
    if (this.fits(price, bound)) return bound;
    let low = 0;
    let high = bound;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.fits(price, middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  private fits(price: Price, lots: number): boolean {
    const fee = this.meter?.roundedWith(price, lots as Quantity) ?? 0;
    return this.spent + price * lots + fee <= this.amount;
  }
}
