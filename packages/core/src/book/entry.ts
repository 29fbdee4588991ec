import { FeeMeter, NO_FEES } from "../fees.ts";
import type { KeyOutcome } from "../events.ts";
import type { OrderId } from "../ids.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import type { Amount, Quantity } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Account, Market, OrderGroup } from "../state.ts";
import { orderDraft } from "./order-pool.ts";
import { MatchPlan, takerDraft } from "./walk.ts";

/**
 * An order on its way into the book: what admission found out about it, its plan,
 * and what has become of it so far. One serves order after order, so that the way
 * of an order leaves no garbage.
 */
export class Entry {
  readonly taker = takerDraft();
  readonly plan = new MatchPlan();
  readonly meter = new FeeMeter(NO_FEES, 0);
  /** What is left of it, for the pool. */
  readonly draft = orderDraft();
  account!: Account;
  market!: Market;
  order = 0 as OrderId;
  buys = true;
  /** Lots after clipping; 0 for a cash order. */
  lots = 0;
  /** Collateral a buy must have at hand. */
  required = 0;
  /** Lots a buy may come to hold: its quantity, or for cash what the plan buys; 0 for a sell. */
  wanted = 0;
  /** Of the market's parameters, whose fees the order pays. */
  version = 0;
  /** Of the account in the market, `NO_POSITION` until the order is accepted if there was none. */
  position = NO_POSITION;
  /** 0: none. */
  group = 0;
  filled = 0;
  notional = 0;
  fee = 0;
  /** Lots that came to rest, or wait. */
  resting = 0;
  /** Groups of which an order was filled, in order of first touch. */
  readonly touched: OrderGroup[] = [];

  /** Begins an order of the account in the market. */
  begin(account: Account, market: Market, spec: OrderSpec): void {
    this.account = account;
    this.market = market;
    this.buys = spec.side === "buy";
    this.group = spec.group ?? 0;
    this.position = NO_POSITION;
    this.lots = this.required = this.wanted = 0;
    this.filled = this.notional = this.fee = this.resting = 0;
    this.touched.length = 0;
  }

  /** What the order's key answers from now on. */
  outcome(): KeyOutcome {
    return {
      id: this.order,
      filled: this.filled as Quantity,
      notional: this.notional as Amount,
      fee: this.fee as Amount,
      resting: this.resting as Quantity,
    };
  }
}
