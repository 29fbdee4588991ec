import { setImmediate } from "node:timers/promises";
import type { Duplex } from "node:stream";
import type { LiveSocket, WriteTurn } from "@probity/gateway";
import { z } from "zod";
import type { Desk } from "../desk.ts";
import type { Token } from "../markets/known-markets.ts";
import type { MarketShelf } from "../markets/markets-part.ts";
import { ClobSocket } from "./clob-socket.ts";
import { bookJson } from "./market-frames.ts";
import type { MarketFollower, MarketVoice } from "./market-voice.ts";

/** Characters of one message with many books. */
const DUMP_CHARACTERS = 256 << 10;
/** Unsent bytes from which on books wait until the reader has taken some. */
const UNREAD_BYTES = 1 << 20;
/** What Polymarket says to who follows all of that already. */
const NOTHING_NEW = "NO NEW ASSETS";

const MarketRequest = z.object({
  type: z.string().optional(),
  operation: z.enum(["subscribe", "unsubscribe"]).optional(),
  assets_ids: z.array(z.string().max(80)).max(10_000),
  custom_feature_enabled: z.boolean().optional(),
  /** False: without the books as they are now. */
  initial_dump: z.boolean().optional(),
});
type MarketRequest = z.infer<typeof MarketRequest>;

/** What the connections of `/ws/market` share. */
export interface MarketSocketParts {
  readonly desk: Desk;
  readonly shelf: MarketShelf;
  readonly voice: MarketVoice;
  readonly turn: WriteTurn;
}

/** One connection of the market channel: follows tokens, whose books it begins with. */
export class MarketSocket implements LiveSocket, MarketFollower {
  readonly #parts: MarketSocketParts;
  readonly #socket: ClobSocket;
  readonly #followed = new Map<string, Token>();
  #hasCustomFeatures = false;

  constructor(raw: Duplex, parts: MarketSocketParts, onClose: () => void) {
    this.#parts = parts;
    const { desk, voice, turn } = parts;
    this.#socket = new ClobSocket(raw, {
      channel: "market",
      turn,
      faults: desk.faults,
      slowReaderBytes: desk.venue.settings.slowReaderBytes,
      hear: (message) => this.#hear(message),
      onClose: () => {
        for (const token of this.#followed.values()) voice.leave(token, this);
        this.#followed.clear();
        voice.setCustom(this, false);
        onClose();
      },
    });
  }

  get hasCustomFeatures(): boolean {
    return this.#hasCustomFeatures;
  }

  tell(frame: Buffer): void {
    this.#socket.sayFrame(frame);
  }

  checkAlive(): void {
    this.#socket.checkAlive();
  }

  checkToken(): void {}

  close(): void {
    this.#socket.close("GOING_AWAY");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #hear(message: unknown): Promise<void> {
    const { success, data } = MarketRequest.safeParse(message);
    if (!success) return;
    if (data.operation === "unsubscribe") return this.#leave(data.assets_ids);
    const isFirst = data.type?.toLowerCase() === "market";
    if (isFirst || data.operation === "subscribe") await this.#follow(data);
  }

  #leave(ids: readonly string[]): void {
    for (const id of ids) {
      const token = this.#followed.get(id);
      if (token === undefined) continue;
      this.#followed.delete(id);
      this.#parts.voice.leave(token, this);
    }
  }

  async #follow(request: MarketRequest): Promise<void> {
    const { assets_ids, custom_feature_enabled, initial_dump = true } = request;
    const { desk, shelf, voice } = this.#parts;
    if (custom_feature_enabled !== undefined) {
      this.#hasCustomFeatures = custom_feature_enabled;
      voice.setCustom(this, custom_feature_enabled);
    }
    await desk.venue.readSide.caughtUp();
    await desk.markets.known(assets_ids);
    const room = desk.venue.settings.liveChannels - this.#followed.size;
    const tokens = [...new Set(assets_ids)]
      .filter((id) => !this.#followed.has(id))
      .flatMap((id) => shelf.known.token(id) ?? [])
      .slice(0, room);
    if (tokens.length === 0) {
      if (assets_ids.length > 0) this.#socket.say(NOTHING_NEW);
      return;
    }
    await shelf.parameters.load(tokens.map(({ market }) => market.market));
    while (tokens.length > 0 && this.#socket.isOpen) {
      const books = this.#begin(tokens);
      if (initial_dump && books !== "[]") this.#socket.say(books);
      await this.#socket.room(UNREAD_BYTES);
      await setImmediate();
    }
  }

  /** Follows as many of the tokens as one message has room for, and takes them off the list. @returns their books. */
  #begin(tokens: Token[]): string {
    const { shelf, voice } = this.#parts;
    const books: string[] = [];
    for (let characters = 0; characters < DUMP_CHARACTERS;) {
      const token = tokens.shift();
      if (token === undefined) break;
      this.#followed.set(token.id, token);
      voice.follow(token, this);
      const book = shelf.books.of(token.market, token.outcome);
      if (book === null) continue;
      books.push(bookJson(book));
      characters += book.text.length;
    }
    return `[${books.join(",")}]`;
  }
}
