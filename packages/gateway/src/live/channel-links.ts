import type { AccountId, MarketId } from "@probity/core";
import type { MarketDataChanges } from "@probity/market-data";

/** What is written down of the links. */
export interface SavedLinks {
  readonly trades: ReadonlyMap<MarketId, number>;
  readonly orders: ReadonlyMap<AccountId, number>;
}

/** For each id a command touched, the command before that did: id, previous, id, previous and so on. */
export interface CommandLinks {
  readonly trades: readonly number[];
  readonly orders: readonly number[];
}

const NONE: readonly never[] = [];

/**
 * Which command spoke last on each market's trades and on each account's orders. From the first
 * event ever, so the links are the same whenever the process was started.
 */
export class ChannelLinks {
  readonly #lastTrade = new Map<MarketId, number>();
  readonly #lastOrder = new Map<AccountId, number>();

  /** Of the last command with trades in a market; 0: there was none. */
  lastTrade(market: MarketId): number {
    return this.#lastTrade.get(market) ?? 0;
  }

  /** Of the last command that changed an account's orders; 0: there was none. */
  lastOrder(account: AccountId): number {
    return this.#lastOrder.get(account) ?? 0;
  }

  add({ sequence, trades, orders }: MarketDataChanges): CommandLinks {
    let tradeLinks: readonly number[] = NONE;
    if (trades.length > 0) {
      const links: number[] = [];
      for (const { market } of trades) link(this.#lastTrade, market, sequence, links);
      tradeLinks = links;
    }
    let orderLinks: readonly number[] = NONE;
    if (orders.length > 0) {
      const links: number[] = [];
      for (const { account } of orders) link(this.#lastOrder, account, sequence, links);
      orderLinks = links;
    }
    return { trades: tradeLinks, orders: orderLinks };
  }

  save(): SavedLinks {
    return { trades: this.#lastTrade, orders: this.#lastOrder };
  }

  /** Becomes what was saved; must be new. */
  load({ trades, orders }: SavedLinks): void {
    for (const [market, sequence] of trades) this.#lastTrade.set(market, sequence);
    for (const [account, sequence] of orders) this.#lastOrder.set(account, sequence);
  }
}

/** Links an id to the command before, once a command. */
function link<Id extends number>(
  last: Map<Id, number>,
  id: Id,
  sequence: number,
  links: number[],
): void {
  const previous = last.get(id) ?? 0;
  if (previous === sequence) return;
  links.push(id, previous);
  last.set(id, sequence);
}
