/**
 * Exchange events as they are written from the machine's log and read again: the four kinds that
 * lie there as numbers by hand, all others by their schema, which is the definition of all.
 */
import {
  CANCEL_REASONS,
  EventLog,
  LEG_WORDS,
  LOGGED_ACCEPTED,
  LOGGED_CANCELLED,
  LOGGED_MATCH,
  LOGGED_RESTED,
  MATCH_KINDS,
  MATCH_WORDS,
} from "@probity/core";
import type {
  AccountId,
  Amount,
  CancelReason,
  Event,
  Leg,
  LegRole,
  MarketId,
  MatchId,
  OrderId,
  Outcome,
  Price,
  Quantity,
  Side,
} from "@probity/core";
import { CodecError, putF53, putNat16, putNat32 } from "./bytes.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import {
  NOT_DIRECT,
  ORDER_BYTES_MAX,
  putOrder,
  readKey,
  readOrder,
  wordOf,
  writeKey,
} from "./direct-order.ts";
import { eventCount, eventLists } from "./event-lists.ts";
import type { EventListCodec } from "./event-lists.ts";
import { exchangeEvents, STORED_REASONS } from "./exchange-events.ts";
import { SCHEMA } from "./exchange-values.ts";

const ACCEPTED = 65;
const MATCHED = 66;
const RESTED = 67;
const CANCELLED = 68;

/** More than any of the four takes beside an order. */
const EVENT_BYTES_MAX = 192;

/** The log numbers reasons in its own order. */
const REASON_PLACES = Uint8Array.from(CANCEL_REASONS, (reason) => STORED_REASONS.indexOf(reason));
const REASONS: readonly CancelReason[] = STORED_REASONS;
const OUTCOMES: readonly Outcome[] = ["yes", "no"];
const SIDES: readonly Side[] = ["buy", "sell"];
const ROLES: readonly LegRole[] = ["maker", "taker", "auction"];

const bySchema = eventLists(exchangeEvents);

/** The same bytes and values as a list of `exchangeEvents`, sooner. */
export const exchangeEventLists: EventListCodec<Event> = {
  write(writer, list) {
    if (list instanceof EventLog) writeLog(writer, list);
    else bySchema.write(writer, list);
  },
  read(reader) {
    const length = eventCount(reader);
    const events: Event[] = [];
    for (let index = 0; index < length; index++) events.push(readEvent(reader));
    return events;
  },
};

function writeLog(writer: ByteWriter, log: EventLog): void {
  const { length } = log;
  writer.nat16(length);
  for (let index = 0; index < length; index++) {
    switch (log.kindAt(index)) {
      case LOGGED_ACCEPTED:
        writeAccepted(writer, log, index);
        break;
      case LOGGED_MATCH:
        writeMatch(writer, log.words, log.start(index));
        break;
      case LOGGED_RESTED:
        writeRested(writer, log.words, log.start(index));
        break;
      case LOGGED_CANCELLED:
        writeCancelled(writer, log.words, log.start(index));
        break;
      default:
        exchangeEvents.encode(writer, log.objectAt(index));
    }
  }
}

function writeAccepted(writer: ByteWriter, log: EventLog, index: number): void {
  const start = writer.length;
  const { words } = log;
  const word = log.start(index);
  let at = writer.reserve(EVENT_BYTES_MAX);
  const { buffer, view } = writer;
  buffer[at++] = SCHEMA;
  buffer[at++] = ACCEPTED;
  at = putF53(view, at, words[word]!);
  at = putF53(view, at, words[word + 1]!);
  at = putNat16(view, at, words[word + 2]!);
  writer.advance(at);
  writeKey(writer, log.keyAt(index));
  const from = writer.reserve(ORDER_BYTES_MAX + EVENT_BYTES_MAX);
  const to = putOrder(writer.buffer, writer.view, from, log.specAt(index));
  if (to === NOT_DIRECT) {
    writer.rewind(start);
    exchangeEvents.encode(writer, log.at(index));
    return;
  }
  writer.advance(putNat16(writer.view, to, words[word + 3]!));
}

function writeMatch(writer: ByteWriter, words: Float64Array, word: number): void {
  let at = writer.reserve(EVENT_BYTES_MAX);
  const { buffer, view } = writer;
  const kind = words[word + 2]!;
  const quantity = words[word + 4]!;
  if (MATCH_KINDS[kind] === undefined) throw new CodecError("a match of no known kind");
  buffer[at++] = SCHEMA;
  buffer[at++] = MATCHED;
  at = putF53(view, at, words[word]!);
  at = putF53(view, at, words[word + 1]!);
  buffer[at++] = kind;
  at = putNat16(view, at, words[word + 3]!);
  at = putNat32(view, at, quantity);
  buffer[at++] = 2;
  at = putLeg(buffer, view, at, words, word + MATCH_WORDS, quantity, 0);
  at = putLeg(buffer, view, at, words, word + MATCH_WORDS + LEG_WORDS, quantity, 1);
  writer.advance(at);
}

function putLeg(
  buffer: Uint8Array,
  view: DataView,
  from: number,
  words: Float64Array,
  word: number,
  quantity: number,
  role: number,
): number {
  let at = putF53(view, from, words[word]!);
  at = putF53(view, at, words[word + 1]!);
  buffer[at++] = words[word + 2] === 1 ? 0 : 1;
  buffer[at++] = words[word + 3] === 1 ? 0 : 1;
  at = putNat16(view, at, words[word + 4]!);
  at = putNat32(view, at, quantity);
  buffer[at++] = role;
  at = putNat32(view, at, words[word + 5]!);
  return putNat32(view, at, words[word + 6]!);
}

function writeRested(writer: ByteWriter, words: Float64Array, word: number): void {
  let at = writer.reserve(EVENT_BYTES_MAX);
  const { buffer, view } = writer;
  buffer[at++] = SCHEMA;
  buffer[at++] = RESTED;
  at = putF53(view, at, words[word]!);
  at = putF53(view, at, words[word + 1]!);
  at = putF53(view, at, words[word + 2]!);
  writer.advance(putNat32(view, at, words[word + 3]!));
}

function writeCancelled(writer: ByteWriter, words: Float64Array, word: number): void {
  const reason = REASON_PLACES[words[word + 5]!];
  if (reason === undefined) throw new CodecError("an order cancelled for no known reason");
  let at = writer.reserve(EVENT_BYTES_MAX);
  const { buffer, view } = writer;
  buffer[at++] = SCHEMA;
  buffer[at++] = CANCELLED;
  at = putF53(view, at, words[word]!);
  at = putF53(view, at, words[word + 1]!);
  at = putF53(view, at, words[word + 2]!);
  at = putNat32(view, at, words[word + 3]!);
  at = putNat32(view, at, words[word + 4]!);
  buffer[at++] = reason;
  writer.advance(at);
}

function readEvent(reader: ByteReader): Event {
  if (reader.peek(0) === SCHEMA) {
    switch (reader.peek(1)) {
      case ACCEPTED:
        return readAccepted(reader);
      case MATCHED:
        return readMatch(reader);
      case RESTED:
        return readRested(reader);
      case CANCELLED:
        return readCancelled(reader);
    }
  }
  return exchangeEvents.decode(reader);
}

function readAccepted(reader: ByteReader): Event {
  reader.u16();
  const order = reader.f53() as OrderId;
  const account = reader.f53() as AccountId;
  const item = reader.nat16();
  const key = readKey(reader);
  const spec = readOrder(reader);
  const parametersVersion = reader.nat16();
  return { type: "OrderAccepted", order, account, item, key, spec, parametersVersion };
}

function readMatch(reader: ByteReader): Event {
  reader.u16();
  const match = reader.f53() as MatchId;
  const market = reader.f53() as MarketId;
  const kind = wordOf(MATCH_KINDS, reader.u8());
  const price = reader.nat16() as Price;
  const quantity = reader.nat32() as Quantity;
  const count = reader.u8();
  const legs: Leg[] = [];
  for (let index = 0; index < count; index++) legs.push(readLeg(reader));
  return { type: "OrdersMatched", match, market, kind, price, quantity, legs };
}

function readLeg(reader: ByteReader): Leg {
  const order = reader.f53() as OrderId;
  const account = reader.f53() as AccountId;
  const outcome = wordOf(OUTCOMES, reader.u8());
  const side = wordOf(SIDES, reader.u8());
  const price = reader.nat16() as Price;
  const quantity = reader.nat32() as Quantity;
  const role = wordOf(ROLES, reader.u8());
  const fee = reader.nat32() as Amount;
  const rebate = reader.nat32() as Amount;
  return { order, account, outcome, side, price, quantity, role, fee, rebate };
}

function readRested(reader: ByteReader): Event {
  reader.u16();
  const order = reader.f53() as OrderId;
  const account = reader.f53() as AccountId;
  const market = reader.f53() as MarketId;
  return { type: "OrderRested", order, account, market, quantity: reader.nat32() as Quantity };
}

function readCancelled(reader: ByteReader): Event {
  reader.u16();
  const order = reader.f53() as OrderId;
  const account = reader.f53() as AccountId;
  const market = reader.f53() as MarketId;
  const quantity = reader.nat32() as Quantity;
  const cash = reader.nat32() as Amount;
  const reason = wordOf(REASONS, reader.u8());
  return { type: "OrderCancelled", order, account, market, quantity, cash, reason };
}
