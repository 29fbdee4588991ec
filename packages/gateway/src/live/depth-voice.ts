import type { Duplex } from "node:stream";
import { complement } from "@probity/core";
import type { MarketId, Outcome } from "@probity/core";
import type { LevelChange, MarketData } from "@probity/market-data";
import { DepthRequest, formatId, levelPair } from "@probity/protocol";
import type { DepthMessage } from "@probity/protocol";
import { refuse } from "../refusal.ts";
import type { Venue } from "../venue.ts";
import { textFrame } from "../wire/websocket/frame-writer.ts";
import type { WriteTurn } from "../wire/websocket/write-turn.ts";
import type { Broadcast, Voice } from "./broadcast.ts";
import { ClientSocket } from "./client-socket.ts";
import { OUTCOMES, eventOf } from "./event-messages.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { BookChanges, MarketChange } from "./market-changes.ts";

/** Levels a side in a snapshot: a whole book. */
const SNAPSHOT_LEVELS = 10_000;
/** Unread bytes from which on a reader gets a new snapshot later instead of changes. */
const BEHIND_BYTES = 256 << 10;

/** What the connections of `/depth` share. */
export interface DepthParts {
  readonly venue: Venue;
  readonly depth: DepthVoice;
  readonly broadcast: Broadcast;
  readonly turn: WriteTurn;
}

type Followers = Readonly<Record<Outcome, Set<DepthConnection>>>;

/** Source S4's public socket `/depth`: a snapshot, then increments with an update id without gaps. */
export class DepthVoice implements Voice {
  readonly #data: MarketData;
  readonly #markets = new Map<MarketId, Followers>();

  constructor(data: MarketData) {
    this.#data = data;
  }

  get isListenedTo(): boolean {
    return this.#markets.size > 0;
  }

  wants(market: MarketId): boolean {
    return this.#markets.has(market);
  }

  add(market: MarketId, outcome: Outcome, follower: DepthConnection): void {
    let followers = this.#markets.get(market);
    if (followers === undefined) {
      followers = { yes: new Set(), no: new Set() };
      this.#markets.set(market, followers);
    }
    followers[outcome].add(follower);
  }

  remove(market: MarketId, outcome: Outcome, follower: DepthConnection): void {
    const followers = this.#markets.get(market);
    followers?.[outcome].delete(follower);
    if (followers !== undefined && followers.yes.size + followers.no.size === 0) {
      this.#markets.delete(market);
    }
  }

  tell(changes: readonly MarketChange[]): void {
    for (const { market, book } of changes) {
      const followers = this.#markets.get(market);
      if (followers === undefined || book === null) continue;
      for (const outcome of OUTCOMES) {
        if (followers[outcome].size === 0) continue;
        const frame = textFrame(JSON.stringify(updateMessage(this.#data, book, outcome)));
        for (const follower of followers[outcome]) follower.tell(market, outcome, frame);
      }
    }
  }
}

/** One connection to `/depth`. */
export class DepthConnection implements LiveSocket {
  readonly #parts: DepthParts;
  readonly #socket: ClientSocket<DepthRequest>;
  /** By market and outcome; true: it was too slow, and begins anew when it has caught up. */
  readonly #books = new Map<string, { market: MarketId; outcome: Outcome; isBehind: boolean }>();
  #isCatchingUp = false;

  constructor(raw: Duplex, parts: DepthParts, onClose: () => void) {
    this.#parts = parts;
    this.#socket = new ClientSocket(raw, {
      turn: parts.turn,
      schema: DepthRequest,
      slowReaderBytes: parts.venue.settings.slowReaderBytes,
      noteFailure: parts.venue.noteFailure,
      answer: (request) => this.#answer(request),
      onDrain: () => void this.#catchUp(),
      onClose: () => {
        for (const { market, outcome } of this.#books.values()) {
          parts.depth.remove(market, outcome, this);
        }
        this.#books.clear();
        onClose();
      },
    });
  }

  tell(market: MarketId, outcome: Outcome, frame: Buffer): void {
    const book = this.#books.get(keyOf(market, outcome));
    if (book === undefined) return;
    if (!book.isBehind && this.#socket.leavesUnread(BEHIND_BYTES)) book.isBehind = true;
    if (!book.isBehind) this.#socket.sendFrame(frame);
  }

  checkAlive(): void {
    this.#say({ type: "heartbeat", ...this.#told() });
    this.#socket.checkAlive();
  }

  checkToken(): void {}

  close(): void {
    this.#socket.close("GOING_AWAY");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #answer(request: DepthRequest): Promise<void> {
    if (request.type === "ping") return this.#say({ type: "pong", ...this.#told() });
    const { market_id: market, outcome } = request;
    const key = keyOf(market, outcome);
    const { venue, broadcast, depth } = this.#parts;
    if (request.type === "unsubscribe") {
      this.#books.delete(key);
      depth.remove(market, outcome, this);
      const named = { market_id: formatId("mkt", market), outcome };
      return this.#say({ type: "unsubscribed", ...named });
    }
    const limit = venue.settings.liveChannels;
    if (!this.#books.has(key) && this.#books.size >= limit) {
      throw refuse("TOO_MANY_CHANNELS", { limit });
    }
    // What is durable by now is in the snapshot.
    await venue.readSide.caughtUp();
    await broadcast.settled((other) => other === market);
    if (!this.#socket.isOpen) return;
    const snapshot = snapshotMessage(venue.readSide.data, market, outcome);
    if (snapshot === null) throw refuse("MARKET_NOT_FOUND", {}, venue.readSide.sequence);
    this.#books.set(key, { market, outcome, isBehind: false });
    depth.add(market, outcome, this);
    this.#say(snapshot);
  }

  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    const { venue, broadcast } = this.#parts;
    for (const book of this.#books.values()) {
      if (!book.isBehind) continue;
      await broadcast.settled((market) => market === book.market);
      if (!this.#socket.isOpen || this.#socket.leavesUnread(BEHIND_BYTES)) break;
      if (this.#books.get(keyOf(book.market, book.outcome)) !== book) continue;
      book.isBehind = false;
      const snapshot = snapshotMessage(venue.readSide.data, book.market, book.outcome);
      if (snapshot !== null) this.#say(snapshot);
    }
    this.#isCatchingUp = false;
  }

  #told() {
    return { seq: this.#parts.broadcast.toldSequence, timestamp: Date.now() };
  }

  #say(message: DepthMessage): void {
    this.#socket.send(message);
  }
}

function snapshotMessage(
  data: MarketData,
  market: MarketId,
  outcome: Outcome,
): DepthMessage | null {
  const book = data.depth.book(market);
  if (book === null) return null;
  const view = book.view(outcome, SNAPSHOT_LEVELS);
  return {
    type: "snapshot",
    event_id: formatId("evt", eventOf(data, market)),
    market_id: formatId("mkt", market),
    outcome,
    update_id: book.updates,
    seq: book.sequence,
    bids: view.bids.map(levelPair),
    asks: view.asks.map(levelPair),
    timestamp: Date.now(),
  };
}

/** @param book what changed since the last message; `data` has all of it folded in, and no more. */
function updateMessage(data: MarketData, book: BookChanges, outcome: Outcome): DepthMessage {
  const { market, count, sequence, time } = book;
  const updateId = data.depth.book(market)?.updates ?? 0;
  const bids: [string, string][] = [];
  const asks: [string, string][] = [];
  for (const change of book.levels) {
    const { side, level } = inTermsOf(change, outcome);
    (side === "bid" ? bids : asks).push(levelPair(level));
  }
  return {
    type: "update",
    first_update_id: updateId - count + 1,
    event_id: formatId("evt", eventOf(data, market)),
    market_id: formatId("mkt", market),
    outcome,
    update_id: updateId,
    seq: sequence,
    bids,
    asks,
    timestamp: time,
  };
}

/** In NO terms a bid is an ask at the other price. */
function inTermsOf(change: LevelChange, outcome: Outcome) {
  const { side, price, quantity } = change;
  if (outcome === "yes") return { side, level: { price, quantity } };
  const other = side === "bid" ? ("ask" as const) : ("bid" as const);
  return { side: other, level: { price: complement(price), quantity } };
}

function keyOf(market: MarketId, outcome: Outcome): string {
  return `${market}${outcome}`;
}
