import type { AccountId, MarketId, Outcome } from "@probity/core";
import type { Channel } from "@probity/protocol";
import type { OrdersUpdate } from "./channel-log.ts";

/** A native channel of a market. */
export type MarketChannel = Extract<Channel, { kind: "book" | "trades" | "market" }>;

/** Who follows the native channels of a market. */
export interface MarketFollowers<Follower> {
  readonly book: Readonly<Record<Outcome, Set<Follower>>>;
  readonly trades: Set<Follower>;
  readonly market: Set<Follower>;
}

/** Who follows which native channel of markets. */
export class MarketSubscriptions<Follower> {
  readonly #markets = new Map<MarketId, MarketFollowers<Follower>>();

  get size(): number {
    return this.#markets.size;
  }

  /** Undefined when nobody follows anything of the market. */
  of(market: MarketId): MarketFollowers<Follower> | undefined {
    return this.#markets.get(market);
  }

  add(channel: MarketChannel, follower: Follower): void {
    let market = this.#markets.get(channel.market);
    if (market === undefined) {
      market = { book: { yes: new Set(), no: new Set() }, trades: new Set(), market: new Set() };
      this.#markets.set(channel.market, market);
    }
    setOf(market, channel).add(follower);
  }

  remove(channel: MarketChannel, follower: Follower): void {
    const followers = this.#markets.get(channel.market);
    if (followers === undefined) return;
    setOf(followers, channel).delete(follower);
    const { book, trades, market } = followers;
    if (book.yes.size + book.no.size + trades.size + market.size > 0) return;
    this.#markets.delete(channel.market);
  }
}

/** Who is told what happens to the orders of an account. */
export interface OrdersFollower {
  tellOrders(update: OrdersUpdate): void;
}

/** Who follows the orders of which account. */
export class OrderSubscriptions {
  readonly #accounts = new Map<AccountId, Set<OrdersFollower>>();

  get size(): number {
    return this.#accounts.size;
  }

  of(account: AccountId): ReadonlySet<OrdersFollower> | undefined {
    return this.#accounts.get(account);
  }

  add(account: AccountId, follower: OrdersFollower): void {
    const followers = this.#accounts.get(account);
    if (followers === undefined) this.#accounts.set(account, new Set([follower]));
    else followers.add(follower);
  }

  remove(account: AccountId, follower: OrdersFollower): void {
    const followers = this.#accounts.get(account);
    followers?.delete(follower);
    if (followers?.size === 0) this.#accounts.delete(account);
  }
}

function setOf<Follower>(
  followers: MarketFollowers<Follower>,
  channel: MarketChannel,
): Set<Follower> {
  return channel.kind === "book" ? followers.book[channel.outcome] : followers[channel.kind];
}
