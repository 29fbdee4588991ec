import { assert } from "./assert.ts";
import { ArrayLadder } from "./book/array-ladder.ts";
import { LevelPool } from "./book/level-pool.ts";
import { OrderPool } from "./book/order-pool.ts";
import { OwnOrders } from "./book/own-orders.ts";
import { OPEN_ORDERS_DEFAULT } from "./commands.ts";
import type {
  AccountLimits,
  AccountStatus,
  CancelScope,
  EndingWish,
  ExclusionKind,
  Role,
} from "./commands.ts";
import { Deadlines } from "./deadlines.ts";
import type { CancelReason, Ending } from "./events.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  OwnerId,
  SessionId,
  Timestamp,
  WithdrawalId,
} from "./ids.ts";
import { SYSTEM } from "./ids.ts";
import type { KeyMemory } from "./keys.ts";
import { Balances } from "./ledger/balances.ts";
import { Positions } from "./ledger/positions.ts";
import type {
  FeeSchedule,
  MarketMode,
  MarketParameters,
  MarketSpec,
  MarketState,
  MarketTarget,
} from "./market.ts";
import { PRICE_ONE } from "./money.ts";
import type { Amount, Price } from "./money.ts";
import type { OrderSpec } from "./order.ts";
import { Origins } from "./origins.ts";
import { Registry } from "./registry.ts";

/** An account. Its balances, positions and orders lie by its index in lists of the state. */
export class Account {
  readonly id: AccountId;
  readonly owner: OwnerId;
  /** Dense, in the order in which accounts came to be. */
  readonly index: number;
  /** Dense number of the owner, which the orders carry. */
  readonly ownerIndex: number;
  status: AccountStatus = "active";
  maxOpenOrders = OPEN_ORDERS_DEFAULT;
  /** 0: not armed. */
  deadManAt = 0 as Timestamp;
  /** The earliest entry for this account in the deadline heap, 0 if none. */
  deadManQueuedAt = 0;
  /** Open sessions by ascending id. */
  sessions: readonly SessionId[] = [];
  groups = 0;
  /** Null: none of them is set. */
  limits: AccountLimits | null = null;
  /** The same for all accounts of the owner; 0: never excluded. */
  excludedUntil = 0 as Timestamp;
  /** Deposits of the day (UTC) with this number. */
  depositDay = 0;
  depositedToday = 0;
  /** Of what is held, what pending withdrawals hold. */
  withdrawing = 0;
  /** Each made when its first key comes. */
  keys: KeyMemory | null = null;
  depositKeys: KeyMemory | null = null;
  withdrawalKeys: KeyMemory | null = null;

  constructor(id: AccountId, owner: OwnerId, index: number, ownerIndex: number) {
    this.id = id;
    this.owner = owner;
    this.index = index;
    this.ownerIndex = ownerIndex;
  }
}

/** An order that waits out a taker delay: in the pool and on its account's list, but not on the ladder. */
export interface DelayedOrder {
  /** As accepted. */
  readonly spec: OrderSpec;
  readonly until: Timestamp;
  /** Collateral held for it; sells hold their lots instead. */
  readonly collateral: number;
  /** Lots counted as an open buy. */
  readonly openBuy: number;
}

/** A change of tick size that is to come, or has begun and waits for orders to leave. */
export interface TickChange {
  readonly tickSize: Price;
  readonly at: Timestamp;
  readonly hasBegun: boolean;
}

/** One binary market: what the machine decides on, its ladder, its pool and its holders. */
export class Market {
  readonly id: MarketId;
  readonly index: number;
  readonly event: EventGroup;
  readonly slug: string;
  /** Grid of prices: all orders at rest are on it. */
  tickSize: Price;
  readonly ladder: ArrayLadder;
  tickChange: TickChange | null = null;
  state: MarketState = "draft";
  mode: MarketMode = "normal";
  parameters: MarketParameters;
  /** The fee schedule of each version of the parameters; version v stands at v − 1. */
  readonly schedules: FeeSchedule[];
  /** Pending close deadline, 0 if none. */
  closeDue: Timestamp;
  /** YES terms, 0 before the first trade. */
  lastPrice = 0;
  pool = 0;
  outstandingYes = 0;
  outstandingNo = 0;
  reserve = 0;
  /** Total cost of all positions. */
  cost = 0;
  /** Orders at rest and set aside. */
  openOrders = 0;
  /** By order id, in ascending order; made when the first order waits. */
  delayed: Map<number, DelayedOrder> | null = null;
  proposedPayout: Price | null = null;
  ending: Ending | null = null;
  /** Positions that ever held a share, in that order. */
  readonly holders: number[] = [];
  /** The next holder a resolution visits. */
  payCursor = 0;

  constructor(
    id: MarketId,
    index: number,
    event: EventGroup,
    spec: MarketSpec,
    ladder: ArrayLadder,
  ) {
    this.id = id;
    this.index = index;
    this.event = event;
    this.slug = spec.slug;
    this.tickSize = spec.tickSize;
    this.parameters = spec.parameters;
    this.schedules = [spec.parameters.fees];
    this.closeDue = spec.parameters.closeTime;
    this.ladder = ladder;
  }

  /** Price of one level of the ladder; divides the tick size. */
  get unit(): number {
    return this.ladder.unit;
  }

  get isUnresolved(): boolean {
    switch (this.state) {
      case "open":
      case "halted":
      case "closed":
      case "proposed":
      case "disputed":
        return true;
      default:
        return false;
    }
  }
}

/** An event: a group of markets and their conversion account. */
export class EventGroup {
  readonly id: EventId;
  readonly slug: string;
  readonly collateral: AssetId;
  readonly mutuallyExclusive: boolean;
  readonly exhaustive: boolean;
  readonly markets: Market[] = [];
  /** Index of its conversion account, whose collateral may be below zero: what it owes. −1 before the first conversion. */
  conversion = -1;
  rulesVersion = 1;
  wasOpened = false;

  constructor(
    id: EventId,
    slug: string,
    flags: Pick<EventGroup, "collateral" | "mutuallyExclusive" | "exhaustive">,
  ) {
    this.id = id;
    this.slug = slug;
    this.collateral = flags.collateral;
    this.mutuallyExclusive = flags.mutuallyExclusive;
    this.exhaustive = flags.exhaustive;
  }

  /** Exactly one YES: the event opens, resolves and is voided as one, and NO can be converted. */
  get actsAsOne(): boolean {
    return this.mutuallyExclusive && this.exhaustive;
  }
}

/** Orders that stop together. */
export interface OrderGroup {
  readonly id: GroupId;
  readonly account: Account;
  readonly limit: number;
  matched: number;
  tripped: boolean;
}

/** Collateral, and the system's balances of it. */
export interface Asset {
  readonly id: AssetId;
  readonly symbol: string;
  fees: number;
  rewards: number;
  /** Deposits less confirmed withdrawals: what the outside is owed. */
  external: number;
  conversionDebt: number;
}

export interface Withdrawal {
  readonly id: WithdrawalId;
  readonly account: Account;
  readonly asset: Asset;
  readonly amount: Amount;
}

/** Which orders of an account a mass cancel is about; sessions close, and the excluded stop buying, through one as well. */
export type MassScope =
  | CancelScope
  | { readonly kind: "session"; readonly session: SessionId }
  | { readonly kind: "buys" };

/** Bounded work that goes on in later commands, first in first out. */
export type Job =
  | { readonly kind: "resolution"; readonly market: Market }
  | {
      readonly kind: "cancel";
      readonly account: Account;
      readonly scope: MassScope;
      /** Orders with an id below this one. */
      readonly below: OrderId;
      readonly reason: CancelReason;
    }
  | { readonly kind: "sessions"; readonly below: SessionId }
  /** Orders leave the market that are off the grid to come. */
  | { readonly kind: "tick"; readonly market: Market };

/** An ending that one operator wants and another has not confirmed. */
export interface EndingRequest {
  readonly target: MarketTarget;
  readonly wish: EndingWish;
  readonly actor: OwnerId;
  readonly at: Timestamp;
}

/** Everything the machine knows. Only the files of `execute/`, `ledger/` and `snapshot/` change it. */
export class State {
  sequence = 0;
  time = 0 as Timestamp;
  /** Highest counter seen of each origin. */
  readonly origins = new Origins();
  readonly roles = new Map<OwnerId, Role>();
  readonly assets: Asset[] = [];
  readonly accounts = new Registry<AccountId, Account>();
  readonly owners = new Registry<OwnerId, Account[]>();
  readonly events = new Map<EventId, EventGroup>();
  readonly markets = new Registry<MarketId, Market>();
  readonly slugs = new Map<string, EventGroup | Market>();
  readonly groups = new Map<GroupId, OrderGroup>();
  /** Open sessions by ascending id. */
  readonly sessions = new Map<SessionId, Account>();
  readonly withdrawals = new Map<WithdrawalId, Withdrawal>();
  readonly balances = new Balances();
  readonly positions = new Positions();
  readonly orders = new OrderPool();
  readonly ownOrders = new OwnOrders(this.orders);
  readonly levels = new LevelPool();
  readonly jobs: Job[] = [];
  readonly deadlines = new Deadlines();
  /** Exclusions of owners, those that are over too. */
  readonly exclusions = new Map<OwnerId, { kind: ExclusionKind; until: Timestamp }>();
  /** By the id of market or event, those that are too old too. */
  readonly endingRequests = new Map<number, EndingRequest>();
  /** Matches that were undone; none is twice. */
  readonly reversed = new Set<MatchId>();
  /** Operators who must want the same ending. */
  confirmations: 1 | 2 = 1;
  postOnlyUntil = 0 as Timestamp;
  deadManFloor = 0 as Timestamp;
  /** Id of every account by its index: an event's own for its conversion account. */
  private readonly accountIds: number[] = [];
  /** The event whose conversion account has the index. */
  private readonly conversions = new Map<number, EventGroup>();
  private readonly accountOfIndex: (Account | null)[] = [];

  get marketList(): readonly Market[] {
    return this.markets.list;
  }

  asset(id: AssetId): Asset | undefined {
    return this.assets[id - 1];
  }

  isAdmin(owner: OwnerId): boolean {
    return owner === SYSTEM || (this.roles.get(owner) ?? "user") !== "user";
  }

  openAccount(id: AccountId, owner: OwnerId): Account {
    let ownerIndex = this.owners.indexOf(owner);
    if (ownerIndex < 0) ownerIndex = this.owners.add(owner, []);
    const account = new Account(id, owner, this.accountIds.length, ownerIndex);
    account.excludedUntil = this.exclusions.get(owner)?.until ?? account.excludedUntil;
    this.owners.list[ownerIndex].push(account);
    this.accounts.add(id, account);
    this.accountIds.push(id);
    this.accountOfIndex.push(account);
    return account;
  }

  createMarket(id: MarketId, event: EventGroup, spec: MarketSpec): Market {
    const ladder = new ArrayLadder(PRICE_ONE, this.orders, this.levels, spec.tickSize);
    const market = new Market(id, this.markets.size, event, spec, ladder);
    this.markets.add(id, market);
    this.slugs.set(spec.slug, market);
    event.markets.push(market);
    return market;
  }

  /** What the account risks: collateral held for its open orders, and the cost of its positions. µ$, over all collateral. */
  exposureOf(account: Account): number {
    let exposure = this.positions.costOf(account.index) - account.withdrawing;
    for (const { id } of this.assets) exposure += this.balances.held(account.index, id);
    return exposure;
  }

  /** Index of the event's conversion account, made if there is none. */
  conversionOf(event: EventGroup): number {
    if (event.conversion < 0) {
      event.conversion = this.accountIds.length;
      this.accountIds.push(event.id);
      this.accountOfIndex.push(null);
      this.conversions.set(event.conversion, event);
    }
    return event.conversion;
  }

  /** What an event's conversion account owes, in micro-dollars. */
  conversionDebt(event: EventGroup): number {
    if (event.conversion < 0) return 0;
    return 0 - this.balances.available(event.conversion, event.collateral);
  }

  isConversion(account: number): boolean {
    return this.conversions.has(account);
  }

  /** Id of the account with an index; that of the event for a conversion account. */
  accountId(index: number): AccountId {
    return this.accountIds[index] as AccountId;
  }

  availableOf(account: Account, asset: AssetId): number {
    return this.balances.available(account.index, asset);
  }

  marketOf(slot: number): Market {
    return this.markets.list[this.orders.market(slot)];
  }

  /** Index of the account an order belongs to. */
  accountIndexOf(slot: number): number {
    return this.orders.account(slot);
  }

  /** Id of the account an order belongs to. */
  accountIdOf(slot: number): AccountId {
    return this.accountIds[this.orders.account(slot)] as AccountId;
  }

  /** The account with an index; conversion accounts have none. */
  accountAt(index: number): Account {
    const account = this.accountOfIndex[index];
    assert(account !== null, "a conversion account has no orders");
    return account;
  }

  /** The schedule an order was accepted under. */
  scheduleOf(slot: number): FeeSchedule {
    return this.marketOf(slot).schedules[this.orders.version(slot) - 1];
  }
}
