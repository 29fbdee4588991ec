import type { AccountId, MarketId, Outcome } from "@probity/core";
import type { OpenChannel } from "./messages.ts";

/** Who follows the public channels of a market. */
export interface MarketFollowers<Follower> {
  readonly book: Readonly<Record<Outcome, Set<Follower>>>;
  readonly trades: Set<Follower>;
}

/** Who follows which channel. */
export class Subscriptions<Follower> {
  readonly #markets = new Map<MarketId, MarketFollowers<Follower>>();
  readonly #accounts = new Map<AccountId, Set<Follower>>();

  /** Whether anybody follows anything public. */
  get hasMarkets(): boolean {
    return this.#markets.size > 0;
  }

  /** Undefined when nobody follows anything of the market. */
  ofMarket(market: MarketId): MarketFollowers<Follower> | undefined {
    return this.#markets.get(market);
  }

  /** Whether anybody follows orders. */
  get hasAccounts(): boolean {
    return this.#accounts.size > 0;
  }

  /** Undefined when nobody follows the account's orders. */
  ofAccount(account: AccountId): ReadonlySet<Follower> | undefined {
    return this.#accounts.get(account);
  }

  add(channel: OpenChannel, follower: Follower): void {
    if (channel.kind === "orders") {
      const followers = this.#accounts.get(channel.account);
      if (followers === undefined) this.#accounts.set(channel.account, new Set([follower]));
      else followers.add(follower);
      return;
    }
    let market = this.#markets.get(channel.market);
    if (market === undefined) {
      market = { book: { yes: new Set(), no: new Set() }, trades: new Set() };
      this.#markets.set(channel.market, market);
    }
    setOf(market, channel).add(follower);
  }

  remove(channel: OpenChannel, follower: Follower): void {
    if (channel.kind === "orders") {
      const followers = this.#accounts.get(channel.account);
      followers?.delete(follower);
      if (followers?.size === 0) this.#accounts.delete(channel.account);
      return;
    }
    const market = this.#markets.get(channel.market);
    if (market === undefined) return;
    setOf(market, channel).delete(follower);
    const { book, trades } = market;
    if (book.yes.size + book.no.size + trades.size === 0) this.#markets.delete(channel.market);
  }
}

function setOf<Follower>(
  market: MarketFollowers<Follower>,
  channel: Exclude<OpenChannel, { kind: "orders" }>,
): Set<Follower> {
  return channel.kind === "book" ? market.book[channel.outcome] : market.trades;
}
