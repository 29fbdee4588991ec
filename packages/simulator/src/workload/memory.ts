import type {
  AccountId,
  AccountStatus,
  AssetId,
  Command,
  CommandContent,
  Event,
  EventId,
  EventOf,
  GroupId,
  MarketId,
  MarketMode,
  MarketParameters,
  MarketState,
  OrderId,
  OwnerId,
  SessionId,
  WithdrawalId,
} from "@probity/core";

export interface KnownAccount {
  readonly id: AccountId;
  readonly owner: OwnerId;
  status: AccountStatus;
  readonly sessions: SessionId[];
  readonly groups: GroupId[];
  /** Commands and items that went out with a key, the oldest first; some hundreds. */
  readonly keyed: Keyed[];
}

export interface Keyed {
  readonly key: string;
  readonly content: CommandContent;
  /** The order it made, if it made one. */
  order: OrderId | null;
}

export interface KnownEvent {
  readonly id: EventId;
  readonly collateral: AssetId;
  readonly mutuallyExclusive: boolean;
  readonly exhaustive: boolean;
  readonly markets: KnownMarket[];
  /** Sequence from which on it is to end. */
  readonly endsFrom: number;
  /** Nobody trades in it, so that its holders can claim. */
  readonly isQuiet: boolean;
}

export interface KnownMarket {
  readonly id: MarketId;
  readonly event: KnownEvent;
  tickSize: number;
  state: MarketState;
  mode: MarketMode;
  parameters: MarketParameters;
  /** What traders believe YES is worth; drifts. */
  mid: number;
}

const MATCHES_MOST = 24;
const KEYED_MOST = 200;
const PAST_MOST = 64;
const ENDED_MOST = 32;

/** What the workload remembers of the venue, from commands and their events alone. */
export class Memory {
  readonly assets: AssetId[] = [];
  readonly accounts: KnownAccount[] = [];
  /** Events with a market that has not ended. */
  readonly events: KnownEvent[] = [];
  /** Ids of markets that ended, the last few. */
  readonly ended: MarketId[] = [];
  readonly withdrawals: WithdrawalId[] = [];
  /** The last few commands, for redelivery. */
  readonly past: Command[] = [];
  /** The last few matches, those that were reversed too. */
  readonly matches: EventOf<"OrdersMatched">[] = [];
  /** The slug of the latest market, to be taken again by mistake. */
  lastSlug = "none";
  sequence = 0;
  time = 0;
  private keys = 0;
  private readonly accountById = new Map<AccountId, KnownAccount>();
  private readonly eventById = new Map<EventId, KnownEvent>();
  private readonly marketById = new Map<MarketId, KnownMarket>();

  /** A key, slug or symbol nobody has used yet. */
  newName(prefix: string): string {
    this.keys += 1;
    return `${prefix}${String(this.keys)}`;
  }

  findAccount(id: AccountId): KnownAccount | null {
    return this.accountById.get(id) ?? null;
  }

  /** Markets of live events in one of the given states. */
  marketsIn(states: readonly MarketState[]): KnownMarket[] {
    const found: KnownMarket[] = [];
    for (const event of this.events) {
      for (const market of event.markets) if (states.includes(market.state)) found.push(market);
    }
    return found;
  }

  observe(command: Command, events: readonly Event[]): void {
    this.sequence = command.sequence;
    this.time = command.time;
    keepLast(this.past, command, PAST_MOST);
    this.rememberKeys(command.content);
    for (const event of events) this.fold(command, event);
  }

  private rememberKeys(content: CommandContent): void {
    if (
      content.type === "PlaceOrders" ||
      content.type === "PlaceSignedOrders" ||
      content.type === "PlaceBasket"
    ) {
      const { account: id, items } = content;
      if (content.type === "PlaceBasket") this.rememberKey(content.key, content);
      for (const { key, order } of items.slice(0, 4)) {
        this.rememberKey(key, { type: "PlaceOrder", account: id, key, order });
      }
    } else if ("key" in content) this.rememberKey(content.key, content);
  }

  private rememberKey(key: string | null, content: CommandContent): void {
    const account = "account" in content ? this.accountById.get(content.account) : undefined;
    if (key === null || account === undefined) return;
    keepLast(account.keyed, { key, content, order: null }, KEYED_MOST);
  }

  private fold(command: Command, event: Event): void {
    switch (event.type) {
      case "CollateralRegistered":
        this.assets.push(event.asset);
        break;
      case "AccountOpened":
        this.meetAccount(event);
        break;
      case "AccountUpdated": {
        const account = this.accountById.get(event.account);
        if (account !== undefined) account.status = event.status;
        break;
      }
      case "SessionOpened":
        this.accountById.get(event.account)?.sessions.push(event.session);
        break;
      case "SessionClosed":
        drop(this.accountById.get(event.account)?.sessions ?? [], event.session);
        break;
      case "OrderAccepted": {
        if (event.key === null) break;
        const keyed = this.accountById.get(event.account)?.keyed.slice(-4);
        const made = keyed?.find(({ key }) => key === event.key);
        if (made !== undefined) made.order = event.order;
        break;
      }
      case "OrdersMatched":
        keepLast(this.matches, event, MATCHES_MOST);
        break;
      case "OrderGroupCreated":
        keepLast(this.accountById.get(event.account)?.groups ?? [], event.group, 4);
        break;
      case "WithdrawalRequested":
        this.withdrawals.push(event.withdrawal);
        break;
      case "WithdrawalConfirmed":
      case "WithdrawalFailed":
        drop(this.withdrawals, event.withdrawal);
        break;
      case "EventCreated":
        this.meetEvent(command, event);
        break;
      case "MarketCreated":
        this.meetMarket(event);
        break;
      case "MarketUpdated": {
        const market = this.marketById.get(event.market);
        if (market !== undefined && event.parameters !== null) market.parameters = event.parameters;
        break;
      }
      case "TickSizeChanged": {
        const market = this.marketById.get(event.market);
        if (market !== undefined) market.tickSize = event.tickSize;
        break;
      }
      case "MarketStateChanged":
        this.moveMarket(event);
        break;
    }
  }

  private meetAccount({ account, owner }: EventOf<"AccountOpened">): void {
    const known: KnownAccount = {
      id: account,
      owner,
      status: "active",
      sessions: [],
      groups: [],
      keyed: [],
    };
    this.accounts.push(known);
    this.accountById.set(account, known);
  }

  private meetEvent({ sequence }: Command, event: EventOf<"EventCreated">): void {
    const { collateral, mutuallyExclusive, exhaustive } = event;
    const known: KnownEvent = {
      id: event.event,
      collateral,
      mutuallyExclusive,
      exhaustive,
      markets: [],
      endsFrom: sequence + 1_500 + (sequence % 4_001),
      isQuiet: sequence % 7 === 0,
    };
    this.events.push(known);
    this.eventById.set(known.id, known);
  }

  private meetMarket({ event: id, market, spec }: EventOf<"MarketCreated">): void {
    const event = this.eventById.get(id);
    if (event === undefined) return;
    const { parameters, tickSize, slug } = spec;
    this.lastSlug = slug;
    const known: KnownMarket = {
      id: market,
      event,
      tickSize,
      state: "draft",
      mode: "normal",
      parameters,
      mid: firstBelief(market, tickSize),
    };
    if (event.markets.length === 0 && !this.events.includes(event)) this.events.push(event);
    event.markets.push(known);
    this.marketById.set(market, known);
  }

  private moveMarket({ market: id, to, mode }: EventOf<"MarketStateChanged">): void {
    const market = this.marketById.get(id);
    if (market === undefined) return;
    market.state = to;
    market.mode = mode;
    if (to !== "resolved" && to !== "voided" && to !== "deleted") return;
    const { event } = market;
    keepLast(this.ended, id, ENDED_MOST);
    this.marketById.delete(id);
    drop(event.markets, market);
    if (event.markets.length === 0) drop(this.events, event);
  }
}

/** Mostly somewhere in the middle; some outcomes are all but certain. */
function firstBelief(market: MarketId, tickSize: number): number {
  if (tickSize === 1 && market % 3 > 0) return 1 + (market % 30);
  if (market % 9 === 0) return 1 + (market % 50);
  if (market % 9 === 1) return 9_999 - (market % 50);
  return 1_000 + (market % 8_001);
}

function keepLast<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

function drop<T>(list: T[], item: T): void {
  const place = list.indexOf(item);
  if (place >= 0) list.splice(place, 1);
}
