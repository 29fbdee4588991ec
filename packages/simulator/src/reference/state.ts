import type {
  AccountId,
  AccountLimits,
  AccountStatus,
  AssetId,
  CancelReason,
  CancelScope,
  Ending,
  EndingWish,
  Event,
  EventId,
  ExclusionKind,
  FeeSchedule,
  GroupId,
  KeyOutcome,
  MarketId,
  MarketMode,
  MarketParameters,
  MarketState,
  MarketTarget,
  MatchId,
  OrderId,
  OrderSpec,
  Outcome,
  OwnerId,
  Price,
  Role,
  SelfTradePrevention,
  Sequence,
  SessionId,
  Side,
  TimeInForce,
  Timestamp,
  WithdrawalId,
} from "@probity/core";

/** Everything the reference knows. Holds are nowhere: they are computed from the open orders. */
export interface State {
  sequence: number;
  time: number;
  /** Highest counter seen, by origin. */
  readonly counters: Map<number, number>;
  readonly roles: Map<OwnerId, Role>;
  /** By asset id, counted from 1. */
  readonly assets: Map<AssetId, Asset>;
  readonly accounts: Map<AccountId, Account>;
  readonly withdrawals: Map<WithdrawalId, Withdrawal>;
  readonly slugs: Set<string>;
  readonly events: Map<EventId, EventEntry>;
  readonly markets: Map<MarketId, Market>;
  /** Deadlines not yet consumed. */
  readonly closings: Map<MarketId, number>;
  /** Orders at rest. */
  readonly orders: Map<OrderId, Order>;
  /** Orders that wait out a taker delay. */
  readonly waiting: Map<OrderId, WaitingOrder>;
  readonly groups: Map<GroupId, Group>;
  /** Open sessions and their accounts. */
  readonly sessions: Map<SessionId, Account>;
  /** Work left for later, first in first out. */
  readonly jobs: Job[];
  postOnlyUntil: number;
  deadManFloor: number;
  /** Also those that are over. */
  readonly exclusions: Map<OwnerId, { readonly kind: ExclusionKind; readonly until: number }>;
  /** By what is to end; also those that are too old. */
  readonly requests: Map<EventId | MarketId, Request>;
  confirmations: 1 | 2;
  readonly reversed: Set<MatchId>;
}

/** An ending that one operator wants. */
export interface Request {
  readonly target: MarketTarget;
  readonly wish: EndingWish;
  readonly actor: OwnerId;
  readonly time: number;
}

export interface Asset {
  readonly asset: AssetId;
  readonly symbol: string;
  /** Deposits less confirmed withdrawals. */
  deposited: bigint;
  fees: bigint;
  rewards: bigint;
}

export interface Account {
  readonly id: AccountId;
  readonly owner: OwnerId;
  status: AccountStatus;
  maxOpenOrders: number;
  /** All of its collateral, held and available together. */
  readonly cash: Map<AssetId, bigint>;
  readonly orders: Map<OrderId, Order>;
  readonly waiting: Map<OrderId, WaitingOrder>;
  readonly keys: Readonly<Record<KeyKind, Map<string, KeyEntry>>>;
  limits: AccountLimits;
  /** Deposits, by the number of the day. */
  readonly deposits: Map<number, bigint>;
  groupCount: number;
  /** Dead man's deadline before the floor; null when not armed. */
  deadline: number | null;
}

/** The three memories of an account. */
export type KeyKind = "deposit" | "withdrawal" | "other";

export interface KeyEntry {
  readonly sequence: Sequence;
  readonly time: number;
  readonly content: object;
  readonly outcome: KeyOutcome;
}

export interface Withdrawal {
  readonly id: WithdrawalId;
  readonly account: Account;
  readonly asset: AssetId;
  readonly amount: bigint;
}

export interface EventEntry {
  readonly id: EventId;
  readonly slug: string;
  readonly collateral: AssetId;
  readonly mutuallyExclusive: boolean;
  readonly exhaustive: boolean;
  rulesVersion: number;
  /** Whether a market of it was ever opened. */
  opened: boolean;
  readonly markets: Market[];
  /** What the conversion account owes. */
  conversionDebt: bigint;
}

export interface Market {
  readonly id: MarketId;
  readonly event: EventEntry;
  readonly slug: string;
  tickSize: Price;
  tickChange: { readonly tickSize: Price; readonly at: Timestamp; hasBegun: boolean } | null;
  state: MarketState;
  mode: MarketMode;
  parameters: MarketParameters;
  parametersVersion: number;
  lastPrice: Price | null;
  proposedPayout: Price | null;
  ending: Ending | null;
  pool: bigint;
  reserve: bigint;
  /** Best first, oldest first within a price. */
  readonly bids: Order[];
  readonly asks: Order[];
  /** In the order in which they first received a share. The conversion account goes by its event's id. */
  readonly holders: Map<AccountId, Position>;
}

export interface Position {
  yes: number;
  no: number;
  costYes: bigint;
  costNo: bigint;
}

/** An order at rest, or the taker on its way there. Prices in its own outcome's terms. */
export interface Order {
  readonly id: OrderId;
  readonly account: Account;
  readonly market: Market;
  readonly outcome: Outcome;
  readonly side: Side;
  price: Price;
  /** Filled lots included. */
  total: number;
  remaining: number;
  readonly timeInForce: Extract<TimeInForce, { kind: "gtc" | "gtd" }>;
  readonly reduceOnly: boolean;
  readonly selfTrade: SelfTradePrevention;
  readonly group: GroupId | null;
  readonly session: SessionId | null;
  /** The schedule of its acceptance. */
  fees: FeeSchedule;
}

/** An order about to meet the ladder. */
export interface Taker {
  readonly account: Account;
  readonly market: Market;
  readonly spec: OrderSpec;
  readonly isBid: boolean;
  /** Worst price it takes, in YES terms. */
  readonly limit: number;
  /** Lots it wants; what a cash order wants follows from its cash. */
  readonly quantity: number;
  /** The order it takes the place of, which is there no more. */
  readonly replaced: Order | null;
  /** The schedule of its acceptance. */
  readonly fees: FeeSchedule;
}

/** An order that waits out a taker delay, with what it holds meanwhile. */
export interface WaitingOrder {
  readonly id: OrderId;
  readonly taker: Taker;
  readonly until: number;
  /** Collateral of a buy. */
  readonly collateral: bigint;
  /** 0 for a cash order. */
  readonly lots: number;
  readonly openBuy: number;
}

export interface Group {
  readonly id: GroupId;
  readonly account: Account;
  readonly limit: number;
  matched: number;
  tripped: boolean;
}

export type JobScope =
  | CancelScope
  | { readonly kind: "session"; readonly session: SessionId }
  | { readonly kind: "buys" };

export type Job =
  | { readonly kind: "resolution"; readonly market: Market; visited: number }
  | {
      readonly kind: "cancel";
      readonly account: Account;
      readonly scope: JobScope;
      /** Only orders with a lower id. */
      readonly bound: number;
      readonly reason: CancelReason;
    }
  | { readonly kind: "sessions"; readonly bound: number }
  | { readonly kind: "tick"; readonly market: Market };

/** One command on its way through the machine, with what it may still use up. */
export interface Turn {
  readonly state: State;
  readonly sequence: Sequence;
  readonly time: Timestamp;
  readonly actor: OwnerId;
  readonly events: Event[];
  /** Left of `WORK_PER_COMMAND`. */
  work: number;
  /** Left of `MATCH_STEPS_PER_COMMAND`. */
  steps: number;
  /** Matches made so far; the next one's index. */
  matches: number;
  /** While a basket is placed: groups that trip when it is in. */
  heldBack: Set<GroupId> | null;
}

export function emptyState(): State {
  return {
    sequence: 0,
    time: 0,
    counters: new Map(),
    roles: new Map(),
    assets: new Map(),
    accounts: new Map(),
    withdrawals: new Map(),
    slugs: new Set(),
    events: new Map(),
    markets: new Map(),
    closings: new Map(),
    orders: new Map(),
    waiting: new Map(),
    groups: new Map(),
    sessions: new Map(),
    jobs: [],
    postOnlyUntil: 0,
    deadManFloor: 0,
    exclusions: new Map(),
    requests: new Map(),
    confirmations: 1,
    reversed: new Set(),
  };
}

/** The `index`-th id of the command at `sequence`; 4,096 ids a command. */
export function idOf<Id extends number>(sequence: number, index: number): Id {
  return (sequence * 4_096 + index) as Id;
}

/** Open, halted, closed, proposed or disputed: begun and not yet ended. */
export function isUnresolved(market: Market): boolean {
  return ["open", "halted", "closed", "proposed", "disputed"].includes(market.state);
}

/** Exactly one outcome will be YES, so the markets of the event end as one. */
export function actsAsOne(event: EventEntry): boolean {
  return event.mutuallyExclusive && event.exhaustive;
}
