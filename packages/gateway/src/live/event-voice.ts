import type { EventId, MarketId } from "@probity/core";
import type { MarketData, Trade } from "@probity/market-data";
import { PM_CHANNELS, formatChannel, formatId, marketTradeJson } from "@probity/protocol";
import type { PmChannel } from "@probity/protocol";
import { textFrame } from "../wire/websocket/frame-writer.ts";
import type { Voice } from "./broadcast.ts";
import type { ChannelLinks } from "./channel-links.ts";
import { OUTCOMES, eventOf, lastOf, marketUpdate, wholeBook } from "./event-messages.ts";
import type { MarketChange } from "./market-changes.ts";
import type { MarketFollower } from "./native-voice.ts";

/** One channel with its followers. */
interface Topic {
  readonly channel: PmChannel;
  /** As clients write it. */
  readonly name: string;
  readonly followers: Set<MarketFollower>;
  /** What its next message is linked to. */
  told: number;
}

/** One message of a topic: the body is text already, because several topics may say the same. */
interface Said {
  readonly type: "market_trade" | "orderbook" | "market_update";
  readonly sequence: number;
  readonly body: string;
}

/**
 * The channels of source S1 on `/ws`: `trades:`, `orderbook:` and `market:` of an event, and `*`.
 * Topics go by the names that the same data has between processes.
 */
export class EventVoice implements Voice {
  readonly #data: MarketData;
  readonly #links: ChannelLinks;
  readonly #topics = new Map<string, Topic>();
  /** How many topics are about an event; under null those about all. */
  readonly #events = new Map<EventId | null, number>();

  constructor(data: MarketData, links: ChannelLinks) {
    this.#data = data;
    this.#links = links;
  }

  get isListenedTo(): boolean {
    return this.#topics.size > 0;
  }

  wants(market: MarketId): boolean {
    if (this.#topics.size === 0) return false;
    return this.#events.has(null) || this.#events.has(eventOf(this.#data, market));
  }

  /** Call it when nothing of the channel is pending. */
  add(channel: PmChannel, follower: MarketFollower): void {
    const key = keyOf(channel);
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      const told = lastOf(channel, this.#data, this.#links);
      topic = { channel, name: formatChannel(channel), followers: new Set(), told };
      this.#topics.set(key, topic);
      this.#count(channel.event, 1);
    }
    topic.followers.add(follower);
  }

  remove(channel: PmChannel, follower: MarketFollower): void {
    const key = keyOf(channel);
    const topic = this.#topics.get(key);
    topic?.followers.delete(follower);
    if (topic?.followers.size !== 0) return;
    this.#topics.delete(key);
    this.#count(channel.event, -1);
  }

  tell(changes: readonly MarketChange[]): void {
    const bodies = new Map<Trade | string, string>();
    if (this.#events.has(null)) this.#tellEvent(null, changes, bodies);
    const byEvent = new Map<EventId, MarketChange[]>();
    for (const change of changes) {
      const event = eventOf(this.#data, change.market);
      if (!this.#events.has(event)) continue;
      const own = byEvent.get(event);
      if (own === undefined) byEvent.set(event, [change]);
      else own.push(change);
    }
    for (const [event, own] of byEvent) this.#tellEvent(event, own, bodies);
  }

  /** @param event null: the topics of all events. @param bodies made already in this tick. */
  #tellEvent(
    event: EventId | null,
    changes: readonly MarketChange[],
    bodies: Map<Trade | string, string>,
  ): void {
    const trades = this.#topics.get(PM_CHANNELS.trades(event));
    if (trades !== undefined) this.#say(trades, this.#trades(changes, bodies));
    const books = this.#topics.get(PM_CHANNELS.orderbook(event, null));
    if (books !== undefined) {
      const each = OUTCOMES.flatMap((outcome) => this.#books(changes, outcome, bodies));
      this.#say(books, each);
    }
    if (event === null) return;
    for (const change of changes) {
      for (const outcome of OUTCOMES) {
        const book = { market: change.market, outcome };
        const topic = this.#topics.get(PM_CHANNELS.orderbook(event, book));
        if (topic !== undefined) this.#say(topic, this.#books([change], outcome, bodies));
      }
    }
    const market = this.#topics.get(PM_CHANNELS.prob(event));
    if (market !== undefined) this.#say(market, this.#updates(event, changes));
  }

  #trades(changes: readonly MarketChange[], bodies: Map<Trade | string, string>): Said[] {
    return changes.flatMap(({ market, trades }) =>
      (trades?.trades ?? []).map((trade) => {
        const make = () => marketTradeJson(eventOf(this.#data, market), trade);
        return {
          type: "market_trade",
          sequence: trade.sequence,
          body: `"data":${bodyOf(bodies, trade, make)}`,
        };
      }),
    );
  }

  #books(
    changes: readonly MarketChange[],
    outcome: "yes" | "no",
    bodies: Map<Trade | string, string>,
  ): Said[] {
    return changes.flatMap(({ market, book }) => {
      if (book === null) return [];
      const event = eventOf(this.#data, market);
      const make = () => wholeBook(this.#data, event, market, outcome, book.time);
      const body = `"data":${bodyOf(bodies, `${market}${outcome}`, make)}`;
      return [{ type: "orderbook", sequence: book.sequence, body }];
    });
  }

  #updates(event: EventId, changes: readonly MarketChange[]): Said[] {
    return changes.flatMap(({ market, trades, status }) => {
      if (trades === null && status === null) return [];
      const sequence = Math.max(trades?.sequence ?? 0, status?.status.sequence ?? 0);
      const time = Math.max(trades?.trades.at(-1)?.time ?? 0, status?.status.time ?? 0);
      const data = JSON.stringify(marketUpdate(this.#data, event, market, time));
      const body = `"outcome_id":"${formatId("mkt", market)}","data":${data}`;
      return [{ type: "market_update", sequence, body }];
    });
  }

  /** One message each, in the order of the commands, encoded once for all followers. */
  #say(topic: Topic, all: Said[]): void {
    if (all.length === 0) return;
    all.sort((a, b) => a.sequence - b.sequence);
    const frames = all.map(({ type, sequence, body }) => {
      const place = `"channel":"${topic.name}","seq":${sequence},"prev_seq":${topic.told}`;
      topic.told = sequence;
      return textFrame(`{"type":"${type}",${place},${body}}`);
    });
    const frame = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
    for (const follower of topic.followers) follower.tell(topic.channel, topic.name, frame);
  }

  #count(event: EventId | null, by: 1 | -1): void {
    const count = (this.#events.get(event) ?? 0) + by;
    if (count === 0) this.#events.delete(event);
    else this.#events.set(event, count);
  }
}

function bodyOf(
  bodies: Map<Trade | string, string>,
  key: Trade | string,
  make: () => object,
): string {
  let body = bodies.get(key);
  if (body === undefined) {
    body = JSON.stringify(make());
    bodies.set(key, body);
  }
  return body;
}

function keyOf(channel: PmChannel): string {
  switch (channel.kind) {
    case "pm-trades":
      return PM_CHANNELS.trades(channel.event);
    case "pm-orderbook":
      return PM_CHANNELS.orderbook(channel.event, channel.book);
    case "pm-market":
      return PM_CHANNELS.prob(channel.event);
    default:
      return channel satisfies never;
  }
}
