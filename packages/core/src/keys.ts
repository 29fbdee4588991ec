import { KEY_WINDOW_MS } from "./commands.ts";
import type { KeyOutcome } from "./events.ts";
import type { Sequence, Timestamp } from "./ids.ts";
import type { OrderSpec } from "./order.ts";

/** What a client key was used for. */
export interface KeyEntry {
  readonly contentHash: number;
  readonly sequence: Sequence;
  readonly rememberedAt: Timestamp;
  readonly outcome: KeyOutcome;
}

/**
 * Client keys of one account. An entry is live for `windowMs` of command time, or
 * for as long as what it made stands; dead ones are forgotten lazily, a few with
 * each new key.
 */
export class KeyMemory {
  private readonly windowMs: number;
  private readonly entries = new Map<string, KeyEntry>();
  /** Keys by the time they were remembered or last looked over. */
  private sweep: Iterator<[string, KeyEntry]> | null = null;

  constructor(windowMs = KEY_WINDOW_MS) {
    this.windowMs = windowMs;
  }

  /** @returns the live entry of `key`, or undefined. */
  find(key: string, time: Timestamp, stands: (id: number) => boolean): KeyEntry | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && this.isLive(entry, time, stands) ? entry : undefined;
  }

  remember(key: string, entry: KeyEntry, stands: (id: number) => boolean): void {
    if (this.windowMs !== Infinity) this.forgetSome(entry.rememberedAt, stands);
    this.entries.set(key, entry);
  }

  /** Live entries by ascending key: logical state, whatever was forgotten already. */
  live(time: Timestamp, stands: (id: number) => boolean): [string, KeyEntry][] {
    return [...this.entries]
      .filter(([, entry]) => this.isLive(entry, time, stands))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Looks over two more entries, round and round, so that memory follows use at constant cost. */
  private forgetSome(time: Timestamp, stands: (id: number) => boolean): void {
    for (let looked = 0; looked < 2; looked++) {
      this.sweep ??= this.entries.entries();
      const next = this.sweep.next();
      if (next.done === true) {
        this.sweep = null;
        return;
      }
      const [key, entry] = next.value;
      if (!this.isLive(entry, time, stands)) this.entries.delete(key);
    }
  }

  private isLive(entry: KeyEntry, time: Timestamp, stands: (id: number) => boolean): boolean {
    return time - entry.rememberedAt < this.windowMs || stands(entry.outcome.id);
  }
}

const SEED_LOW = 0xdeadbeef;
const SEED_HIGH = 0x41c6ce57;

/**
 * A 53-bit digest of a command's content, independent of the order of its
 * fields. Two contents under one key of one account collide by chance once in
 * 10¹⁵; a collision harms nobody but the owner who would have to look for it.
 */
export function contentHash(type: string, content: Readonly<Record<string, unknown>>): number {
  const mixer = { low: SEED_LOW, high: SEED_HIGH };
  mixText(mixer, type);
  mixFields(mixer, content);
  return finish(mixer);
}

function finish(mixer: Mixer): number {
  const low = Math.imul(mixer.low ^ (mixer.low >>> 16), 2_246_822_507) ^ (mixer.high >>> 13);
  const high = Math.imul(mixer.high ^ (mixer.high >>> 16), 3_266_489_909) ^ (mixer.low >>> 13);
  return (high >>> 11) * 4_294_967_296 + (low >>> 0);
}

/**
 * The same of a placed order, field by field and without a look at their names,
 * because orders are what keys are used for most.
 */
export function orderHash(spec: OrderSpec): number {
  const mixer = { low: SEED_LOW, high: SEED_HIGH };
  const { pricing } = spec;
  mixNumber(mixer, spec.market);
  mixText(mixer, spec.outcome);
  mixText(mixer, spec.side);
  mix(mixer, spec.reduceOnly ? 1 : 0);
  mixText(mixer, spec.selfTrade);
  mixNumber(mixer, spec.group ?? 0);
  mixNumber(mixer, spec.session ?? 0);
  mixText(mixer, pricing.kind);
  switch (pricing.kind) {
    case "limit": {
      const { timeInForce } = pricing;
      mixNumber(mixer, pricing.price);
      mixNumber(mixer, pricing.quantity);
      mixText(mixer, timeInForce.kind);
      if (timeInForce.kind === "gtc" || timeInForce.kind === "gtd") {
        mix(mixer, timeInForce.postOnly ? 1 : 0);
      }
      if (timeInForce.kind === "gtd") mixNumber(mixer, timeInForce.expiresAt);
      break;
    }
    case "market":
      mixNumber(mixer, pricing.quantity);
      mixNumber(mixer, pricing.cap);
      mix(mixer, pricing.fillOrKill ? 1 : 0);
      break;
    case "cash":
      mixNumber(mixer, pricing.cash);
      mixNumber(mixer, pricing.cap);
      mix(mixer, (pricing.feeIncluded ? 1 : 0) + (pricing.fillOrKill ? 2 : 0));
      break;
    default:
      pricing satisfies never;
  }
  return finish(mixer);
}

interface Mixer {
  low: number;
  high: number;
}

function mix(mixer: Mixer, word: number): void {
  mixer.low = Math.imul(mixer.low ^ word, 2_654_435_761);
  mixer.high = Math.imul(mixer.high ^ word, 1_597_334_677);
}

function mixNumber(mixer: Mixer, value: number): void {
  mix(mixer, value | 0);
  mix(mixer, Math.floor(value / 4_294_967_296) | 0);
  if (!Number.isSafeInteger(value)) mixText(mixer, String(value));
}

function mixText(mixer: Mixer, text: string): void {
  mix(mixer, text.length);
  for (let i = 0; i < text.length; i++) mix(mixer, text.charCodeAt(i));
}

function mixFields(mixer: Mixer, record: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(record).sort();
  mix(mixer, names.length);
  for (const name of names) {
    mixText(mixer, name);
    mixValue(mixer, record[name]);
  }
}

function mixValue(mixer: Mixer, value: unknown): void {
  if (typeof value === "number") {
    mix(mixer, 1);
    mixNumber(mixer, value);
  } else if (typeof value === "string") {
    mix(mixer, 2);
    mixText(mixer, value);
  } else if (typeof value === "boolean") {
    mix(mixer, value ? 3 : 4);
  } else if (Array.isArray(value)) {
    mix(mixer, 5);
    mix(mixer, value.length);
    for (const item of value) mixValue(mixer, item);
  } else if (typeof value === "object" && value !== null) {
    mix(mixer, 6);
    mixFields(mixer, value as Readonly<Record<string, unknown>>);
  } else {
    mix(mixer, 7);
  }
}
