import type {
  AccountLimits,
  AccountStatus,
  EndingWish,
  ExclusionKind,
  ProbabilitySource,
  Role,
} from "./commands.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  OwnerId,
  Sequence,
  SessionId,
  Timestamp,
  WithdrawalId,
} from "./ids.ts";
import type {
  EventText,
  MarketMode,
  MarketParameters,
  MarketSpec,
  MarketState,
  MarketTarget,
  MarketText,
  SystemParty,
} from "./market.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { OrderSpec, Outcome } from "./order.ts";
import type { Leg, MatchKind } from "./match.ts";
import type { Rejection } from "./rejections.ts";

/** Why an order left without being filled. */
export type CancelReason =
  | "requested"
  | "replaced"
  | "amended"
  | "unfilled"
  | "self-trade"
  | "match-limit"
  | "expired"
  | "market-state"
  | "dead-man"
  | "session"
  | "group"
  | "resolution"
  | "voided"
  | "tick-size"
  | "excluded";

/** What a remembered key answers: the thing made and what was filled at once. Zeros where they do not apply. */
export interface KeyOutcome {
  readonly id: number;
  readonly filled: Quantity;
  readonly notional: Amount;
  readonly fee: Amount;
  readonly resting: Quantity;
}

/** What resolution or void fixed for a market: a payout a lot, or each holder's own cost. */
export type Ending =
  | { readonly kind: "resolved"; readonly yesPayout: Price }
  | { readonly kind: "voided"; readonly yesPayout: Price }
  | { readonly kind: "voided-at-cost" };

/** `item` is the place in a batch, 0 otherwise. */
export type Event =
  // Refusals and repetitions
  | { readonly type: "CommandRejected"; readonly rejection: Rejection }
  /** The commandId was executed before; nothing happened. */
  | { readonly type: "CommandDuplicated" }
  /** The key was used before with the same content; nothing happened, `outcome` is the first answer. */
  | {
      readonly type: "CommandRepeated";
      readonly account: AccountId;
      readonly item: number;
      readonly original: Sequence;
      readonly outcome: KeyOutcome;
    }
  // Accounts and money
  | { readonly type: "CollateralRegistered"; readonly asset: AssetId; readonly symbol: string }
  | { readonly type: "AccountOpened"; readonly account: AccountId; readonly owner: OwnerId }
  | { readonly type: "RoleSet"; readonly owner: OwnerId; readonly role: Role }
  | {
      readonly type: "AccountUpdated";
      readonly account: AccountId;
      readonly status: AccountStatus;
      readonly maxOpenOrders: number;
    }
  | ({ readonly type: "AccountLimitsSet"; readonly account: AccountId } & AccountLimits)
  /** `kind` is the stronger of this and the exclusion that still runs. */
  | {
      readonly type: "OwnerExcluded";
      readonly owner: OwnerId;
      readonly kind: ExclusionKind;
      readonly until: Timestamp;
    }
  | { readonly type: "VenueConfigured"; readonly confirmations: 1 | 2 }
  | {
      readonly type: "Deposited";
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
      readonly key: string;
    }
  | {
      readonly type: "WithdrawalRequested" | "WithdrawalConfirmed" | "WithdrawalFailed";
      readonly withdrawal: WithdrawalId;
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
    }
  | {
      readonly type: "CollateralTransferred";
      readonly from: AccountId;
      readonly to: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
    }
  | {
      readonly type: "SharesTransferred";
      readonly from: AccountId;
      readonly to: AccountId;
      readonly market: MarketId;
      readonly outcome: Outcome;
      readonly quantity: Quantity;
      readonly cost: Amount;
    }
  | {
      readonly type: "SystemTransferred";
      readonly from: SystemParty;
      readonly to: SystemParty;
      readonly asset: AssetId;
      readonly amount: Amount;
    }
  // Catalogue
  | {
      readonly type: "EventCreated";
      readonly event: EventId;
      readonly slug: string;
      readonly text: EventText;
      readonly rules: string;
      readonly collateral: AssetId;
      readonly mutuallyExclusive: boolean;
      readonly exhaustive: boolean;
    }
  | {
      readonly type: "MarketCreated";
      readonly market: MarketId;
      readonly event: EventId;
      readonly spec: MarketSpec;
    }
  | {
      readonly type: "EventUpdated";
      readonly event: EventId;
      readonly text: EventText | null;
      readonly rules: string | null;
      readonly rulesVersion: number;
    }
  | {
      readonly type: "MarketUpdated";
      readonly market: MarketId;
      readonly text: MarketText | null;
      readonly parameters: MarketParameters | null;
      /** Counts the market's parameters from 1; an order names the version it was accepted under. */
      readonly parametersVersion: number;
    }
  | {
      readonly type: "MarketStateChanged";
      readonly market: MarketId;
      readonly from: MarketState;
      readonly to: MarketState;
      readonly mode: MarketMode;
    }
  | {
      readonly type: "TickSizeAnnounced";
      readonly market: MarketId;
      readonly tickSize: Price;
      /** When it comes into force. */
      readonly at: Timestamp;
    }
  /** All orders at rest are on the new grid, and the market trades again. */
  | { readonly type: "TickSizeChanged"; readonly market: MarketId; readonly tickSize: Price }
  | {
      readonly type: "ProbabilitySet";
      readonly market: MarketId;
      readonly probability: Price;
      readonly source: ProbabilitySource;
    }
  /** One operator wants this ending; the same wish of another until then carries it out. */
  | {
      readonly type: "EndingRequested";
      readonly target: MarketTarget;
      /** Payouts in the event's order. */
      readonly wish: EndingWish;
      readonly actor: OwnerId;
      readonly until: Timestamp;
    }
  | { readonly type: "ResolutionProposed"; readonly market: MarketId; readonly yesPayout: Price }
  /** The payouts are fixed; the market pays them step by step. `reserveIn` moved from the reserve to the pool, negative: back. */
  | {
      readonly type: "EndingFixed";
      readonly market: MarketId;
      readonly ending: Ending;
      readonly reserveIn: Amount;
    }
  /** A holder's shares went back to the pool for `amount`. `account` may be an event's conversion account. */
  | {
      readonly type: "PositionPaid";
      readonly market: MarketId;
      readonly account: AccountId;
      readonly yes: Quantity;
      readonly no: Quantity;
      readonly amount: Amount;
    }
  // Complete sets
  | {
      readonly type: "SetSplit" | "SetMerged";
      readonly account: AccountId;
      readonly market: MarketId;
      readonly quantity: Quantity;
    }
  | {
      readonly type: "PositionsConverted";
      readonly account: AccountId;
      readonly event: EventId;
      /** Whose NO was given, in the event's order. */
      readonly given: readonly MarketId[];
      /** Whose YES was received, in the event's order. */
      readonly received: readonly MarketId[];
      readonly quantity: Quantity;
      /** (given − 1) dollars a share. */
      readonly collateral: Amount;
    }
  // Orders
  | {
      readonly type: "OrderRejected";
      readonly account: AccountId;
      readonly item: number;
      readonly key: string | null;
      readonly rejection: Rejection;
    }
  /** `spec.quantity` is clipped already if reduce-only. */
  | {
      readonly type: "OrderAccepted";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly item: number;
      readonly key: string | null;
      readonly spec: OrderSpec;
      readonly parametersVersion: number;
    }
  /** Right behind the acceptance of an order that its owner signed: what was signed, as it came. */
  | {
      readonly type: "OrderSigned";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly signed: string;
    }
  /** One match of a taker with one maker: legs are maker, then taker. `price` is in YES terms, the maker's. */
  | {
      readonly type: "OrdersMatched";
      readonly match: MatchId;
      readonly market: MarketId;
      readonly kind: MatchKind;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly legs: readonly Leg[];
    }
  /** A match was undone: money, shares, fees and rebates of its legs went back. The orders stay as they are. */
  | {
      readonly type: "MatchReversed";
      readonly market: MarketId;
      readonly match: MatchId;
      readonly kind: MatchKind;
      readonly legs: readonly Leg[];
    }
  /** It would have traded at once, and the market makes takers wait: set aside until then, with all it may need. */
  | {
      readonly type: "OrderDelayed";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
      /** Its lots; for a cash order what it would buy now. */
      readonly quantity: Quantity;
      readonly until: Timestamp;
    }
  /** Its delay is over: it goes into the book as it is now, or is cancelled. */
  | {
      readonly type: "OrderReleased";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
    }
  /** What was left came to rest on the ladder. */
  | {
      readonly type: "OrderRested";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
      readonly quantity: Quantity;
    }
  /** `quantity` lots were left; `cash` is what a cash order gives back. */
  | {
      readonly type: "OrderCancelled";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
      readonly quantity: Quantity;
      readonly cash: Amount;
      readonly reason: CancelReason;
    }
  /** A cash order spent what it could; `cash` is the dust given back. */
  | {
      readonly type: "OrderCompleted";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
      readonly cash: Amount;
    }
  /** `quantity` is the new total, `remaining` what is open of it. Priority kept: it stayed where it was on the ladder. */
  | {
      readonly type: "OrderAmended";
      readonly order: OrderId;
      readonly account: AccountId;
      readonly market: MarketId;
      readonly price: Price;
      readonly quantity: Quantity;
      readonly remaining: Quantity;
      readonly keepsPriority: boolean;
    }
  // Safety switches
  | {
      readonly type: "HeartbeatSet";
      readonly account: AccountId;
      /** 0: disarmed. */
      readonly deadline: Timestamp;
    }
  | { readonly type: "DeadManTriggered"; readonly account: AccountId }
  | { readonly type: "SessionOpened"; readonly session: SessionId; readonly account: AccountId }
  | { readonly type: "SessionClosed"; readonly session: SessionId; readonly account: AccountId }
  | {
      readonly type: "OrderGroupCreated";
      readonly group: GroupId;
      readonly account: AccountId;
      readonly limit: number;
    }
  | { readonly type: "OrderGroupTripped"; readonly group: GroupId; readonly account: AccountId }
  | { readonly type: "OrderGroupReset"; readonly group: GroupId; readonly account: AccountId }
  /** A mass cancel was taken on; it covers the orders that stood then. */
  | { readonly type: "CancelAllAccepted"; readonly account: AccountId }
  // Time and recovery
  | { readonly type: "TimeAdvanced" }
  | { readonly type: "WorkContinued" }
  | {
      readonly type: "VenueResumed";
      readonly postOnlyUntil: Timestamp;
      readonly deadManFloor: Timestamp;
    };

export type EventType = Event["type"];
/** The event of one type. */
export type EventOf<T extends EventType> = Extract<Event, { readonly type: T }>;
