import { ZERO_AMOUNT, ZERO_QUANTITY } from "@probity/core";
import type {
  AccountId,
  BalanceView,
  EventId,
  EventOf,
  Exchange,
  MarketId,
  Outcome,
  OwnerId,
  PositionView,
  Price,
} from "@probity/core";
import type { FoldEntry } from "@probity/market-data";
import { symbolsOf } from "../assets.ts";
import type { Venue } from "../venue.ts";
import { touchedBy } from "./account-touches.ts";
import type { ShareCause } from "./account-touches.ts";
import { worthOfYes } from "./market-prices.ts";

/** How long to wait before the machine is asked again when it could not be read. */
const RETRY_MS = 100;

export interface BalanceNow extends BalanceView {
  readonly symbol: string;
}

export interface PositionNow {
  readonly view: PositionView;
  readonly event: EventId;
  readonly yesPrice: Price | null;
  /** Which of its shares are others than were told last. */
  readonly outcomes: readonly Outcome[];
  readonly cause: ShareCause;
}

/** What an account holds at a sequence of the machine: all of it, or what is different since the last time. */
export interface AccountState {
  readonly account: AccountId;
  readonly owner: OwnerId;
  readonly sequence: number;
  readonly time: number;
  readonly isWhole: boolean;
  /** Null: as before. */
  readonly balances: readonly BalanceNow[] | null;
  readonly positions: readonly PositionNow[];
}

/** Who is told what an account holds: first all of it, then what changes. */
export interface AccountFollower {
  tellAccount(state: AccountState): void;
  tellRejected?(rejected: EventOf<"OrderRejected">, entry: FoldEntry): void;
}

/** One account as the machine showed it. */
type Reading = Omit<AccountState, "isWhole" | "sequence" | "time"> & {
  readonly sequence: number;
} & {
  readonly time: number;
  readonly balances: readonly BalanceNow[];
};

/** One follower of one account, and what it was told. */
interface Following {
  readonly follower: AccountFollower;
  /** What came before the whole was told; null afterwards. */
  early: Reading[] | null;
  sequence: number;
  /** By market and outcome; `balances` for the balances. */
  readonly told: Map<string, string>;
}

type Touched = Map<MarketId, ShareCause>;

/**
 * Tells followers of accounts what these hold. Events say whose money and shares may be others now,
 * the machine says what they are: it is asked at most once a tick, for accounts that somebody
 * follows; what others do costs nothing but a look at their events.
 */
export class AccountWatches {
  readonly #venue: Venue;
  readonly #accounts = new Map<AccountId, Map<AccountFollower, Following>>();
  readonly #owners = new Map<OwnerId, Set<(account: AccountId) => void>>();
  #touched = new Map<AccountId, Touched>();
  /** What had been told before the first touch that waits. */
  #since: number | null = null;
  /** The same for what is being read from the machine. */
  #readingSince: number | null = null;
  #lastFlush = 0;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /** The followers have been told everything up to this sequence. */
  get toldSequence(): number {
    return this.#readingSince ?? this.#since ?? this.#venue.readSide.data.sequence;
  }

  /**
   * Follows an account from now on; resolves when all it holds was told.
   *
   * @throws NotRunning and the like, when the machine cannot be read; then nothing is followed.
   */
  async join(account: AccountId, follower: AccountFollower): Promise<void> {
    const following: Following = { follower, early: [], sequence: 0, told: new Map() };
    let followings = this.#accounts.get(account);
    if (followings === undefined) {
      followings = new Map();
      this.#accounts.set(account, followings);
    }
    followings.set(follower, following);
    try {
      const read = await this.#venue.sequencer.read((machine) =>
        readAccount(machine, account, null),
      );
      if (followings.get(follower) !== following) return;
      const early = following.early ?? [];
      following.early = null;
      if (read.value !== null) tell(following, { ...read.value, sequence: read.sequence }, true);
      for (const reading of early) tell(following, reading, false);
    } catch (error) {
      this.leave(account, follower);
      throw error;
    }
  }

  leave(account: AccountId, follower: AccountFollower): void {
    const followings = this.#accounts.get(account);
    followings?.delete(follower);
    if (followings?.size === 0) this.#accounts.delete(account);
  }

  /** Calls `onOpened` for each account the owner opens from now on, until what it returns is called. */
  followOwner(owner: OwnerId, onOpened: (account: AccountId) => void): () => void {
    const followers = this.#owners.get(owner) ?? new Set();
    this.#owners.set(owner, followers.add(onOpened));
    return () => {
      followers.delete(onOpened);
      if (followers.size === 0) this.#owners.delete(owner);
    };
  }

  /** Takes in what a command did, once the read side has folded it in. */
  add(entry: FoldEntry): void {
    if (this.#accounts.size === 0 && this.#owners.size === 0) return;
    const touch = (account: AccountId, market: MarketId | null, cause: ShareCause): void => {
      if (this.#accounts.has(account)) this.#touch(entry.sequence, account, market, cause);
    };
    for (const event of entry.events) {
      touchedBy(event, touch);
      if (event.type === "AccountOpened") {
        for (const onOpened of this.#owners.get(event.owner) ?? []) onOpened(event.account);
      } else if (event.type === "OrderRejected") {
        const followings = this.#accounts.get(event.account);
        for (const follower of followings?.keys() ?? []) follower.tellRejected?.(event, entry);
      }
    }
    if (this.#touched.size > 0) this.#schedule();
  }

  /** Tells nobody anything any more. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#accounts.clear();
    this.#owners.clear();
  }

  #touch(sequence: number, account: AccountId, market: MarketId | null, cause: ShareCause): void {
    this.#since ??= sequence - 1;
    let touched = this.#touched.get(account);
    if (touched === undefined) {
      touched = new Map();
      this.#touched.set(account, touched);
    }
    if (market === null) return;
    // Setting shares aside says less than whatever made them change.
    if (cause !== "hold" || !touched.has(market)) touched.set(market, cause);
  }

  #schedule(waitMs = 0): void {
    if (this.#timer !== null || this.#readingSince !== null || this.#isClosed) return;
    const dueMs = this.#lastFlush + this.#venue.settings.liveTickMs - performance.now();
    this.#timer = setTimeout(() => void this.#flush(), Math.max(0, dueMs, waitMs));
  }

  async #flush(): Promise<void> {
    this.#timer = null;
    this.#lastFlush = performance.now();
    const touched = this.#touched;
    this.#touched = new Map();
    this.#readingSince = this.#since;
    this.#since = null;
    let waitMs = 0;
    try {
      const { sequence, value } = await this.#venue.sequencer.read((machine) =>
        Array.from(touched, ([account, markets]) => readAccount(machine, account, markets)),
      );
      for (const reading of value) {
        if (reading !== null) this.#deliver({ ...reading, sequence });
      }
      this.#readingSince = null;
    } catch {
      // The machine is being made again, or the venue stops; what was touched is asked for later.
      waitMs = RETRY_MS;
      const since = this.#readingSince;
      this.#readingSince = null;
      for (const [account, markets] of touched) {
        for (const [market, cause] of markets) this.#touch(0, account, market, cause);
        this.#touch(0, account, null, "hold");
      }
      this.#since = since;
    }
    if (this.#touched.size > 0) this.#schedule(waitMs);
  }

  #deliver(reading: Reading): void {
    for (const following of this.#accounts.get(reading.account)?.values() ?? []) {
      if (following.early !== null) following.early.push(reading);
      else tell(following, reading, false);
    }
  }
}

/** Tells a follower what of a reading it does not know; nothing if it knows it all. */
function tell(following: Following, reading: Reading, isWhole: boolean): void {
  if (reading.sequence < following.sequence) return;
  following.sequence = reading.sequence;
  const { told } = following;
  const balances = JSON.stringify(reading.balances);
  const isNew = told.get("balances") !== balances;
  told.set("balances", balances);
  const positions = reading.positions.flatMap((position) => {
    const outcomes = position.outcomes.filter((outcome) => isUntold(told, position.view, outcome));
    return outcomes.length === 0 ? [] : [{ ...position, outcomes }];
  });
  if (!isWhole && !isNew && positions.length === 0) return;
  following.follower.tellAccount({
    ...reading,
    isWhole,
    balances: isNew ? reading.balances : null,
    positions,
  });
}

function isUntold(told: Map<string, string>, view: PositionView, outcome: Outcome): boolean {
  const key = `${view.market}${outcome}`;
  const now =
    outcome === "yes"
      ? `${view.yes},${view.heldYes},${view.costYes}`
      : `${view.no},${view.heldNo},${view.costNo}`;
  if ((told.get(key) ?? "0,0,0") === now) return false;
  told.set(key, now);
  return true;
}

/** @param markets whose positions are asked for; null: all with shares. */
function readAccount(
  machine: Exchange,
  account: AccountId,
  markets: Touched | null,
): Omit<Reading, "sequence"> | null {
  const view = machine.account(account);
  if (view === null) return null;
  const symbolOf = symbolsOf(machine);
  const positions =
    markets === null
      ? machine.positionsOf(account).map((position) => positionNow(machine, position, "hold"))
      : Array.from(markets, ([market, cause]) => {
          const position = machine.position(account, market) ?? nothing(account, market);
          return positionNow(machine, position, cause);
        });
  return {
    account,
    owner: view.owner,
    time: machine.time,
    balances: view.balances.map((balance) => ({ ...balance, symbol: symbolOf(balance.asset) })),
    positions: positions.filter((position) => position !== null),
  };
}

function positionNow(machine: Exchange, view: PositionView, cause: ShareCause): PositionNow | null {
  const market = machine.market(view.market);
  if (market === null) return null;
  const price = worthOfYes(market.ending, market.lastPrice);
  return { view, event: market.event, yesPrice: price, outcomes: ["yes", "no"], cause };
}

function nothing(account: AccountId, market: MarketId): PositionView {
  return {
    account,
    market,
    yes: ZERO_QUANTITY,
    no: ZERO_QUANTITY,
    heldYes: ZERO_QUANTITY,
    heldNo: ZERO_QUANTITY,
    costYes: ZERO_AMOUNT,
    costNo: ZERO_AMOUNT,
  };
}
