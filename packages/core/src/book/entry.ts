import { FeeMeter, NO_FEES } from "../fees.ts";
import type { KeyOutcome } from "../events.ts";
import type { OrderId } from "../ids.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import { PRICE_ONE } from "../money.ts";
import type { Amount, Quantity } from "../money.ts";
import type { OrderSpec, Pricing } from "../order.ts";
import type { Account, Market, OrderGroup } from "../state.ts";
import { selfTradeNumber } from "./order-pool.ts";
import type { RestingOrder } from "./resting.ts";
import { MatchPlan, takerDraft } from "./walk.ts";

/**
 * An order on its way into the book: its spec in numbers, what admission found
 * out about it, its plan, and what has become of it so far. One serves order after
 * order, so that the way of an order leaves no garbage and asks each word of the
 * spec once.
 */
export class Entry {
  readonly taker = takerDraft();
  readonly plan = new MatchPlan();
  readonly meter = new FeeMeter(NO_FEES, 0);
  /** What is left of it, for the pool. */
  readonly draft: RestingOrder = {
    id: 0 as OrderId,
    position: 0,
    owner: 0,
    place: 0,
    quantity: 0,
    remaining: 0,
    version: 0,
    expiresAt: 0,
    group: 0,
    session: 0,
  };
  account!: Account;
  market!: Market;
  order = 0 as OrderId;
  buys = true;
  yes = true;
  bid = true;
  isLimit = true;
  isCash = false;
  /** Whether what is left of it would come to rest. */
  mayRest = true;
  isPostOnly = false;
  /** Whether it expires, at `expiresAt`. */
  isTimed = false;
  isFillOrKill = false;
  /** Limit or cap in YES terms. */
  price = 0;
  /** 0: good till cancelled, or nothing would rest. */
  expiresAt = 0;
  /** 0: none. */
  group = 0;
  /** 0: none. */
  session = 0;
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
    this.yes = spec.outcome === "yes";
    this.bid = this.buys === this.yes;
    this.group = spec.group ?? 0;
    this.session = spec.session ?? 0;
    this.position = NO_POSITION;
    this.required = this.wanted = 0;
    this.filled = this.notional = this.fee = this.resting = 0;
    if (this.touched.length > 0) this.touched.length = 0;
    const { taker } = this;
    taker.owner = account.ownerIndex;
    taker.bid = this.bid;
    taker.yes = this.yes;
    taker.unit = market.unit;
    taker.selfTrade = selfTradeNumber(spec.selfTrade);
    this.readPricing(spec.pricing);
  }

  /** Whether the plan does all that the order wants. */
  isFilled(): boolean {
    return this.isCash ? this.plan.isComplete : this.plan.filled === this.lots;
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

  private readPricing(pricing: Pricing): void {
    const { taker } = this;
    const price = pricing.kind === "limit" ? pricing.price : pricing.cap;
    this.price = this.yes ? price : PRICE_ONE - price;
    this.isLimit = pricing.kind === "limit";
    this.isCash = pricing.kind === "cash";
    this.mayRest = this.isPostOnly = this.isTimed = this.isFillOrKill = false;
    this.expiresAt = 0;
    taker.cash = 0;
    if (pricing.kind === "limit") {
      const { timeInForce } = pricing;
      this.lots = pricing.quantity;
      if (timeInForce.kind === "gtc" || timeInForce.kind === "gtd") {
        this.mayRest = true;
        this.isPostOnly = timeInForce.postOnly;
        if (timeInForce.kind === "gtd") {
          this.isTimed = true;
          this.expiresAt = timeInForce.expiresAt;
        }
      } else {
        this.isFillOrKill = timeInForce.kind === "fok";
      }
      return;
    }
    this.isFillOrKill = pricing.fillOrKill;
    if (pricing.kind === "market") {
      this.lots = pricing.quantity;
    } else {
      this.lots = 0;
      taker.cash = pricing.cash;
      taker.feeIncluded = pricing.feeIncluded;
    }
  }
}
