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
  MarketTarget,
  MarketText,
  SystemParty,
  VoidPolicy,
} from "./market.ts";
import type { Leg, MatchKind } from "./match.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { OrderSpec, Outcome } from "./order.ts";

/**
 * What an account may do. `closed-only`: orders may only SELL, and no sets are made to
 * sell; `frozen`: it may only cancel and heartbeat.
 */
export type AccountStatus = "active" | "closed-only" | "frozen";
export type Role = "user" | "admin" | "superadmin";

/** One order of a batch: its client order id, if any, and the order. */
export interface OrderItem {
  readonly key: string | null;
  readonly order: OrderSpec;
}

/** One order that its owner signed: the key is its hash, `signed` what was signed, which the machine passes on and forgets. */
export interface SignedOrderItem {
  readonly key: string;
  readonly order: OrderSpec;
  /** 1 to `SIGNED_TEXT_MAX` characters, opaque. */
  readonly signed: string;
}

/**
 * An order named by the venue's id or by its owner's client order id. `slot` is a
 * hint where the order lies in memory: a right one spares a search, a wrong one does no harm.
 */
export type OrderTarget =
  | { readonly kind: "order"; readonly order: OrderId; readonly slot?: number }
  | { readonly kind: "key"; readonly key: string };

/** Which orders of an account a mass cancel is about. */
export type CancelScope =
  | { readonly kind: "all" }
  | { readonly kind: "market"; readonly market: MarketId }
  | { readonly kind: "event"; readonly event: EventId }
  | { readonly kind: "group"; readonly group: GroupId };

/** What the operator allows an account beyond its status; 0 is no limit. Amounts in µ$, over all collateral. */
export interface AccountLimits {
  /** Price × lots of one order, at its limit; what a cash order spends. */
  readonly maxOrderNotional: Amount;
  /** Collateral held for open orders and cost of positions, after a buy or a split. */
  readonly maxExposure: Amount;
  /** Deposits of one day (UTC, in command time). */
  readonly maxDailyDeposit: Amount;
}

/** How an owner keeps away. Both let positions be sold and money be withdrawn; neither can be shortened. */
export type ExclusionKind = "cool-off" | "self-exclusion";

/** Where a probability for display comes from. */
export type ProbabilitySource = "manual" | "orderbook" | "trade";

/** Wishes of the venue's operator, of identity and of the outside world coming back. Need role admin or the system. */
export type OperatorContent =
  | { readonly type: "RegisterCollateral"; readonly symbol: string }
  | { readonly type: "SetRole"; readonly owner: OwnerId; readonly role: Role }
  | {
      readonly type: "UpdateAccount";
      readonly account: AccountId;
      readonly status: AccountStatus;
      readonly maxOpenOrders: number;
    }
  | ({ readonly type: "SetAccountLimits"; readonly account: AccountId } & AccountLimits)
  /** How many operators must want the same ending: with 2 the first wish is only recorded. Needs superadmin or the system. */
  | { readonly type: "ConfigureVenue"; readonly confirmations: 1 | 2 }
  | {
      readonly type: "CreateEvent";
      readonly slug: string;
      readonly text: EventText;
      readonly rules: string;
      readonly collateral: AssetId;
      readonly mutuallyExclusive: boolean;
      readonly exhaustive: boolean;
      readonly markets: readonly MarketSpec[];
    }
  | { readonly type: "AddMarket"; readonly event: EventId; readonly market: MarketSpec }
  | {
      readonly type: "UpdateEvent";
      readonly event: EventId;
      readonly text: EventText | null;
      /** A new text of the rules is a new version. */
      readonly rules: string | null;
    }
  | {
      readonly type: "UpdateMarket";
      readonly market: MarketId;
      readonly text: MarketText | null;
      readonly parameters: MarketParameters | null;
    }
  | {
      readonly type: "ChangeMarketState";
      readonly target: MarketTarget;
      readonly to: "open" | "halted" | "closed" | "deleted";
      /** Mode of an open market; ignored otherwise. */
      readonly mode: MarketMode;
    }
  /** At `at`, 0 is now: orders off the new grid are cancelled, the others keep their places. */
  | {
      readonly type: "ChangeTickSize";
      readonly market: MarketId;
      readonly tickSize: Price;
      readonly at: Timestamp;
    }
  /** For display; the machine checks it, says so and forgets it. */
  | {
      readonly type: "SetProbability";
      readonly market: MarketId;
      /** Of YES, `PROBABILITY_MIN` to `PROBABILITY_MAX`. */
      readonly probability: Price;
      readonly source: ProbabilitySource;
    }
  | { readonly type: "ProposeResolution"; readonly market: MarketId; readonly yesPayout: Price }
  | { readonly type: "DisputeResolution"; readonly market: MarketId }
  | { readonly type: "ResolveMarket"; readonly market: MarketId; readonly yesPayout: Price }
  | {
      readonly type: "ResolveEvent";
      readonly event: EventId;
      /** Exactly the event's unresolved markets, in any order. */
      readonly payouts: readonly { readonly market: MarketId; readonly yesPayout: Price }[];
    }
  | { readonly type: "VoidMarket"; readonly market: MarketId; readonly policy: VoidPolicy }
  | { readonly type: "VoidEvent"; readonly event: EventId; readonly policy: VoidPolicy }
  | {
      readonly type: "TransferSystem";
      readonly from: SystemParty;
      readonly to: SystemParty;
      readonly asset: AssetId;
      readonly amount: Amount;
    }
  | {
      readonly type: "Deposit";
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
      readonly key: string;
    }
  | { readonly type: "ConfirmWithdrawal"; readonly withdrawal: WithdrawalId }
  | { readonly type: "FailWithdrawal"; readonly withdrawal: WithdrawalId }
  /**
   * What a match moved goes back, fees too, as far as both sides have it available: all or nothing, once
   * a match. `kind` and `legs` are those of its `OrdersMatched`, which the machine has forgotten.
   */
  | {
      readonly type: "ReverseMatch";
      readonly market: MarketId;
      readonly match: MatchId;
      readonly kind: MatchKind;
      readonly legs: readonly Leg[];
    }
  /** After a recovery or takeover: post-only for a while, old sessions closed, dead-man deadlines get a grace interval. */
  | { readonly type: "ResumeVenue"; readonly postOnlyMs: number; readonly graceMs: number };

/** Wishes of an account's owner. `key` is the idempotency key, at most 64 characters. */
export type AccountContent =
  | { readonly type: "OpenAccount"; readonly owner: OwnerId }
  /** Until then no account of the owner buys, splits or receives deposits. The owner's wish or an operator's. */
  | {
      readonly type: "ExcludeOwner";
      readonly owner: OwnerId;
      readonly kind: ExclusionKind;
      readonly until: Timestamp;
    }
  | {
      readonly type: "RequestWithdrawal";
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
      readonly key: string;
    }
  | {
      readonly type: "TransferCollateral";
      readonly account: AccountId;
      readonly to: AccountId;
      readonly asset: AssetId;
      readonly amount: Amount;
      readonly key: string | null;
    }
  | {
      readonly type: "TransferShares";
      readonly account: AccountId;
      readonly to: AccountId;
      readonly market: MarketId;
      readonly outcome: Outcome;
      readonly quantity: Quantity;
      readonly key: string | null;
    }
  | {
      readonly type: "SplitSet" | "MergeSet";
      readonly account: AccountId;
      readonly market: MarketId;
      readonly quantity: Quantity;
      readonly key: string | null;
    }
  /** NO on each of `markets` becomes YES on the event's other unresolved markets and `markets.length − 1` dollars a share. */
  | {
      readonly type: "ConvertPositions";
      readonly account: AccountId;
      readonly event: EventId;
      readonly markets: readonly MarketId[];
      readonly quantity: Quantity;
      readonly key: string | null;
    }
  | {
      readonly type: "PlaceOrder";
      readonly account: AccountId;
      readonly key: string | null;
      readonly order: OrderSpec;
    }
  /** 1 to 100 orders; each stands for itself. */
  | {
      readonly type: "PlaceOrders";
      readonly account: AccountId;
      readonly items: readonly OrderItem[];
    }
  /** 1 to `SIGNED_BATCH_MAX` orders; each stands for itself, as in `PlaceOrders`. */
  | {
      readonly type: "PlaceSignedOrders";
      readonly account: AccountId;
      readonly items: readonly SignedOrderItem[];
    }
  /** 2 to `BASKET_MAX` orders in as many markets: all are accepted or none. `key` is the basket's. */
  | {
      readonly type: "PlaceBasket";
      readonly account: AccountId;
      readonly key: string | null;
      readonly items: readonly OrderItem[];
    }
  /** Null keeps the old value. `quantity` is the new total, filled lots included. */
  | {
      readonly type: "AmendOrder";
      readonly account: AccountId;
      readonly order: OrderId;
      readonly price: Price | null;
      readonly quantity: Quantity | null;
      readonly key: string | null;
    }
  /** Cancel and place in one step, in the same market; on rejection the old order stands. */
  | {
      readonly type: "ReplaceOrder";
      readonly account: AccountId;
      readonly order: OrderId;
      readonly key: string | null;
      readonly replacement: OrderSpec;
    }
  /** 1 to 100 targets; each stands for itself. */
  | {
      readonly type: "CancelOrders";
      readonly account: AccountId;
      readonly targets: readonly OrderTarget[];
    }
  | { readonly type: "CancelAll"; readonly account: AccountId; readonly scope: CancelScope }
  /** Arms the dead man's switch: all orders go unless another heartbeat comes in time. 0 disarms. */
  | { readonly type: "Heartbeat"; readonly account: AccountId; readonly timeoutMs: number }
  | { readonly type: "OpenSession"; readonly account: AccountId }
  /** Cancels every order placed with the session. */
  | { readonly type: "CloseSession"; readonly account: AccountId; readonly session: SessionId }
  /** `limit`: lots the group's orders may fill before the group trips by itself; 0 is never. */
  | { readonly type: "CreateOrderGroup"; readonly account: AccountId; readonly limit: number }
  /** The kill switch: cancels the group's orders and takes no more until reset. */
  | { readonly type: "TripOrderGroup"; readonly account: AccountId; readonly group: GroupId }
  | { readonly type: "ResetOrderGroup"; readonly account: AccountId; readonly group: GroupId }
  | { readonly type: "ClaimPayout"; readonly account: AccountId; readonly market: MarketId };

/** What the sequencer inserts by itself, as the machine asks for it. */
export type InternalContent =
  /** Lets deadlines up to its time fall due. */
  | { readonly type: "AdvanceTime" }
  /** Goes on with the resolution at the head of the work queue: at most `WORK_PER_COMMAND` items. */
  | { readonly type: "ContinueResolution"; readonly market: MarketId }
  /** Goes on with the mass cancel at the head of the work queue. */
  | { readonly type: "ContinueCancel" };

export type CommandContent = OperatorContent | AccountContent | InternalContent;
export type CommandType = CommandContent["type"];
/** What ends markets, and may need two operators. */
export type EndingWish = Extract<
  CommandContent,
  { readonly type: "ResolveMarket" | "ResolveEvent" | "VoidMarket" | "VoidEvent" }
>;

/** A wish with its place in the one order. Never changes after creation. */
export interface Command {
  readonly sequence: Sequence;
  readonly time: Timestamp;
  /** With `counter`, the command's id: each origin counts its own commands upwards, so a redelivery is harmless. */
  readonly origin: number;
  readonly counter: number;
  /** Who asks; 0 is the venue itself. */
  readonly actor: OwnerId;
  readonly content: CommandContent;
}

/** Items one command handles at most: mass cancels, payouts, deadlines. */
export const WORK_PER_COMMAND = 1_000;
/** Steps (fills and self-trade cancels) the matching of one command takes at most. */
export const MATCH_STEPS_PER_COMMAND = 2_000;
/** Orders or targets of one batch. */
export const BATCH_MAX = 100;
/** Orders of one batch of signed orders, and characters of what is kept with each. */
export const SIGNED_BATCH_MAX = 15;
export const SIGNED_TEXT_MAX = 4_096;
/** Orders of one basket. */
export const BASKET_MAX = 20;
/** Range of a probability for display. */
export const PROBABILITY_MIN = 100 as Price;
export const PROBABILITY_MAX = 9_900 as Price;
/** How long the wish to end a market waits for a second operator. */
export const CONFIRMATION_WINDOW_MS = 86_400_000;
/** Markets of one event. */
export const EVENT_MARKETS_MAX = 500;
/** How long a client key is remembered, in command time; the key of a resting order for as long as it rests. */
export const KEY_WINDOW_MS = 86_400_000;
/** Open orders of an account unless set otherwise. */
export const OPEN_ORDERS_DEFAULT = 10_000;
/** Largest taker delay of a market: a minute. */
export const TAKER_DELAY_MAX_MS = 60_000;
/** Largest dead-man timeout, grace or post-only interval: a day. */
export const INTERVAL_MAX_MS = 86_400_000;
