import type { Event, MatchId } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import type { Settlements, TradeStanding, TradeStatus } from "../ports.ts";
import { Deadlines } from "./deadlines.ts";
import { syntheticHash } from "./transaction-hash.ts";

/** Changes that wait to be told; beyond them they are only there for who asks. */
const WAITING_MAX = 500_000;
/** Changes told in one turn of the event loop. */
const TOLD_PER_TURN = 1_000;
/** Matches whose way is another than the clock's; beyond them the oldest goes by the clock again. */
const DETOURS_MAX = 10_000;
const REVERTED = "transaction reverted";

export type MatchEvent = Extract<Event, { readonly type: "OrdersMatched" }>;

/** Another way than the clock's: when a match is retried, null not at all, and when it is mined. Ms since 1970. */
export interface Detour {
  readonly retryingAt: number | null;
  /** Infinity: not by itself. */
  readonly minedAt: number;
}

export interface SettlementClock {
  readonly chainId: number;
  /** From a match to MINED, and from there to CONFIRMED. */
  readonly minedMs: number;
  readonly confirmedMs: number;
  /** Ms since 1970. */
  readonly now: () => number;
}

interface Change {
  readonly match: MatchId;
  /** Ms since 1970. */
  readonly at: number;
}

/**
 * Finality of matches where there is no chain. Where a match stands follows from its time alone, so it
 * needs no memory and is the same after a restart. Two things are not the clock's: a reversal, which
 * the journal has (`MatchReversed`), and a detour of a fault scenario, which lives as long as
 * the process; a match that was held when the venue stopped goes by the clock afterwards.
 */
export class ClockSettlements implements Settlements {
  readonly #clock: SettlementClock;
  /** When, ms since 1970; null: before this process. */
  readonly #reversed = new Map<MatchId, number | null>();
  readonly #detours = new Map<MatchId, Detour>();
  readonly #listeners: ((match: MatchId, standing: TradeStanding) => void)[] = [];
  readonly #waiting: Readonly<Record<"RETRYING" | "MINED" | "CONFIRMED", Deadlines<Change>>> = {
    RETRYING: new Deadlines(WAITING_MAX),
    MINED: new Deadlines(WAITING_MAX),
    CONFIRMED: new Deadlines(WAITING_MAX),
  };
  #timer: NodeJS.Timeout | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #detourOf: (match: MatchEvent, matchedAt: number) => Detour | null = () => null;

  constructor(clock: SettlementClock) {
    this.#clock = clock;
  }

  of(match: MatchId, matchedAt: number): TradeStanding {
    const transactionHash = syntheticHash(this.#clock.chainId, match);
    const reversedAt = this.#reversed.get(match);
    if (reversedAt !== undefined) {
      const updatedAt = reversedAt ?? matchedAt + this.#clock.minedMs;
      return { status: "FAILED", transactionHash, updatedAt, error: REVERTED };
    }
    const now = this.#clock.now();
    const { retryingAt, minedAt } = this.#wayOf(match, matchedAt);
    const confirmedAt = minedAt + this.#clock.confirmedMs;
    const standing = (status: TradeStatus, updatedAt: number): TradeStanding => {
      return { status, transactionHash, updatedAt, error: "" };
    };
    if (now >= confirmedAt) return standing("CONFIRMED", confirmedAt);
    if (now >= minedAt) return standing("MINED", minedAt);
    if (retryingAt !== null && now >= retryingAt) return standing("RETRYING", retryingAt);
    return standing("MATCHED", matchedAt);
  }

  follow(listener: (match: MatchId, standing: TradeStanding) => void): void {
    this.#listeners.push(listener);
  }

  /** Asks for each match of this run, before anything is told of it, whether it goes another way. */
  route(detourOf: (match: MatchEvent, matchedAt: number) => Detour | null): void {
    this.#detourOf = detourOf;
  }

  /** A match that was reversed before this run. */
  recall(match: MatchId): void {
    this.#reversed.set(match, null);
  }

  /** Hears of a command; `isLive`: it is of this run. */
  apply({ events, time }: FeedEntry<Event>, isLive: boolean): void {
    for (const event of events) {
      if (event.type === "OrdersMatched") {
        if (isLive) this.#await(event, time);
      } else if (event.type === "MatchReversed") {
        this.#reversed.set(event.match, time);
        this.#detours.delete(event.match);
        if (isLive) this.#tell(event.match, this.of(event.match, time));
      }
    }
  }

  /** A match that was held goes on: it is mined now. */
  release(match: MatchId): void {
    const held = this.#detours.get(match);
    if (held === undefined || held.minedAt !== Number.POSITIVE_INFINITY) return;
    const { retryingAt } = held;
    const minedAt = this.#clock.now();
    this.#detours.set(match, { retryingAt, minedAt });
    this.#announce(match, { retryingAt: null, minedAt });
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#listeners.length = 0;
  }

  #wayOf(match: MatchId, matchedAt: number): Detour {
    const usual = { retryingAt: null, minedAt: matchedAt + this.#clock.minedMs };
    return this.#detours.get(match) ?? usual;
  }

  #await(event: MatchEvent, matchedAt: number): void {
    const { match } = event;
    const detour = this.#detourOf(event, matchedAt);
    if (detour !== null) {
      const [oldest] = this.#detours.keys();
      if (this.#detours.size >= DETOURS_MAX && oldest !== undefined) this.#detours.delete(oldest);
      this.#detours.set(match, detour);
    }
    this.#announce(match, this.#wayOf(match, matchedAt));
  }

  #announce(match: MatchId, { retryingAt, minedAt }: Detour): void {
    if (this.#listeners.length === 0) return;
    if (retryingAt !== null) this.#waiting.RETRYING.add(retryingAt, { match, at: retryingAt });
    if (minedAt !== Number.POSITIVE_INFINITY) {
      const confirmedAt = minedAt + this.#clock.confirmedMs;
      this.#waiting.MINED.add(minedAt, { match, at: minedAt });
      this.#waiting.CONFIRMED.add(confirmedAt, { match, at: confirmedAt });
    }
    this.#wakeInTime();
  }

  /** One timer, for whatever is due first. */
  #wakeInTime(): void {
    const { RETRYING, MINED, CONFIRMED } = this.#waiting;
    const next = Math.min(RETRYING.next, MINED.next, CONFIRMED.next);
    if (next === Number.POSITIVE_INFINITY || next >= this.#timerAt) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerAt = next;
    const wait = Math.max(0, next - this.#clock.now());
    this.#timer = setTimeout(() => this.#wake(), wait).unref();
  }

  #wake(): void {
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    let left = TOLD_PER_TURN;
    for (const status of ["RETRYING", "MINED", "CONFIRMED"] as const) {
      const waiting = this.#waiting[status];
      for (; left > 0; left -= 1) {
        const change = waiting.take(this.#clock.now());
        if (change === undefined) break;
        const { match, at: updatedAt } = change;
        // What was reversed in the meantime was told so.
        if (this.#reversed.has(match)) continue;
        const { chainId } = this.#clock;
        this.#tell(match, {
          status,
          updatedAt,
          error: "",
          // Most have nobody who is told.
          get transactionHash() {
            return syntheticHash(chainId, match);
          },
        });
      }
    }
    this.#wakeInTime();
  }

  #tell(match: MatchId, standing: TradeStanding): void {
    for (const listener of this.#listeners) listener(match, standing);
  }
}
