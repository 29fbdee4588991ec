/** Exchange commands as the journal writes and reads them: the hot ones by hand, all others by their schema. */
import type {
  AccountId,
  CommandContent,
  OrderId,
  OrderItem,
  OrderTarget,
  SignedOrderItem,
} from "@probity/core";
import { CodecError, NUMBER_BYTES_MAX, putF53, putNat32 } from "./bytes.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import type { Codec } from "./codec.ts";
import {
  NOT_DIRECT,
  ORDER_BYTES_MAX,
  putOrder,
  readKey,
  readOrder,
  writeKey,
} from "./direct-order.ts";
import {
  exchangeCommandSchema,
  TARGET_HINTED,
  TARGET_KEY,
  TARGET_ORDER,
} from "./exchange-commands.ts";
import { SCHEMA } from "./exchange-values.ts";

const PLACE_ORDER = 39;
const PLACE_ORDERS = 40;
const CANCEL_ORDERS = 43;
const PLACE_SIGNED_ORDERS = 54;

/** The same bytes and values as `exchangeCommandSchema`, sooner. */
export const exchangeCommands: Codec<CommandContent> = {
  encode(writer, content) {
    const start = writer.length;
    if (isWritten(writer, content)) return;
    writer.rewind(start);
    exchangeCommandSchema.encode(writer, content);
  },
  decode(reader) {
    if (reader.peek(0) === SCHEMA) {
      switch (reader.peek(1)) {
        case PLACE_ORDER:
          return readPlaceOrder(reader);
        case PLACE_ORDERS:
          return readPlaceOrders(reader);
        case PLACE_SIGNED_ORDERS:
          return readPlaceSignedOrders(reader);
        case CANCEL_ORDERS:
          return readCancelOrders(reader);
      }
    }
    return exchangeCommandSchema.decode(reader);
  },
};

/** @returns false for what is not written by hand; bytes may have been written then. */
function isWritten(writer: ByteWriter, content: CommandContent): boolean {
  switch (content.type) {
    case "PlaceOrder": {
      const { key } = content;
      begin(writer, PLACE_ORDER, content.account);
      if (key === undefined) return false;
      writeKey(writer, key);
      return isOrderWritten(writer, content.order);
    }
    case "PlaceOrders": {
      begin(writer, PLACE_ORDERS, content.account);
      if (!Array.isArray(content.items)) return false;
      writer.nat16(content.items.length);
      for (const { key, order } of content.items as readonly OrderItem[]) {
        if (key === undefined) return false;
        writeKey(writer, key);
        if (!isOrderWritten(writer, order)) return false;
      }
      return true;
    }
    case "PlaceSignedOrders": {
      begin(writer, PLACE_SIGNED_ORDERS, content.account);
      if (!Array.isArray(content.items)) return false;
      writer.nat16(content.items.length);
      for (const { key, order, signed } of content.items as readonly SignedOrderItem[]) {
        if (typeof key !== "string" || typeof signed !== "string") return false;
        writer.text(key);
        if (!isOrderWritten(writer, order)) return false;
        writer.text(signed);
      }
      return true;
    }
    case "CancelOrders": {
      begin(writer, CANCEL_ORDERS, content.account);
      if (!Array.isArray(content.targets)) return false;
      writer.nat16(content.targets.length);
      for (const target of content.targets as readonly OrderTarget[]) {
        if (target.kind !== "order") return false;
        const { order, slot } = target;
        const from = writer.reserve(1 + 2 * NUMBER_BYTES_MAX);
        const { buffer, view } = writer;
        buffer[from] = slot === undefined ? TARGET_ORDER : TARGET_HINTED;
        const at = putF53(view, from + 1, order);
        writer.advance(slot === undefined ? at : putNat32(view, at, slot));
      }
      return true;
    }
    default:
      return false;
  }
}

function begin(writer: ByteWriter, number: number, account: AccountId): void {
  const at = writer.reserve(10);
  const { buffer } = writer;
  buffer[at] = SCHEMA;
  buffer[at + 1] = number;
  writer.advance(putF53(writer.view, at + 2, account));
}

function isOrderWritten(writer: ByteWriter, order: Parameters<typeof putOrder>[3]): boolean {
  if (order === undefined || order === null) return false;
  const from = writer.reserve(ORDER_BYTES_MAX);
  const to = putOrder(writer.buffer, writer.view, from, order);
  if (to === NOT_DIRECT) return false;
  writer.advance(to);
  return true;
}

function readPlaceOrder(reader: ByteReader): CommandContent {
  reader.u16();
  const account = reader.f53() as AccountId;
  const key = readKey(reader);
  return { type: "PlaceOrder", account, key, order: readOrder(reader) };
}

function readPlaceOrders(reader: ByteReader): CommandContent {
  reader.u16();
  const account = reader.f53() as AccountId;
  const count = lengthOf(reader);
  const items: OrderItem[] = [];
  for (let index = 0; index < count; index++)
    items.push({ key: readKey(reader), order: readOrder(reader) });
  return { type: "PlaceOrders", account, items };
}

function readPlaceSignedOrders(reader: ByteReader): CommandContent {
  reader.u16();
  const account = reader.f53() as AccountId;
  const count = lengthOf(reader);
  const items: SignedOrderItem[] = [];
  for (let index = 0; index < count; index++) {
    items.push({ key: reader.text(), order: readOrder(reader), signed: reader.text() });
  }
  return { type: "PlaceSignedOrders", account, items };
}

function readCancelOrders(reader: ByteReader): CommandContent {
  reader.u16();
  const account = reader.f53() as AccountId;
  const count = lengthOf(reader);
  const targets: OrderTarget[] = [];
  for (let index = 0; index < count; index++) targets.push(readTarget(reader));
  return { type: "CancelOrders", account, targets };
}

function readTarget(reader: ByteReader): OrderTarget {
  const kind = reader.u8();
  switch (kind) {
    case TARGET_ORDER:
      return { kind: "order", order: reader.f53() as OrderId };
    case TARGET_HINTED: {
      const order = reader.f53() as OrderId;
      return { kind: "order", order, slot: reader.nat32() };
    }
    case TARGET_KEY:
      return { kind: "key", key: reader.text() };
    default:
      throw new CodecError(`unknown kind number ${kind}`);
  }
}

function lengthOf(reader: ByteReader): number {
  const length = reader.nat16();
  if (length > reader.remaining) throw new CodecError("list longer than its record");
  return length;
}
