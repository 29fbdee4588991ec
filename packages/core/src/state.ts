import { ArrayLadder } from "./book/array-ladder.ts";
import type { Ladder } from "./book/ladder.ts";
import { NO_SLOT, OrderPool } from "./book/order-pool.ts";
import { OPEN_ORDERS_DEFAULT } from "./commands.ts";
import type { AccountStatus, CancelScope, Role } from "./commands.ts";
import { Deadlines } from "./deadlines.ts";
import type { CancelReason, Ending } from "./events.ts";
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
  WithdrawalId,
} from "./ids.ts";
import { SYSTEM } from "./ids.ts";
import { KeyMemory } from "./keys.ts";
import type {
  FeeSchedule,
  MarketMode,
  MarketParameters,
  MarketSpec,
  MarketState,
} from "./market.ts";
import type { Amount, Price } from "./money.ts";
import type { OrderSpec, Outcome } from "./order.ts";

/** Shares of one account in one market. Shares include the held ones; costs exclude fees. */
export class Position {
  readonly account: Account;
  readonly market: Market;
  yes = 0;
  no = 0;
  heldYes = 0;
  heldNo = 0;
  costYes = 0;
  costNo = 0;
  openBuyYes = 0;
  openBuyNo = 0;
  /** Whether it has ever held a share, and so stands in the market's list of holders. */
  isHolder = false;

  constructor(account: Account, market: Market) {
    this.account = account;
    this.market = market;
  }

  shares(outcome: Outcome): number {
    return outcome === "yes" ? this.yes : this.no;
  }

  freeShares(outcome: Outcome): number {
    return outcome === "yes" ? this.yes - this.heldYes : this.no - this.heldNo;
  }

  openBuy(outcome: Outcome): number {
    return outcome === "yes" ? this.openBuyYes : this.openBuyNo;
  }
}

/** An account, or an event's conversion account (whose collateral may be below zero: what it owes). */
export class Account {
  readonly id: AccountId;
  readonly owner: OwnerId;
  /** Place in `State.accountList`; −1 for a conversion account. */
  readonly index: number;
  status: AccountStatus = "active";
  maxOpenOrders = OPEN_ORDERS_DEFAULT;
  openOrders = 0;
  /** By asset id − 1. */
  readonly available: number[] = [];
  /** By asset id − 1: for open buys and pending withdrawals. */
  readonly held: number[] = [];
  /** By the market's index. */
  readonly positions = new Map<number, Position>();
  firstOrder = NO_SLOT;
  lastOrder = NO_SLOT;
  /** 0: not armed. */
  deadManAt = 0 as Timestamp;
  /** The earliest entry for this account in the deadline heap, 0 if none. */
  deadManQueuedAt = 0;
  readonly sessions = new Set<SessionId>();
  groups = 0;
  readonly keys: KeyMemory = new KeyMemory();

  constructor(id: AccountId, owner: OwnerId, index: number) {
    this.id = id;
    this.owner = owner;
    this.index = index;
  }

  availableOf(asset: AssetId): number {
    return this.available[asset - 1] ?? 0;
  }

  heldOf(asset: AssetId): number {
    return this.held[asset - 1] ?? 0;
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

/** One binary market: what the machine decides on, its ladder, its pool and its holders. */
export class Market {
  readonly id: MarketId;
  readonly index: number;
  readonly event: EventGroup;
  readonly slug: string;
  readonly tickSize: Price;
  readonly ladder: Ladder;
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
  /** By order id, in ascending order. */
  readonly delayed = new Map<number, DelayedOrder>();
  proposedPayout: Price | null = null;
  ending: Ending | null = null;
  /** Positions that ever held a share, in that order. */
  readonly holders: Position[] = [];
  /** The next holder a resolution visits. */
  payCursor = 0;

  constructor(id: MarketId, index: number, event: EventGroup, spec: MarketSpec, pool: OrderPool) {
    this.id = id;
    this.index = index;
    this.event = event;
    this.slug = spec.slug;
    this.tickSize = spec.tickSize;
    this.parameters = spec.parameters;
    this.schedules = [spec.parameters.fees];
    this.closeDue = spec.parameters.closeTime;
    this.ladder = new ArrayLadder(pool);
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
  /** Its id is the event's number; no command can name it. */
  readonly conversion: Account;
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
    this.conversion = new Account(id as number as AccountId, SYSTEM, -1);
  }

  /** Exactly one YES: the event opens, resolves and is voided as one, and NO can be converted. */
  get actsAsOne(): boolean {
    return this.mutuallyExclusive && this.exhaustive;
  }

  /** What the conversion account owes, in micro-dollars. */
  get conversionDebt(): number {
    return -this.conversion.availableOf(this.collateral) + 0;
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

/** Which orders of an account a mass cancel is about; sessions close through one as well. */
export type MassScope = CancelScope | { readonly kind: "session"; readonly session: SessionId };

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
  | { readonly kind: "sessions"; readonly below: SessionId };

/** Everything the machine knows. Only the files of `execute/`, `ledger/` and `snapshot.ts` change it. */
export class State {
  sequence = 0;
  time = 0 as Timestamp;
  /** Highest counter seen of each origin. */
  readonly origins = new Map<number, number>();
  readonly roles = new Map<OwnerId, Role>();
  readonly assets: Asset[] = [];
  readonly accounts = new Map<AccountId, Account>();
  readonly accountList: Account[] = [];
  readonly accountsOfOwner = new Map<OwnerId, Account[]>();
  readonly events = new Map<EventId, EventGroup>();
  readonly markets = new Map<MarketId, Market>();
  readonly marketList: Market[] = [];
  readonly slugs = new Map<string, EventGroup | Market>();
  readonly groups = new Map<GroupId, OrderGroup>();
  /** Open sessions by ascending id. */
  readonly sessions = new Map<SessionId, Account>();
  readonly withdrawals = new Map<WithdrawalId, Withdrawal>();
  readonly orders = new OrderPool();
  readonly jobs: Job[] = [];
  readonly deadlines = new Deadlines();
  postOnlyUntil = 0 as Timestamp;
  deadManFloor = 0 as Timestamp;

  asset(id: AssetId): Asset | undefined {
    return this.assets[id - 1];
  }

  isAdmin(owner: OwnerId): boolean {
    return owner === SYSTEM || (this.roles.get(owner) ?? "user") !== "user";
  }

  /** The account's position, made if there is none. */
  positionOf(account: Account, market: Market): Position {
    let position = account.positions.get(market.index);
    if (position === undefined) {
      position = new Position(account, market);
      account.positions.set(market.index, position);
    }
    return position;
  }

  marketOf(slot: number): Market {
    return this.marketList[this.orders.market[slot]];
  }

  accountOf(slot: number): Account {
    return this.accountList[this.orders.account[slot]];
  }

  /** The schedule an order was accepted under. */
  scheduleOf(slot: number): FeeSchedule {
    return this.marketOf(slot).schedules[this.orders.version[slot] - 1];
  }
}
