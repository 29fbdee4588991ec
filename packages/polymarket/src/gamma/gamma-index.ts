import { setImmediate } from "node:timers/promises";
import type { Event, EventId, MarketId } from "@probity/core";
import type { MarketData, MarketDataChanges } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import type { Desk } from "../desk.ts";
import { marketEnd } from "../market-ends.ts";
import { isListed, standingOf } from "../markets/market-standing.ts";
import { tokenPrice } from "../markets/market-json.ts";
import type { Parameters } from "../markets/parameters.ts";
import { competitiveOf, liquidityOf } from "./figures.ts";
import { RankedList } from "./ranked-list.ts";
import type { Keys } from "./ranked-list.ts";
import { TagBook } from "./tag-book.ts";

/** What never ends comes last, and a cursor can say it. */
const NEVER = 8_640_000_000_000_000;
/** The volume of a day shrinks by itself; it is looked at again after so long. */
const DAY_VOLUME_MS = 60_000;
/** Markets read from the machine, and listed, at a stretch. */
const READ_AT_ONCE = 1_000;

/**
 * The venue's listed events and markets in every order and by every tag. Built when it is first
 * asked; from then on it costs what changed since it was asked last, not what there is.
 */
export class GammaIndex {
  readonly tags = new TagBook();
  readonly markets: RankedList<MarketId>;
  readonly events: RankedList<EventId>;
  readonly #desk: Desk;
  readonly #parameters: Parameters;
  /** What stood in books after so many updates of theirs. */
  readonly #liquidity = new Map<MarketId, { readonly updates: number; readonly value: number }>();
  /** Null before anybody asks. */
  #changed: Set<MarketId> | null = null;
  #moved = new Set<MarketId>();
  #turn: Promise<void> = Promise.resolve();
  #dayVolumesAt = 0;

  constructor(desk: Desk, parameters: Parameters) {
    this.#desk = desk;
    this.#parameters = parameters;
    this.markets = new RankedList(this.#marketKeys());
    this.events = new RankedList(this.#eventKeys());
  }

  publish(changes: MarketDataChanges, { events }: FeedEntry<Event>): void {
    if (this.#changed === null) return;
    for (const { market } of changes.statuses) this.#changed.add(market);
    for (const { market } of changes.books) this.#moved.add(market);
    for (const { market } of changes.trades) this.#moved.add(market);
    for (const event of events) {
      if (event.type === "MarketUpdated") this.#changed.add(event.market);
      if (event.type === "EventUpdated") {
        const markets = this.#data.catalogue.event(event.event)?.markets ?? [];
        for (const market of markets) this.#changed.add(market);
      }
    }
  }

  /** Everything that is durable now is in it. */
  async fresh(): Promise<void> {
    const { readSide } = this.#desk.venue;
    await readSide.caughtUp();
    this.#turn = this.#turn.catch(() => {}).then(() => this.#take());
    await this.#turn;
  }

  /** When the market's trading ends as far as anybody said, ms; null: never. */
  endOf(market: MarketId): number | null {
    return marketEnd(this.#desk, this.#parameters, market);
  }

  startOf(market: MarketId): number {
    const words = this.#data.catalogue.market(market);
    return words?.openedAt ?? words?.createdAt ?? 0;
  }

  /** The event's listed markets, in its order. */
  marketsOf(event: EventId): readonly MarketId[] {
    const markets = this.#data.catalogue.event(event)?.markets ?? [];
    return markets.filter((market) => this.markets.has(market));
  }

  /** Micro-dollars. */
  volumeOf(market: MarketId): number {
    return Number(this.#data.tickers.ticker(market).volumeNotional);
  }

  dayVolumeOf(market: MarketId): number {
    return this.#data.dayVolumes.notional24h(market, Date.now());
  }

  liquidityOf(market: MarketId): number {
    const updates = this.#data.depth.book(market)?.updates ?? 0;
    const known = this.#liquidity.get(market);
    if (known?.updates === updates) return known.value;
    const value = liquidityOf(this.#data, market);
    this.#liquidity.set(market, { updates, value });
    return value;
  }

  /** 0 to 1. */
  yesPriceOf(market: MarketId): number {
    const status = this.#data.statuses.status(market);
    return status === null ? 0.5 : tokenPrice(this.#data, status, "yes");
  }

  get #data(): MarketData {
    return this.#desk.venue.readSide.data;
  }

  async #take(): Promise<void> {
    const isFirst = this.#changed === null;
    const all = isFirst ? this.#desk.markets.all().map(({ market }) => market) : [];
    const changed = this.#changed === null ? all : [...this.#changed];
    const moved = [...this.#moved];
    this.#changed = new Set();
    this.#moved = new Set();
    try {
      for (let at = 0; at < changed.length; at += READ_AT_ONCE) {
        const some = changed.slice(at, at + READ_AT_ONCE);
        await this.#parameters.load(some);
        this.#list(some);
        // The first time it is all there is, and others have their turn.
        if (at + READ_AT_ONCE < changed.length) await setImmediate();
      }
    } catch (error) {
      for (const market of changed) this.#changed.add(market);
      for (const market of moved) this.#moved.add(market);
      throw error;
    }
    this.#move(moved);
    this.#forgetOldVolume();
  }

  #list(markets: readonly MarketId[]): void {
    const { catalogue, statuses } = this.#data;
    const events = new Set<EventId>();
    for (const market of markets) {
      const status = statuses.status(market);
      if (status === null) continue;
      this.markets.set(market, isListed(status) ? standingOf(status).closed : null);
      events.add(status.event);
    }
    for (const id of events) {
      const event = catalogue.event(id);
      if (event === null) continue;
      const listed = this.marketsOf(id);
      const isOpen = listed.some((market) => !this.markets.isClosed(market));
      const standing = isOpen ? "open" : "closed";
      this.tags.set(event, listed.length === 0 ? null : standing);
      this.events.set(id, listed.length === 0 ? null : !isOpen);
    }
  }

  #move(markets: readonly MarketId[]): void {
    if (markets.length === 0) return;
    const events = markets.flatMap((market) => this.#data.catalogue.market(market)?.event ?? []);
    this.markets.moved(markets);
    this.events.moved([...new Set(events)]);
  }

  #forgetOldVolume(): void {
    const now = Date.now();
    if (now - this.#dayVolumesAt < DAY_VOLUME_MS) return;
    this.#dayVolumesAt = now;
    for (const order of DAY_VOLUMES) {
      this.markets.moved(this.markets.aboveZero(order), order);
      this.events.moved(this.events.aboveZero(order), order);
    }
  }

  #marketKeys(): Keys<MarketId> {
    const ticker = (market: MarketId) => this.#data.tickers.ticker(market);
    const words = (market: MarketId) => this.#data.catalogue.market(market);
    const volume = (market: MarketId) => this.volumeOf(market);
    const dayVolume = (market: MarketId) => this.dayVolumeOf(market);
    const liquidity = (market: MarketId) => this.liquidityOf(market);
    return {
      id: (market) => Number(this.#desk.markets.of(market)?.gammaId ?? 0),
      createdAt: (market) => words(market)?.createdAt ?? 0,
      startDate: (market) => this.startOf(market),
      endDate: (market) => this.endOf(market) ?? NEVER,
      closedTime: (market) => words(market)?.endedAt ?? 0,
      volume,
      volumeNum: volume,
      volumeClob: volume,
      volume24hr: dayVolume,
      volume24hrClob: dayVolume,
      liquidity,
      liquidityNum: liquidity,
      liquidityClob: liquidity,
      competitive: (market) => competitiveOf(this.yesPriceOf(market)),
      lastTradePrice: (market) => ticker(market).lastPrice ?? 0,
      bestBid: (market) => ticker(market).bestBid ?? 0,
      bestAsk: (market) => ticker(market).bestAsk ?? 10_000,
      spread: (market) => (ticker(market).bestAsk ?? 10_000) - (ticker(market).bestBid ?? 0),
    };
  }

  #eventKeys(): Keys<EventId> {
    const sum = (of: (market: MarketId) => number) => (event: EventId) =>
      this.marketsOf(event).reduce((total, market) => total + of(market), 0);
    const words = (event: EventId) => this.#data.catalogue.event(event);
    const liquidity = sum((market) => this.liquidityOf(market));
    return {
      id: (event) => Number(this.#desk.markets.ofEvent(event)[0]?.gammaEventId ?? 0),
      createdAt: (event) => words(event)?.createdAt ?? 0,
      creationDate: (event) => words(event)?.createdAt ?? 0,
      startDate: (event) => this.startOfEvent(event),
      endDate: (event) => this.endOfEvent(event) ?? NEVER,
      closedTime: (event) => this.closedAt(event) ?? 0,
      volume: sum((market) => this.volumeOf(market)),
      volume24hr: sum((market) => this.dayVolumeOf(market)),
      liquidity,
      liquidityClob: liquidity,
      competitive: (event) => this.competitiveOfEvent(event),
    };
  }

  startOfEvent(event: EventId): number {
    return Math.min(NEVER, ...this.marketsOf(event).map((market) => this.startOf(market)));
  }

  /** When the last of its markets ends; null: one of them never does. */
  endOfEvent(event: EventId): number | null {
    const ends = this.marketsOf(event).map((market) => this.endOf(market));
    return ends.length === 0 || ends.includes(null) ? null : Math.max(...(ends as number[]));
  }

  /** When the last of its markets ended; null: not all did. */
  closedAt(event: EventId): number | null {
    if (!this.events.isClosed(event)) return null;
    const { catalogue } = this.#data;
    return Math.max(
      0,
      ...this.marketsOf(event).map((market) => catalogue.market(market)?.endedAt ?? 0),
    );
  }

  /** Of its most open market. */
  competitiveOfEvent(event: EventId): number {
    return Math.max(
      0,
      ...this.marketsOf(event).map((market) => competitiveOf(this.yesPriceOf(market))),
    );
  }
}

const DAY_VOLUMES = ["volume24hr", "volume24hrClob"];
