import type { AccountId, EventId, MarketId, Outcome } from "@probity/core";
import type { MarketDataChanges } from "@probity/market-data";
import { formatId, formatOwner } from "@probity/protocol";
import type { ReadSide } from "../read-side.ts";
import type { Cache, Cacheable } from "./cache.ts";

/** An event with its markets as it is cached (S1.55); S1's market is our event, its outcome our market. */
export interface CachedMarket extends Cacheable {
  readonly id: string;
  readonly question: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly status: string;
  readonly outcomes: readonly { readonly id: string; readonly name: string }[];
  readonly volume_24h: string;
  readonly total_volume: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What somebody holds of one share. */
export interface CachedShareHolding {
  readonly market_id: string;
  readonly outcome_id: string;
  readonly share_type: Outcome;
  readonly amount: string;
  readonly avg_cost: string;
  readonly current_price: string;
  readonly unrealized_pnl: string;
}

/** A book as pairs of price and shares, best first. */
export interface CachedOrderbook extends Cacheable {
  readonly market_id: string;
  readonly outcome_id: string;
  readonly share_type: Outcome;
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
  readonly timestamp: number;
}

/** Every category at once, in a list's key. */
const ALL = "all";

/** The cache in the words of source S1 (S1.56), and what its events make invalid. */
export class MarketCache {
  readonly #cache: Cache;
  readonly #readSide: Pick<ReadSide, "data" | "ownerOf">;
  readonly #books = new Set<MarketId>();
  /** Micro-dollars traded. */
  readonly #traded = new Map<MarketId, number>();
  readonly #holders = new Map<MarketId, Set<AccountId>>();
  #isDue = false;

  constructor(cache: Cache, readSide: Pick<ReadSide, "data" | "ownerOf">) {
    this.#cache = cache;
    this.#readSide = readSide;
  }

  getMarket(market: string): Promise<CachedMarket | null> {
    return this.#cache.get("market", [market]);
  }

  setMarket(market: CachedMarket): Promise<void> {
    return this.#cache.set("market", [market.id], market);
  }

  invalidateMarket(market: string): void {
    this.#cache.invalidate("market", [market]);
  }

  getMarketList(category: string | null): Promise<readonly CachedMarket[] | null> {
    return this.#cache.get("market-list", [category ?? ALL]);
  }

  setMarketList(list: readonly CachedMarket[], category: string | null): Promise<void> {
    return this.#cache.set("market-list", [category ?? ALL], list);
  }

  /** Also the list of all categories, which the market is in as well. */
  invalidateMarketList(category: string | null): void {
    this.#cache.invalidate("market-list", [ALL]);
    if (category !== null) this.#cache.invalidate("market-list", [category]);
  }

  /** As decimal text. */
  getProbability(market: string, outcome: string): Promise<string | null> {
    return this.#cache.get("probability", [market, outcome]);
  }

  setProbability(market: string, outcome: string, probability: string): Promise<void> {
    return this.#cache.set("probability", [market, outcome], probability);
  }

  /** Of those outcomes that are cached; null when one is missing. */
  async getMarketProbabilities(
    market: string,
    outcomes: readonly string[],
  ): Promise<readonly (readonly [outcome: string, probability: string])[] | null> {
    const all = outcomes.map((outcome) => [market, outcome]);
    const found = await this.#cache.getMany<string>("probability", all);
    const pairs = outcomes.flatMap((outcome, at) => {
      const probability = found[at];
      return probability == null ? [] : [[outcome, probability] as const];
    });
    return pairs.length === outcomes.length ? pairs : null;
  }

  getUserShares(owner: string, market: string): Promise<readonly CachedShareHolding[] | null> {
    return this.#cache.get("shares", [owner, market]);
  }

  setUserShares(
    owner: string,
    market: string,
    shares: readonly CachedShareHolding[],
  ): Promise<void> {
    return this.#cache.set("shares", [owner, market], shares);
  }

  invalidateUserShares(owner: string, market: string): void {
    this.#cache.invalidate("shares", [owner, market]);
  }

  getOrderbook(market: string, outcome: string, share: Outcome): Promise<CachedOrderbook | null> {
    return this.#cache.get("orderbook", [market, outcome, share]);
  }

  setOrderbook(book: CachedOrderbook): Promise<void> {
    const { market_id, outcome_id, share_type } = book;
    return this.#cache.set("orderbook", [market_id, outcome_id, share_type], book);
  }

  /** @param amount in micro-dollars. @returns the sum, null when the cache fails. */
  incrVolume(market: string, amount: number): Promise<number | null> {
    return this.#cache.increase(volumeKey(market), amount);
  }

  getVolume(market: string): Promise<number | null> {
    return this.#cache.count(volumeKey(market));
  }

  /** Notes what a command made untrue; it is forgotten once all that became durable with it is in. */
  changed({ books, trades, fills }: MarketDataChanges): void {
    if (books.length + trades.length + fills.length === 0) return;
    for (const { market } of books) this.#books.add(market);
    for (const { market, price, quantity } of trades) {
      this.#traded.set(market, (this.#traded.get(market) ?? 0) + price * quantity);
    }
    for (const { market, account } of fills) {
      const holders = this.#holders.get(market);
      if (holders === undefined) this.#holders.set(market, new Set([account]));
      else holders.add(account);
    }
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#forgetChanged());
  }

  /** Texts or the state of a market changed. */
  marketChanged(market: MarketId): void {
    const entry = this.#readSide.data.catalogue.market(market);
    if (entry !== null) this.eventChanged(entry.event);
  }

  eventChanged(event: EventId): void {
    this.invalidateMarket(formatId("evt", event));
    this.invalidateMarketList(this.#readSide.data.catalogue.event(event)?.text.category ?? null);
  }

  #forgetChanged(): void {
    this.#isDue = false;
    for (const market of this.#books) {
      const [event, outcome] = this.#names(market);
      this.#cache.invalidate("orderbook", [event, outcome, "yes"]);
      this.#cache.invalidate("orderbook", [event, outcome, "no"]);
      this.#cache.invalidate("probability", [event, outcome]);
    }
    for (const [market, amount] of this.#traded) {
      const [event, outcome] = this.#names(market);
      this.#cache.invalidate("probability", [event, outcome]);
      this.invalidateMarket(event);
      void this.incrVolume(event, amount);
    }
    for (const [market, holders] of this.#holders) {
      const [event] = this.#names(market);
      for (const account of holders) {
        const owner = this.#readSide.ownerOf(account);
        if (owner !== null) this.invalidateUserShares(formatOwner(owner), event);
      }
    }
    this.#books.clear();
    this.#traded.clear();
    this.#holders.clear();
  }

  /** Of its event and of itself: market and outcome in S1's words. */
  #names(market: MarketId): readonly [event: string, outcome: string] {
    const event = this.#readSide.data.catalogue.market(market)?.event;
    return [event === undefined ? "" : formatId("evt", event), formatId("mkt", market)];
  }
}

function volumeKey(market: string): string {
  return `market:volume:${encodeURIComponent(market)}`;
}
