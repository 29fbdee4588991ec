import type { Duplex } from "node:stream";
import type { AccountId, OwnerId } from "@probity/core";
import type { LiveSocket, WriteTurn } from "@probity/gateway";
import { z } from "zod";
import { traderOfTriple } from "../auth/key-holder.ts";
import type { Desk } from "../desk.ts";
import type { ChainMarket, Trader } from "../ports.ts";
import { ClobSocket } from "./clob-socket.ts";
import type { UserFollower, UserVoice } from "./user-voice.ts";

/** How long a client may take to say who it is. */
const KEY_MS = 10_000;

const Text = z.string().max(200);
const UserRequest = z.object({
  type: z.string().optional(),
  operation: z.enum(["subscribe", "unsubscribe"]).optional(),
  /** Condition ids; none: all markets. */
  markets: z.array(Text).max(10_000).optional(),
  auth: z.object({ apiKey: Text, secret: Text, passphrase: Text }).optional(),
});
type UserRequest = z.infer<typeof UserRequest>;

/** What the connections of `/ws/user` share. */
export interface UserSocketParts {
  readonly desk: Desk;
  readonly voice: UserVoice;
  readonly turn: WriteTurn;
}

/** One connection of the user channel: the first message carries the key, then it tells of the person's orders. */
export class UserSocket implements LiveSocket, UserFollower {
  readonly #parts: UserSocketParts;
  readonly #socket: ClobSocket;
  /** For the key to come. */
  readonly #patience: NodeJS.Timeout;
  /** Condition ids in lower case; none: all markets. */
  readonly #markets = new Set<string>();
  #trader: Trader | null = null;
  /** Whose orders it is told of, once it is. */
  #owner: OwnerId | null = null;

  constructor(raw: Duplex, parts: UserSocketParts, onClose: () => void) {
    this.#parts = parts;
    const { desk, turn } = parts;
    this.#patience = setTimeout(() => this.#cutOff(), KEY_MS).unref();
    this.#socket = new ClobSocket(raw, {
      channel: "user",
      turn,
      faults: desk.faults,
      slowReaderBytes: desk.venue.settings.slowReaderBytes,
      hear: (message) => this.#hear(message),
      onClose: () => {
        this.#stop();
        onClose();
      },
    });
  }

  tell(account: AccountId, { conditionId }: ChainMarket, frame: Buffer): void {
    if (!this.#mayHear() || !this.#reaches(account)) return;
    if (this.#markets.size === 0 || this.#markets.has(conditionId)) this.#socket.sayFrame(frame);
  }

  fail(): void {
    // Whoever connects again is served as soon as that is possible.
    this.#socket.close("GOING_AWAY");
  }

  checkAlive(): void {
    this.#socket.checkAlive();
  }

  checkToken(): void {
    if (this.#trader !== null) this.#mayHear();
  }

  close(): void {
    this.#socket.close("GOING_AWAY");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #hear(message: unknown): Promise<void> {
    const { success, data } = UserRequest.safeParse(message);
    if (!success) return this.#trader === null ? this.#cutOff() : undefined;
    const isFirst = this.#trader === null;
    if (data.auth !== undefined) this.#trader = await this.#traderOf(data.auth);
    // Nobody is told anything, not even that there is nothing, before they said who they are.
    if (this.#trader === null) return this.#cutOff();
    this.#setMarkets(data);
    if (isFirst) await this.#begin(this.#trader);
  }

  /** Null: nobody, or somebody else than before. */
  async #traderOf(auth: NonNullable<UserRequest["auth"]>): Promise<Trader | null> {
    const trader = await traderOfTriple(this.#parts.desk, auth);
    const isOther = this.#trader !== null && this.#trader.key.id !== trader?.key.id;
    return isOther ? null : trader;
  }

  async #begin({ owner }: Trader): Promise<void> {
    const { desk, voice } = this.#parts;
    clearTimeout(this.#patience);
    // From here on everything is told; what is durable by now was before.
    await desk.venue.readSide.caughtUp();
    if (!this.#socket.isOpen) return;
    this.#owner = owner;
    voice.follow(owner, this);
  }

  #setMarkets({ markets, operation }: UserRequest): void {
    const room = this.#parts.desk.venue.settings.liveChannels;
    for (const market of markets ?? []) {
      const id = market.toLowerCase();
      if (operation === "unsubscribe") this.#markets.delete(id);
      else if (this.#markets.size < room) this.#markets.add(id);
    }
  }

  /** Ends the connection when the key is good no longer. */
  #mayHear(): boolean {
    if (!this.#socket.isOpen || this.#trader === null) return false;
    if (this.#parts.desk.venue.keys.isKeyGood(this.#trader.key.id)) return true;
    this.#cutOff();
    return false;
  }

  #reaches(account: AccountId): boolean {
    const accounts = this.#trader?.key.accounts ?? null;
    return accounts === null || accounts.includes(account);
  }

  #stop(): void {
    clearTimeout(this.#patience);
    if (this.#owner !== null) this.#parts.voice.leave(this.#owner, this);
    this.#owner = null;
  }

  #cutOff(): void {
    this.#stop();
    this.#socket.close("TOKEN_INVALID");
  }
}
