import type { AccountLimits, AccountStatus, EndingWish, ExclusionKind } from "./commands.ts";
import type { Ending } from "./events.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  OrderId,
  OwnerId,
  SessionId,
  Timestamp,
} from "./ids.ts";
import type {
  EventFlags,
  MarketMode,
  MarketParameters,
  MarketState,
  MarketTarget,
  VoidPolicy,
} from "./market.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { OrderSpec, Outcome, SelfTradePrevention, Side, TimeInForce } from "./order.ts";

/** Collateral of one account in one asset; held is locked by open buys and pending withdrawals. */
export interface BalanceView {
  readonly asset: AssetId;
  readonly available: Amount;
  readonly held: Amount;
}

export interface AccountView {
  readonly account: AccountId;
  readonly owner: OwnerId;
  readonly status: AccountStatus;
  readonly maxOpenOrders: number;
  readonly openOrders: number;
  readonly limits: AccountLimits;
  /** Collateral held for open orders and cost of positions, over all collateral. */
  readonly exposure: Amount;
  /** 0: its owner is not excluded now. */
  readonly excludedUntil: Timestamp;
  readonly balances: readonly BalanceView[];
}

/** Shares include the held ones, which resting sells lock. Costs exclude fees. */
export interface PositionView {
  readonly account: AccountId;
  readonly market: MarketId;
  readonly yes: Quantity;
  readonly no: Quantity;
  readonly heldYes: Quantity;
  readonly heldNo: Quantity;
  readonly costYes: Amount;
  readonly costNo: Amount;
}

export interface MarketView {
  readonly market: MarketId;
  readonly event: EventId;
  readonly slug: string;
  readonly state: MarketState;
  readonly mode: MarketMode;
  readonly tickSize: Price;
  /** A change that is to come, or has begun and waits for orders to leave; null: none. */
  readonly tickChange: TickChangeView | null;
  readonly parameters: MarketParameters;
  readonly parametersVersion: number;
  /** YES terms; null before the first trade. */
  readonly lastPrice: Price | null;
  /** Full sets outstanding, in lots. */
  readonly outstanding: Quantity;
  readonly pool: Amount;
  readonly reserve: Amount;
  readonly proposedPayout: Price | null;
  readonly ending: Ending | null;
  /** At rest, and set aside for a taker delay. */
  readonly openOrders: number;
}

export interface EventView extends EventFlags {
  readonly event: EventId;
  readonly slug: string;
  readonly rulesVersion: number;
  readonly markets: readonly MarketId[];
  /** What the conversion account owes. */
  readonly conversionDebt: Amount;
}

export interface TickChangeView {
  readonly tickSize: Price;
  /** When it comes or came into force. */
  readonly at: Timestamp;
  readonly hasBegun: boolean;
}

/** Where a resting order stands at its price: so many orders with so many lots come before it. */
export interface QueueView {
  readonly orders: number;
  readonly lots: Quantity;
}

/** An exclusion that still runs. */
export interface ExclusionView {
  readonly owner: OwnerId;
  readonly kind: ExclusionKind;
  readonly until: Timestamp;
}

/** An ending that one operator wants and another may confirm until then. */
export interface EndingRequestView {
  readonly target: MarketTarget;
  readonly wish: EndingWish;
  readonly actor: OwnerId;
  readonly until: Timestamp;
}

/** A resting order. Price in its own outcome's terms; `quantity` is the total, filled lots included. */
export interface OrderView {
  readonly order: OrderId;
  readonly account: AccountId;
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly remaining: Quantity;
  readonly timeInForce: Extract<TimeInForce, { kind: "gtc" | "gtd" }>;
  readonly reduceOnly: boolean;
  readonly selfTrade: SelfTradePrevention;
  readonly group: GroupId | null;
  readonly session: SessionId | null;
}

/** An order that waits out its market's taker delay. Its collateral is held, or its lots if it sells. */
export interface DelayedOrderView {
  readonly order: OrderId;
  readonly account: AccountId;
  /** As accepted. */
  readonly spec: OrderSpec;
  readonly until: Timestamp;
  readonly collateral: Amount;
  /** Lots it counts for in the position limit; 0 for a sell. */
  readonly openBuy: Quantity;
}

/** One price of a book: total lots and number of orders. */
export interface LevelView {
  readonly price: Price;
  readonly quantity: Quantity;
  readonly orders: number;
}

/** A book in the terms of one outcome, best levels first on both sides. */
export interface BookView {
  readonly bids: readonly LevelView[];
  readonly asks: readonly LevelView[];
}

/** What an order would do now. Fees are exactly what would be charged. */
export interface OrderPreview {
  readonly filled: Quantity;
  /** Sum over the fills, in the order's own terms. */
  readonly notional: Amount;
  readonly fee: Amount;
  /** What would rest on the ladder. */
  readonly resting: Quantity;
  /** Collateral needed (buy) at acceptance; 0 for sells. */
  readonly required: Amount;
}

/** What a void would pay, market by market and holder by holder; nothing is changed. */
export interface VoidPlan {
  readonly policy: VoidPolicy;
  readonly markets: readonly {
    readonly market: MarketId;
    readonly ending: Ending;
    readonly pool: Amount;
    readonly owed: Amount;
    readonly reserve: Amount;
    /** Owed beyond the pool; refused when the reserve holds less. */
    readonly shortfall: Amount;
    /** Of the pool beyond what is owed; goes to the reserve. */
    readonly surplus: Amount;
  }[];
  /** Largest gainers and losers first against what their shares cost; at most 1,000. */
  readonly holders: readonly {
    readonly account: AccountId;
    readonly owner: OwnerId;
    readonly paid: Amount;
    readonly cost: Amount;
  }[];
}

/** A withdrawal asked for and not yet confirmed or failed. */
export interface WithdrawalView {
  readonly withdrawal: number;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly amount: Amount;
}

export interface GroupView {
  readonly group: GroupId;
  readonly account: AccountId;
  readonly limit: number;
  readonly matched: number;
  readonly tripped: boolean;
}

/** Safety of an account: its dead man's deadline (0: not armed) and open sessions. */
export interface SafetyView {
  readonly account: AccountId;
  readonly deadline: Timestamp;
  readonly sessions: readonly SessionId[];
}
