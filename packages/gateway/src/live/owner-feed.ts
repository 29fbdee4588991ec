import type { AccountId, EventOf, OwnerId } from "@probity/core";
import type { FoldEntry } from "@probity/market-data";
import type { Venue } from "../venue.ts";
import type { AccountFollower, AccountState, AccountWatches } from "./account-watches.ts";
import type { OrdersUpdate } from "./channel-log.ts";
import type { OrderSubscriptions, OrdersFollower } from "./subscriptions.ts";

/** Who is told what happens to all accounts of an owner. */
export interface OwnerFollower {
  /** First of each account: all it holds, and the sequence from which on its orders are told. */
  tellAccount(state: AccountState): void;
  tellOrders(update: OrdersUpdate): void;
  tellRejected(rejected: EventOf<"OrderRejected">, entry: FoldEntry): void;
  /** The machine could not be read, so an account is not followed. */
  fail(error: unknown): void;
}

export interface OwnerFeedParts {
  readonly venue: Venue;
  readonly orders: OrderSubscriptions;
  readonly watches: AccountWatches;
}

/** Follows every account of an owner, those opened later too, for protocols that know users only. */
export class OwnerFeed implements AccountFollower, OrdersFollower {
  readonly #parts: OwnerFeedParts;
  readonly #follower: OwnerFollower;
  readonly #accounts = new Set<AccountId>();
  #stop: (() => void) | null = null;

  constructor(parts: OwnerFeedParts, follower: OwnerFollower) {
    this.#parts = parts;
    this.#follower = follower;
  }

  /** Resolves when all the owner's accounts were told of. */
  async start(owner: OwnerId): Promise<void> {
    const { venue, watches } = this.#parts;
    await venue.readSide.caughtUp();
    if (this.#stop !== null) return;
    this.#stop = watches.followOwner(owner, (account) => void this.#join(account));
    await Promise.all(venue.readSide.accountsOf(owner).map((account) => this.#join(account)));
  }

  stop(): void {
    this.#stop?.();
    this.#stop = () => {};
    for (const account of this.#accounts) {
      this.#parts.orders.remove(account, this);
      this.#parts.watches.leave(account, this);
    }
    this.#accounts.clear();
  }

  tellAccount(state: AccountState): void {
    this.#follower.tellAccount(state);
  }

  tellOrders(update: OrdersUpdate): void {
    this.#follower.tellOrders(update);
  }

  tellRejected(rejected: EventOf<"OrderRejected">, entry: FoldEntry): void {
    this.#follower.tellRejected(rejected, entry);
  }

  async #join(account: AccountId): Promise<void> {
    this.#accounts.add(account);
    try {
      await this.#parts.watches.join(account, this);
      if (!this.#accounts.has(account)) return;
    } catch (error) {
      this.#follower.fail(error);
    }
  }

  /** From now on the account's orders are told; call it where the snapshot of them is made. */
  followOrders(account: AccountId): void {
    if (this.#accounts.has(account)) this.#parts.orders.add(account, this);
  }
}
