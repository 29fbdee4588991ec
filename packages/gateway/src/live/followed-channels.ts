import { formatChannel } from "@probity/protocol";
import type { ServerMessage } from "@probity/protocol";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { stateMessages, stateSnapshot } from "./account-messages.ts";
import type { AccountFollower, AccountWatches } from "./account-watches.ts";
import type { Broadcast } from "./broadcast.ts";
import type { ChannelLog, OrdersUpdate } from "./channel-log.ts";
import { eventSnapshot, marketsOf, missedTrades } from "./event-messages.ts";
import type { EventVoice } from "./event-voice.ts";
import { missedMessages, ordersMessage, snapshotOf } from "./messages.ts";
import type { OpenChannel, StateChannel } from "./messages.ts";
import type { MarketFollower, NativeVoice } from "./native-voice.ts";
import type { MessageId } from "./order-messages.ts";
import type { OrderSubscriptions, OrdersFollower } from "./subscriptions.ts";

/** Unread bytes from which on changes of books are no longer sent to a reader, but left to a `resync`. */
const BEHIND_BYTES = 256 << 10;

/** What the channels of `/ws` are made of. */
export interface ChannelParts {
  readonly venue: Venue;
  readonly log: ChannelLog;
  readonly native: NativeVoice;
  readonly events: EventVoice;
  readonly orders: OrderSubscriptions;
  readonly watches: AccountWatches;
  readonly broadcast: Broadcast;
}

/** The way to the reader. */
interface Reader extends MarketFollower {
  readonly isOpen: boolean;
  send(message: ServerMessage): void;
  /** Whether more than that waits for the reader. */
  leavesUnread(bytes: number): boolean;
  /** Whether the reader may still be told what is its own; ends all of that if not. */
  mayHearOwn(): boolean;
}

type JoinedChannel = Exclude<OpenChannel, StateChannel>;

/** A channel that is followed, with whatever is told in its name. */
interface Followed {
  readonly channel: OpenChannel;
  readonly own: OrdersFollower | AccountFollower | null;
}

/** The channels one connection follows, and how far it was told of them. */
export class FollowedChannels {
  readonly #parts: ChannelParts;
  readonly #reader: Reader;
  readonly #byName = new Map<string, Followed>();
  /** Books whose changes the reader was too slow for; they begin anew when it has caught up. */
  readonly #behind = new Set<string>();
  /** What the reader had been told when it fell behind. */
  #behindSince = 0;

  constructor(parts: ChannelParts, reader: Reader) {
    this.#parts = parts;
    this.#reader = reader;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Whether some book waits to begin anew. */
  get isBehind(): boolean {
    return this.#behind.size > 0;
  }

  /** Everything up to here was said on these channels. */
  get toldSequence(): number {
    const { broadcast, watches } = this.#parts;
    const told = Math.min(broadcast.toldSequence, watches.toldSequence);
    return this.isBehind ? Math.min(this.#behindSince, told) : told;
  }

  /**
   * Follows a channel from now on: sends a snapshot, or what came after `resumeFrom`.
   *
   * @throws Refusal
   */
  async join(channel: OpenChannel, id: MessageId, resumeFrom: number | undefined): Promise<void> {
    const name = formatChannel(channel);
    const limit = this.#parts.venue.settings.liveChannels;
    const isFull = (): boolean => !this.#byName.has(name) && this.#byName.size >= limit;
    if (isFull()) throw refuse("TOO_MANY_CHANNELS", { limit });
    if (isStateChannel(channel)) return this.#joinState(channel, id, resumeFrom !== undefined);
    await this.#settled(channel);
    if (!this.#reader.isOpen) return;
    // From here to the end nothing else runs, so nothing falls between snapshot and messages.
    const { venue, log } = this.#parts;
    const snapshot = this.#snapshot(channel);
    if (snapshot === null) throw refuse("MARKET_NOT_FOUND", {}, venue.readSide.sequence);
    if (isFull()) throw refuse("TOO_MANY_CHANNELS", { limit });
    this.#add(name, channel);
    const named = id === undefined ? {} : { id };
    const isAtHand = resumeFrom !== undefined && log.reaches(resumeFrom);
    const messages = isAtHand ? this.#missed(channel, resumeFrom) : null;
    if (messages === null) {
      const type = resumeFrom === undefined ? "subscribed" : "resync";
      return this.#reader.send({ type, ...named, ...snapshot });
    }
    const place = messages[0]?.prev_seq ?? snapshot.seq;
    this.#reader.send({ type: "resumed", ...named, channel: name, seq: place, prev_seq: place });
    for (const message of messages) this.#reader.send(message);
  }

  leave(name: string): void {
    const followed = this.#byName.get(name);
    if (followed === undefined) return;
    this.#byName.delete(name);
    this.#behind.delete(name);
    const { native, events, orders, watches } = this.#parts;
    const { channel, own } = followed;
    switch (channel.kind) {
      case "book":
      case "trades":
      case "market":
        return native.subscriptions.remove(channel, this.#reader);
      case "pm-trades":
      case "pm-orderbook":
      case "pm-market":
        return events.remove(channel, this.#reader);
      case "orders":
        return orders.remove(channel.account, own as OrdersFollower);
      case "balances":
      case "positions":
      case "shares":
        return watches.leave(channel.account, own as AccountFollower);
      default:
        return channel satisfies never;
    }
  }

  leaveAll(): void {
    for (const name of this.#byName.keys()) this.leave(name);
  }

  /** Leaves the channels of accounts. @returns their names. */
  leaveOwn(): string[] {
    const own = [...this.#byName].filter(([, { channel }]) => "account" in channel);
    return own.map(([name]) => {
      this.leave(name);
      return name;
    });
  }

  /** Whether a book's change is to be sent; if the reader is too slow, the book begins anew later. */
  takesBook(name: string): boolean {
    if (this.#behind.has(name)) return false;
    if (!this.#reader.leavesUnread(BEHIND_BYTES)) return true;
    // What was told before this change; it is left out itself.
    if (!this.isBehind) this.#behindSince = this.#parts.broadcast.toldSequence;
    this.#behind.add(name);
    return false;
  }

  /** Begins the books anew that the reader was too slow for. */
  async catchUp(): Promise<void> {
    for (const name of this.#behind) {
      const channel = this.#byName.get(name)?.channel;
      if (channel === undefined || isStateChannel(channel)) continue;
      await this.#settled(channel);
      if (!this.#behind.has(name)) continue;
      if (this.#reader.leavesUnread(BEHIND_BYTES)) return;
      this.#behind.delete(name);
      const snapshot = this.#snapshot(channel);
      if (snapshot !== null) this.#reader.send({ type: "resync", ...snapshot });
    }
  }

  /** What an account holds comes from the machine: the snapshot is the first thing told. */
  async #joinState(channel: StateChannel, id: MessageId, isResumed: boolean): Promise<void> {
    // Whoever hung up while this waited its turn left everything already, and never will again.
    if (!this.#reader.isOpen) return;
    const name = formatChannel(channel);
    this.leave(name);
    const named = id === undefined ? {} : { id };
    let told = 0;
    const own: AccountFollower = {
      tellAccount: (state) => {
        if (!this.#reader.mayHearOwn()) return;
        if (state.isWhole) {
          told = state.sequence;
          const type = isResumed ? "resync" : "subscribed";
          return this.#reader.send({ type, ...named, ...stateSnapshot(channel, state) });
        }
        for (const message of stateMessages(channel, state, told)) {
          told = state.sequence;
          this.#reader.send(message);
        }
      },
    };
    this.#byName.set(name, { channel, own });
    try {
      await this.#parts.watches.join(channel.account, own);
    } catch (error) {
      if (this.#byName.get(name)?.own === own) this.leave(name);
      throw error;
    }
  }

  #add(name: string, channel: JoinedChannel): void {
    this.leave(name);
    const { native, events, orders } = this.#parts;
    switch (channel.kind) {
      case "book":
      case "trades":
      case "market":
        this.#byName.set(name, { channel, own: null });
        return native.subscriptions.add(channel, this.#reader);
      case "pm-trades":
      case "pm-orderbook":
      case "pm-market":
        this.#byName.set(name, { channel, own: null });
        return events.add(channel, this.#reader);
      case "orders": {
        const own = { tellOrders: (update: OrdersUpdate) => this.#tellOrders(update) };
        this.#byName.set(name, { channel, own });
        return orders.add(channel.account, own);
      }
      default:
        return channel satisfies never;
    }
  }

  /** Orders are nobody else's, so their messages are neither shared nor gathered. */
  #tellOrders(update: OrdersUpdate): void {
    if (this.#reader.mayHearOwn()) this.#reader.send(ordersMessage(update));
  }

  #snapshot(channel: JoinedChannel) {
    const { data, links } = this.#parts.venue.readSide;
    return isPm(channel) ? eventSnapshot(channel, data, links) : snapshotOf(channel, data, links);
  }

  #missed(channel: JoinedChannel, after: number) {
    const { log, venue } = this.#parts;
    const { data, links } = venue.readSide;
    return isPm(channel)
      ? missedTrades(channel, after, log, data, links)
      : missedMessages(channel, after, log, data, links);
  }

  /** A channel is joined between two ticks, where its next message links to the snapshot. */
  async #settled(channel: JoinedChannel): Promise<void> {
    const { broadcast, venue } = this.#parts;
    if (channel.kind === "orders") return;
    if (!isPm(channel)) return broadcast.settled((market) => market === channel.market);
    const { event } = channel;
    const markets = new Set(event === null ? [] : marketsOf(venue.readSide.data, event));
    return broadcast.settled((market) => event === null || markets.has(market));
  }
}

function isPm(channel: OpenChannel): channel is Extract<OpenChannel, { kind: `pm-${string}` }> {
  return "event" in channel;
}

function isStateChannel(channel: OpenChannel): channel is StateChannel {
  return "account" in channel && channel.kind !== "orders";
}

/** Whether a channel's messages stand for a whole book, or follow one: what a slow reader can do without. */
export function isOfBook(channel: OpenChannel): boolean {
  return channel.kind === "book" || (channel.kind === "pm-orderbook" && channel.event !== null);
}
