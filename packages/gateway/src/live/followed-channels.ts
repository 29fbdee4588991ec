import { formatChannel } from "@probity/protocol";
import type { ServerMessage } from "@probity/protocol";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import type { Broadcast } from "./broadcast.ts";
import type { ChannelLog } from "./channel-log.ts";
import { missedMessages, snapshotOf } from "./messages.ts";
import type { OpenChannel } from "./messages.ts";
import type { MessageId } from "./order-messages.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Channels of one connection. */
const CHANNELS_MAX = 1_000;
/** Unread bytes from which on changes of books are no longer sent to a reader, but left to a `resync`. */
const BEHIND_BYTES = 256 << 10;

interface ChannelParts<Follower> {
  readonly venue: Venue;
  readonly log: ChannelLog;
  readonly subscriptions: Subscriptions<Follower>;
  readonly broadcast: Broadcast;
}

/** The way to the reader. */
interface Reader {
  readonly isOpen: boolean;
  send(message: ServerMessage): void;
  /** Whether more than that waits for the reader. */
  leavesUnread(bytes: number): boolean;
}

/** The channels one connection follows, and how far it was told of them. */
export class FollowedChannels<Follower> {
  readonly #parts: ChannelParts<Follower>;
  readonly #follower: Follower;
  readonly #reader: Reader;
  readonly #byName = new Map<string, OpenChannel>();
  /** Books whose changes the reader was too slow for; they begin anew when it has caught up. */
  readonly #behind = new Set<string>();
  /** What the reader had been told when it fell behind. */
  #behindSince = 0;

  /** @param follower is told of all channels through the subscriptions. */
  constructor(parts: ChannelParts<Follower>, follower: Follower, reader: Reader) {
    this.#parts = parts;
    this.#follower = follower;
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
    const { toldSequence } = this.#parts.broadcast;
    return this.isBehind ? Math.min(this.#behindSince, toldSequence) : toldSequence;
  }

  /**
   * Follows a channel from now on: sends a snapshot, or what came after `resumeFrom`.
   *
   * @throws Refusal
   */
  async join(channel: OpenChannel, id: MessageId, resumeFrom: number | undefined): Promise<void> {
    await this.#settled(channel);
    if (!this.#reader.isOpen) return;
    // From here to the end nothing else runs, so nothing falls between snapshot and messages.
    const { subscriptions, venue, log } = this.#parts;
    const snapshot = snapshotOf(channel, venue.readSide);
    if (snapshot === null) throw refuse("MARKET_NOT_FOUND", {}, venue.readSide.sequence);
    const name = formatChannel(channel);
    if (!this.#byName.has(name) && this.#byName.size >= CHANNELS_MAX) {
      throw refuse("TOO_MANY_CHANNELS", { limit: CHANNELS_MAX });
    }
    this.#byName.set(name, channel);
    this.#behind.delete(name);
    subscriptions.add(channel, this.#follower);
    const named = id === undefined ? {} : { id };
    const missed = resumeFrom === undefined ? null : log.since(resumeFrom);
    if (missed === null) {
      const type = resumeFrom === undefined ? "subscribed" : "resync";
      return this.#reader.send({ type, ...named, ...snapshot });
    }
    const messages = missedMessages(channel, missed, venue.readSide);
    const place = messages[0]?.prev_seq ?? snapshot.seq;
    this.#reader.send({ type: "resumed", ...named, channel: name, seq: place, prev_seq: place });
    for (const message of messages) this.#reader.send(message);
  }

  leave(name: string): void {
    const channel = this.#byName.get(name);
    if (channel === undefined) return;
    this.#byName.delete(name);
    this.#behind.delete(name);
    this.#parts.subscriptions.remove(channel, this.#follower);
  }

  leaveAll(): void {
    for (const name of this.#byName.keys()) this.leave(name);
  }

  /** Leaves the channels of orders. @returns their names. */
  leaveOrders(): string[] {
    const orders = [...this.#byName].filter(([, { kind }]) => kind === "orders");
    return orders.map(([name]) => {
      this.leave(name);
      return name;
    });
  }

  /** Whether a change of a book is to be sent; if the reader is too slow, the book begins anew later. */
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
    const { venue } = this.#parts;
    for (const name of this.#behind) {
      const channel = this.#byName.get(name);
      if (channel !== undefined) await this.#settled(channel);
      if (channel === undefined || !this.#behind.has(name)) continue;
      if (this.#reader.leavesUnread(BEHIND_BYTES)) return;
      this.#behind.delete(name);
      const snapshot = snapshotOf(channel, venue.readSide);
      if (snapshot !== null) this.#reader.send({ type: "resync", ...snapshot });
    }
  }

  /** A channel is joined between two ticks, where its next message links to the snapshot. */
  async #settled(channel: OpenChannel): Promise<void> {
    const { broadcast } = this.#parts;
    while (broadcast.isPending(channel)) await broadcast.settled();
  }
}
