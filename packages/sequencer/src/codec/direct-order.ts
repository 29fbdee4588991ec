/**
 * Orders to bytes and back without the schema's detours: the same format as `orderSpec`, which
 * remains its definition, written out by hand because every order passes here several times.
 */
import type {
  GroupId,
  MarketId,
  OrderSpec,
  Outcome,
  Price,
  Pricing,
  Quantity,
  SelfTradePrevention,
  SessionId,
  Side,
  TimeInForce,
  Timestamp,
} from "@probity/core";
import {
  CodecError,
  isNatural,
  NAT16_ESCAPE,
  NAT32_ESCAPE,
  putF53,
  putNat16,
  putNat32,
} from "./bytes.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { orderSpec } from "./exchange-values.ts";

/** Bytes that the order put by `putOrder` may take. */
export const ORDER_BYTES_MAX = 96;
/** Said by a `put` function of what it does not know: the schema takes over, with its checks and errors. */
export const NOT_DIRECT = -1;

const OUTCOMES: readonly Outcome[] = ["yes", "no"];
const SIDES: readonly Side[] = ["buy", "sell"];
const SELF_TRADES: readonly SelfTradePrevention[] = ["cancel-taker", "cancel-maker", "cancel-both"];
const LIMIT = 1;
const GTC = 1;
const GTD = 2;
const IOC = 3;
const FOK = 4;

/** Puts a limit order. @returns the offset after it, or `NOT_DIRECT`. */
export function putOrder(
  buffer: Uint8Array,
  view: DataView,
  from: number,
  order: OrderSpec,
): number {
  const { outcome, side, pricing, selfTrade, reduceOnly, group, session } = order;
  if (pricing?.kind !== "limit") return NOT_DIRECT;
  let at = putF53(view, from, order.market);
  const outcomePlace = outcome === "yes" ? 0 : outcome === "no" ? 1 : NOT_DIRECT;
  const sidePlace = side === "buy" ? 0 : side === "sell" ? 1 : NOT_DIRECT;
  if (outcomePlace === NOT_DIRECT || sidePlace === NOT_DIRECT) return NOT_DIRECT;
  buffer[at++] = outcomePlace;
  buffer[at++] = sidePlace;
  buffer[at++] = LIMIT;
  at = putNat16(view, at, pricing.price);
  at = putNat32(view, at, pricing.quantity);
  at = putTimeInForce(buffer, view, at, pricing.timeInForce);
  if (at === NOT_DIRECT || typeof reduceOnly !== "boolean") return NOT_DIRECT;
  buffer[at++] = reduceOnly ? 1 : 0;
  const selfTradePlace =
    selfTrade === "cancel-taker"
      ? 0
      : selfTrade === "cancel-maker"
        ? 1
        : selfTrade === "cancel-both"
          ? 2
          : NOT_DIRECT;
  if (selfTradePlace === NOT_DIRECT || group === undefined || session === undefined)
    return NOT_DIRECT;
  buffer[at++] = selfTradePlace;
  if (group === null) buffer[at++] = 0;
  else {
    buffer[at++] = 1;
    at = putF53(view, at, group);
  }
  if (session === null) buffer[at++] = 0;
  else {
    buffer[at++] = 1;
    at = putF53(view, at, session);
  }
  return at;
}

function putTimeInForce(
  buffer: Uint8Array,
  view: DataView,
  from: number,
  timeInForce: TimeInForce,
): number {
  let at = from;
  switch (timeInForce?.kind) {
    case "gtc":
      if (typeof timeInForce.postOnly !== "boolean") return NOT_DIRECT;
      buffer[at++] = GTC;
      buffer[at++] = timeInForce.postOnly ? 1 : 0;
      return at;
    case "gtd":
      if (typeof timeInForce.postOnly !== "boolean") return NOT_DIRECT;
      buffer[at++] = GTD;
      buffer[at++] = timeInForce.postOnly ? 1 : 0;
      return putF53(view, at, timeInForce.expiresAt);
    case "ioc":
      buffer[at++] = IOC;
      return at;
    case "fok":
      buffer[at++] = FOK;
      return at;
    default:
      return NOT_DIRECT;
  }
}

/** Reads any order. */
export function readOrder(reader: ByteReader): OrderSpec {
  return readPlainOrder(reader) ?? readOtherOrder(reader);
}

/** Bytes of the order that nearly all are: limit, GTC, in no group or session, with no number escaped. */
const PLAIN_BYTES = 23;

/** Reads such an order with one check of the room, or nothing of any other. */
function readPlainOrder(reader: ByteReader): OrderSpec | null {
  const at = reader.look(PLAIN_BYTES);
  if (at < 0) return null;
  const { buffer, view } = reader;
  const market = view.getFloat64(at, true);
  const outcome = OUTCOMES[buffer[at + 8]!];
  const side = SIDES[buffer[at + 9]!];
  const price = view.getUint16(at + 11, true);
  const quantity = view.getUint32(at + 13, true);
  const postOnly = buffer[at + 18]!;
  const reduceOnly = buffer[at + 19]!;
  const selfTrade = SELF_TRADES[buffer[at + 20]!];
  const isPlain =
    isNatural(market) &&
    outcome !== undefined &&
    side !== undefined &&
    buffer[at + 10] === LIMIT &&
    price !== NAT16_ESCAPE &&
    quantity !== NAT32_ESCAPE &&
    buffer[at + 17] === GTC &&
    postOnly < 2 &&
    reduceOnly < 2 &&
    selfTrade !== undefined &&
    buffer[at + 21] === 0 &&
    buffer[at + 22] === 0;
  if (!isPlain) return null;
  reader.skip(PLAIN_BYTES);
  return {
    market: market as MarketId,
    outcome,
    side,
    pricing: {
      kind: "limit",
      price: price as Price,
      quantity: quantity as Quantity,
      timeInForce: { kind: "gtc", postOnly: postOnly === 1 },
    },
    reduceOnly: reduceOnly === 1,
    selfTrade,
    group: null,
    session: null,
  };
}

function readOtherOrder(reader: ByteReader): OrderSpec {
  // Market, outcome and side come first; the kind of pricing stands behind these ten bytes.
  if (reader.peek(10) !== LIMIT) return orderSpec.decode(reader);
  const market = reader.f53() as MarketId;
  const outcome = wordOf(OUTCOMES, reader.u8());
  const side = wordOf(SIDES, reader.u8());
  reader.u8();
  const price = reader.nat16() as Price;
  const quantity = reader.nat32() as Quantity;
  const timeInForce = readTimeInForce(reader);
  const pricing: Pricing = { kind: "limit", price, quantity, timeInForce };
  const reduceOnly = readBool(reader);
  const selfTrade = wordOf(SELF_TRADES, reader.u8());
  const group = readBool(reader) ? (reader.f53() as GroupId) : null;
  const session = readBool(reader) ? (reader.f53() as SessionId) : null;
  return { market, outcome, side, pricing, reduceOnly, selfTrade, group, session };
}

function readTimeInForce(reader: ByteReader): TimeInForce {
  const kind = reader.u8();
  switch (kind) {
    case GTC:
      return { kind: "gtc", postOnly: readBool(reader) };
    case GTD: {
      const postOnly = readBool(reader);
      return { kind: "gtd", postOnly, expiresAt: reader.f53() as Timestamp };
    }
    case IOC:
      return { kind: "ioc" };
    case FOK:
      return { kind: "fok" };
    default:
      throw new CodecError(`unknown kind number ${kind}`);
  }
}

/** A key, or null. */
export function writeKey(writer: ByteWriter, key: string | null): void {
  if (key === null) {
    writer.u8(0);
  } else {
    if (typeof key !== "string") throw new CodecError("not text");
    writer.u8(1);
    writer.text(key);
  }
}

export function readKey(reader: ByteReader): string | null {
  return readBool(reader) ? reader.text() : null;
}

function readBool(reader: ByteReader): boolean {
  const byte = reader.u8();
  if (byte > 1) throw new CodecError("not a boolean");
  return byte === 1;
}

export function wordOf<T>(words: readonly T[], place: number): T {
  if (place >= words.length) throw new CodecError(`none of ${words.join(", ")}`);
  return words[place]!;
}
