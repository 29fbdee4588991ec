import { textFrame } from "@probity/gateway";
import type { WriteTurn } from "@probity/gateway";
import { PRICE_ONE } from "@probity/core";
import type { Event, MarketId, Price } from "@probity/core";
import type { MarketData, MarketDataChanges } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { Desk } from "../desk.ts";
import type { MarketShelf } from "../markets/markets-part.ts";
import type { Token } from "../markets/known-markets.ts";
import { bookTime } from "../markets/token-books.ts";
import { bestPrices } from "../markets/token-prices.ts";
import type { BestPrices } from "../markets/token-prices.ts";
import type { ChainMarket } from "../ports.ts";
import { MarketChanges } from "./market-changes.ts";
import {
  OUTCOMES,
  bestBidAskJson,
  bookJson,
  lastTradePriceJson,
  marketResolvedJson,
  newMarketJson,
  priceChangeJson,
  tickSizeChangeJson,
} from "./market-frames.ts";
import type { Both } from "./market-frames.ts";

/** Levels told one by one; where more have changed, the whole books are told. */
const LEVELS_MOST = 250;
/** Characters of a book that is told with each tick in which somebody traded; a larger one once a second. */
const BOOK_TEXT_MOST = 64 << 10;
const LARGE_BOOK_MS = 1_000;
/** The time that telling took, times this, passes before the next tick: others have work to do, too. */
const REST = 4;

/** Who follows tokens. */
export interface MarketFollower {
  /** Wants `best_bid_ask`, `new_market` and `market_resolved`, too. */
  readonly hasCustomFeatures: boolean;
  /** @param frame shared with others. */
  tell(frame: Buffer): void;
}

interface Followed {
  readonly chain: ChainMarket;
  readonly followers: Both<Set<MarketFollower>>;
  /** As they were told. */
  best: Both<BestPrices>;
  tickSize: Price;
  /** When a large book was told last. */
  toldAt: number;
}

/**
 * Tells what happens to markets on the market channel: of each tick what changed in it, each message
 * made once for all who follow. Of what nobody follows nothing is gathered.
 */
export class MarketVoice {
  readonly #desk: Desk;
  readonly #shelf: MarketShelf;
  readonly #turn: Pick<WriteTurn, "hasBulk">;
  readonly #markets = new Map<MarketId, Followed>();
  /** Everybody with custom features, for new markets. */
  readonly #custom = new Set<MarketFollower>();
  readonly #pending = new Map<MarketId, MarketChanges>();
  #nextTick = 0;
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;

  constructor(desk: Desk, shelf: MarketShelf, turn: Pick<WriteTurn, "hasBulk">) {
    this.#desk = desk;
    this.#shelf = shelf;
    this.#turn = turn;
  }

  /** Markets that somebody follows. */
  get followedMarkets(): number {
    return this.#markets.size;
  }

  /** From now on the follower is told of the token; its parameters must be loaded. */
  follow({ market: chain, outcome }: Token, follower: MarketFollower): void {
    const { market } = chain;
    let followed = this.#markets.get(market);
    if (followed === undefined) {
      const followers = { yes: new Set<MarketFollower>(), no: new Set<MarketFollower>() };
      const tickSize = this.#data.statuses.status(market)?.tickSize ?? PRICE_ONE;
      followed = { chain, followers, best: this.#bestOf(market), tickSize, toldAt: 0 };
      this.#markets.set(market, followed);
    }
    followed.followers[outcome].add(follower);
  }

  leave({ market: { market }, outcome }: Token, follower: MarketFollower): void {
    const followed = this.#markets.get(market);
    if (followed === undefined) return;
    const { yes, no } = followed.followers;
    followed.followers[outcome].delete(follower);
    if (yes.size + no.size > 0) return;
    this.#markets.delete(market);
    this.#pending.delete(market);
  }

  /** To be called whenever the follower wants custom features, or no longer does. */
  setCustom(follower: MarketFollower, isWanted: boolean): void {
    if (isWanted) this.#custom.add(follower);
    else this.#custom.delete(follower);
  }

  publish(changes: MarketDataChanges, { events }: FeedEntry<Event>, isLive: boolean): void {
    if (!isLive) return;
    if (this.#custom.size > 0) {
      for (const event of events) {
        if (event.type !== "MarketStateChanged" || event.from !== "draft") continue;
        if (event.to === "open") void this.#announce(event.market);
      }
    }
    if (this.#markets.size === 0) return;
    for (const update of changes.books) this.#changesOf(update.market)?.addBook(update);
    for (const trade of changes.trades) this.#changesOf(trade.market)?.trades.push(trade);
    if (changes.statuses.length > 0) {
      for (const event of events) this.#addStatus(event);
    }
    if (this.#pending.size === 0) return;
    if (this.#desk.venue.settings.liveTickMs === 0) this.#tick();
    else this.#schedule();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#pending.clear();
    this.#markets.clear();
    this.#custom.clear();
  }

  get #data(): MarketData {
    return this.#desk.venue.readSide.data;
  }

  #bestOf(market: MarketId): Both<BestPrices> {
    const data = this.#data;
    return { yes: bestPrices(data, market, "yes"), no: bestPrices(data, market, "no") };
  }

  /** Where changes of the market are gathered; null when nobody follows it. */
  #changesOf(market: MarketId): MarketChanges | null {
    let changes = this.#pending.get(market);
    if (changes !== undefined) return changes;
    if (!this.#markets.has(market)) return null;
    changes = new MarketChanges(market);
    this.#pending.set(market, changes);
    return changes;
  }

  #addStatus(event: Event): void {
    if (event.type === "EndingFixed") {
      const changes = this.#changesOf(event.market);
      if (changes !== null) changes.hasEnded = true;
    } else if (event.type === "TickSizeChanged") {
      const changes = this.#changesOf(event.market);
      if (changes !== null) changes.newTickSizes.push(event.tickSize);
    }
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isDue) return;
    const waitMs = this.#nextTick - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#tickIfIdle(), waitMs);
      return;
    }
    // Commands that became durable together are folded in together; they are one message then.
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#tickIfIdle();
    });
  }

  #tickIfIdle(): void {
    this.#timer = null;
    if (!this.#turn.hasBulk) return this.#tick();
    this.#nextTick = performance.now() + this.#desk.venue.settings.liveTickMs;
    this.#schedule();
  }

  #tick(): void {
    const began = performance.now();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const changes of pending) {
      const followed = this.#markets.get(changes.market);
      if (followed !== undefined) this.#tell(followed, changes);
    }
    const ended = performance.now();
    const restMs = Math.max(this.#desk.venue.settings.liveTickMs, (ended - began) * REST);
    this.#nextTick = began + restMs;
  }

  #tell(followed: Followed, changes: MarketChanges): void {
    const { chain, followers } = followed;
    const { market } = chain;
    const data = this.#data;
    const status = data.statuses.status(market);
    const parameters = this.#shelf.parameters.of(market);
    const books = this.#booksOf(chain);
    if (status === null || parameters === null || books === null) return;
    const { levels, trades, newTickSizes } = changes;
    const time = bookTime(data, market);

    for (const tickSize of newTickSizes) {
      const change = { from: followed.tickSize, to: tickSize, time: status.time };
      for (const outcome of OUTCOMES) {
        toAll(followers[outcome], () => tickSizeChangeJson(chain, outcome, change));
      }
      followed.tickSize = tickSize;
    }
    const best = this.#bestOf(market);
    for (const outcome of OUTCOMES) {
      const isSame =
        best[outcome].bid === followed.best[outcome].bid &&
        best[outcome].ask === followed.best[outcome].ask;
      if (isSame) continue;
      const told = () => bestBidAskJson(chain, outcome, best[outcome], time);
      toAll([...followers[outcome]].filter(wantsCustom), told);
    }
    followed.best = best;
    const isWhole = levels.length > LEVELS_MOST;
    if (levels.length > 0 && !isWhole) {
      toAll(everybody(followed), () => priceChangeJson(chain, levels, { time, books, best }));
    }
    for (const trade of trades) {
      const { transactionHash } = this.#desk.settlements.of(trade.match, trade.time);
      const outcome = trade.taker?.outcome ?? "yes";
      toAll(followers[outcome], () =>
        lastTradePriceJson(chain, trade, parameters, transactionHash),
      );
    }
    if (isWhole || (trades.length > 0 && this.#mayTellBook(followed, books.yes.text.length))) {
      for (const outcome of OUTCOMES) toAll(followers[outcome], () => bookJson(books[outcome]));
    }
    if (changes.hasEnded) {
      const event = data.catalogue.event(chain.event);
      const told = () => marketResolvedJson(chain, event, status);
      toAll([...everybody(followed)].filter(wantsCustom), told);
    }
  }

  /** A large book is told seldom: what changed in it was told already. */
  #mayTellBook(followed: Followed, characters: number): boolean {
    if (characters <= BOOK_TEXT_MOST) return true;
    const now = performance.now();
    if (now - followed.toldAt < LARGE_BOOK_MS) return false;
    followed.toldAt = now;
    return true;
  }

  #booksOf(chain: ChainMarket) {
    const [yes, no] = OUTCOMES.map((outcome) => this.#shelf.books.of(chain, outcome));
    return yes && no ? { yes, no } : null;
  }

  async #announce(market: MarketId): Promise<void> {
    const chain = this.#desk.markets.of(market);
    if (chain === null) return;
    const [known] = await this.#shelf.known.describe([chain]).catch(() => []);
    if (known === undefined) return;
    const { catalogue } = this.#data;
    const words = { market: known.words, event: catalogue.event(chain.event) };
    toAll(this.#custom, () => newMarketJson(chain, words, known.parameters, known.status));
  }
}

function wantsCustom({ hasCustomFeatures }: MarketFollower): boolean {
  return hasCustomFeatures;
}

/** Each follower once, of whichever token. */
function everybody({ followers: { yes, no } }: Followed): Iterable<MarketFollower> {
  if (no.size === 0) return yes;
  return yes.size === 0 ? no : new Set([...yes, ...no]);
}

/** Makes the message if anybody is there to hear it, once for all. */
function toAll(followers: Iterable<MarketFollower>, message: () => string): void {
  let frame: Buffer | null = null;
  for (const follower of followers) {
    frame ??= textFrame(message());
    follower.tell(frame);
  }
}
