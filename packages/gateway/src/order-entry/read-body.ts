/**
 * Reads the bodies of order entry into commands of the machine: by hand when they are good, which
 * is what they nearly always are, and by the schemas of `protocol` otherwise. The schemas say what
 * is accepted; the reader by hand accepts the same, and only they say what is wrong.
 */
import { BATCH_MAX, isBookPrice, isMovableAmount, isOrderQuantity, price } from "@probity/core";
import type {
  AccountId,
  Amount,
  GroupId,
  MarketId,
  OrderItem,
  OrderSpec,
  OrderTarget,
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
  CancelOrdersRequest,
  DecimalError,
  PlaceOrderRequest,
  PlaceOrdersRequest,
  instant,
  orderItem,
  orderSpec,
  orderTarget,
  parseAmount,
  parseId,
  parsePrice,
  parseQuantity,
} from "@probity/protocol";
import type { z } from "zod";
import { badFieldOf } from "../refusal.ts";

export type OrderOperation = "place" | "batch" | "cancel";

/** A body of order entry in the machine's terms; `account` undefined: the first of the owner's. */
export type OrderRequest =
  | {
      readonly operation: "place";
      readonly account: AccountId | undefined;
      /** The client order id. */
      readonly key: string | null;
      readonly order: OrderSpec;
    }
  | {
      readonly operation: "batch";
      readonly account: AccountId | undefined;
      readonly items: readonly OrderItem[];
    }
  | {
      readonly operation: "cancel";
      readonly account: AccountId | undefined;
      readonly targets: readonly OrderTarget[];
    };

/**
 * Reads the parsed JSON of a body by hand.
 *
 * @returns null when the schemas would not accept it.
 */
export function readBody(operation: OrderOperation, body: unknown): OrderRequest | null {
  if (!isObject(body)) return null;
  try {
    switch (operation) {
      case "place":
        return readPlace(body);
      case "batch":
        return readBatch(body);
      case "cancel":
        return readCancel(body);
      default:
        return operation satisfies never;
    }
  } catch (error) {
    if (error instanceof DecimalError) return null;
    throw error;
  }
}

/**
 * The same by the schemas: the slow way, which knows what is wrong.
 *
 * @throws Refusal naming the first bad field.
 */
export function parseBody(operation: OrderOperation, body: unknown): OrderRequest {
  switch (operation) {
    case "place": {
      const data = parsed(PlaceOrderRequest, body);
      const key = data.client_order_id ?? null;
      return { operation, account: data.account_id, key, order: orderSpec(data) };
    }
    case "batch": {
      const data = parsed(PlaceOrdersRequest, body);
      return { operation, account: data.account_id, items: data.orders.map(orderItem) };
    }
    case "cancel": {
      const data = parsed(CancelOrdersRequest, body);
      return { operation, account: data.account_id, targets: data.targets.map(orderTarget) };
    }
    default:
      return operation satisfies never;
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(body);
  if (!success) throw badFieldOf(error, "body");
  return data;
}

type Json = Readonly<Record<string, unknown>>;

function readPlace(body: Json): OrderRequest | null {
  const fields = readOrder(body, true);
  if (fields === null) return null;
  const order = specOf(fields);
  if (order === null) return null;
  return { operation: "place", account: fields.account, key: fields.key, order };
}

function readBatch(body: Json): OrderRequest | null {
  let account: AccountId | undefined;
  let items: readonly OrderItem[] | null = null;
  for (const name in body) {
    const value = body[name];
    if (name === "orders") items = readList(value, readItem);
    else if (name !== "account_id") return null;
    else {
      const id = readAccount(value);
      if (id === null) return null;
      account = id;
    }
  }
  return items === null ? null : { operation: "batch", account, items };
}

function readCancel(body: Json): OrderRequest | null {
  let account: AccountId | undefined;
  let targets: readonly OrderTarget[] | null = null;
  for (const name in body) {
    const value = body[name];
    if (name === "targets") targets = readList(value, readTarget);
    else if (name !== "account_id") return null;
    else {
      const id = readAccount(value);
      if (id === null) return null;
      account = id;
    }
  }
  return targets === null ? null : { operation: "cancel", account, targets };
}

/** One to `BATCH_MAX` of them. */
function readList<T>(value: unknown, read: (item: Json) => T | null): readonly T[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > BATCH_MAX) return null;
  const list: T[] = [];
  for (const element of value as readonly unknown[]) {
    const item = isObject(element) ? read(element) : null;
    if (item === null) return null;
    list.push(item);
  }
  return list;
}

function readItem(json: Json): OrderItem | null {
  const fields = readOrder(json, false);
  const order = fields === null ? null : specOf(fields);
  return fields === null || order === null ? null : { key: fields.key, order };
}

function readTarget(json: Json): OrderTarget | null {
  let target: OrderTarget | null = null;
  for (const name in json) {
    const value = json[name];
    // A target has one name, and it is not said twice.
    if (target !== null || typeof value !== "string") return null;
    if (name === "order_id") {
      const order = parseId("ord", value);
      if (order !== null) target = { kind: "order", order };
    } else if (name === "client_order_id" && isKey(value)) {
      target = { kind: "key", key: value };
    }
    if (target === null) return null;
  }
  return target;
}

/** The fields of an order as they were found; undefined: not there. */
class OrderFields {
  type: unknown = undefined;
  market: MarketId | null = null;
  outcome: Outcome | null = null;
  side: Side | null = null;
  price: Price | undefined = undefined;
  cap: Price | undefined = undefined;
  quantity: Quantity | undefined = undefined;
  cash: Amount | undefined = undefined;
  key: string | null = null;
  timeInForce: TimeInForce["kind"] | undefined = undefined;
  postOnly: boolean | undefined = undefined;
  expiresAt: Timestamp | undefined = undefined;
  feeIncluded: boolean | undefined = undefined;
  fillOrKill: boolean | undefined = undefined;
  reduceOnly = false;
  selfTrade: SelfTradePrevention = "cancel-taker";
  group: GroupId | null = null;
  session: SessionId | null = null;
  account: AccountId | undefined = undefined;
}

/** @throws DecimalError */
function readOrder(json: Json, mayNameAccount: boolean): OrderFields | null {
  const fields = new OrderFields();
  for (const name in json) {
    const value = json[name];
    if (typeof value === "string") {
      if (!readText(fields, name, value, mayNameAccount)) return null;
    } else if (typeof value === "boolean") {
      if (!readFlag(fields, name, value)) return null;
    } else {
      return null;
    }
  }
  return fields;
}

/** @returns whether there is such a field and the text will do. @throws DecimalError */
function readText(
  fields: OrderFields,
  name: string,
  text: string,
  mayNameAccount: boolean,
): boolean {
  switch (name) {
    case "type":
      fields.type = text;
      return text === "limit" || text === "market";
    case "market_id":
      fields.market = parseId("mkt", text);
      return fields.market !== null;
    case "outcome":
      if (text !== "yes" && text !== "no") return false;
      fields.outcome = text;
      return true;
    case "side":
      if (text !== "buy" && text !== "sell") return false;
      fields.side = text;
      return true;
    case "price":
      fields.price = parsePrice(text);
      return isBookPrice(fields.price);
    case "price_cap":
      fields.cap = parsePrice(text);
      return isBookPrice(fields.cap);
    case "quantity":
      fields.quantity = parseQuantity(text);
      return isOrderQuantity(fields.quantity);
    case "cash":
      fields.cash = parseAmount(text);
      return isMovableAmount(fields.cash);
    case "client_order_id":
      fields.key = text;
      return isKey(text);
    case "time_in_force":
      if (text !== "gtc" && text !== "gtd" && text !== "ioc" && text !== "fok") return false;
      fields.timeInForce = text;
      return true;
    case "expires_at":
      fields.expiresAt = instant.safeParse(text).data;
      return fields.expiresAt !== undefined;
    case "self_trade_prevention":
      if (text !== "cancel-taker" && text !== "cancel-maker" && text !== "cancel-both") {
        return false;
      }
      fields.selfTrade = text;
      return true;
    case "group_id":
      fields.group = parseId("grp", text);
      return fields.group !== null;
    case "session_id":
      fields.session = parseId("ses", text);
      return fields.session !== null;
    case "account_id":
      fields.account = parseId("acc", text) ?? undefined;
      return mayNameAccount && fields.account !== undefined;
    default:
      return false;
  }
}

/** @returns whether there is such a field. */
function readFlag(fields: OrderFields, name: string, value: boolean): boolean {
  switch (name) {
    case "reduce_only":
      fields.reduceOnly = value;
      return true;
    case "post_only":
      fields.postOnly = value;
      return true;
    case "fee_included":
      fields.feeIncluded = value;
      return true;
    case "fill_or_kill":
      fields.fillOrKill = value;
      return true;
    default:
      return false;
  }
}

/** The order, or null where the fields do not go together. */
function specOf(fields: OrderFields): OrderSpec | null {
  const { market, outcome, side } = fields;
  if (market === null || outcome === null || side === null) return null;
  const pricing = fields.type === "limit" ? limitOf(fields) : marketOf(fields, side);
  if (pricing === null) return null;
  const { reduceOnly, selfTrade, group, session } = fields;
  return { market, outcome, side, pricing, reduceOnly, selfTrade, group, session };
}

function limitOf(fields: OrderFields): Pricing | null {
  const { price: limit, quantity, cap, cash, feeIncluded, fillOrKill } = fields;
  if (limit === undefined || quantity === undefined) return null;
  if (cap !== undefined || cash !== undefined) return null;
  if (feeIncluded !== undefined || fillOrKill !== undefined) return null;
  const timeInForce = timeInForceOf(fields);
  return timeInForce === null ? null : { kind: "limit", price: limit, quantity, timeInForce };
}

function timeInForceOf(fields: OrderFields): TimeInForce | null {
  const { timeInForce: kind = "gtc", postOnly = false, expiresAt } = fields;
  if (kind === "gtd") return expiresAt === undefined ? null : { kind, postOnly, expiresAt };
  if (expiresAt !== undefined) return null;
  if (kind === "gtc") return { kind, postOnly };
  return postOnly ? null : { kind };
}

function marketOf(fields: OrderFields, side: Side): Pricing | null {
  if (fields.type !== "market") return null;
  const { quantity, cash, timeInForce, postOnly, expiresAt } = fields;
  if (fields.price !== undefined || timeInForce !== undefined) return null;
  if (postOnly !== undefined || expiresAt !== undefined) return null;
  const cap = fields.cap ?? price(side === "buy" ? 9_999 : 1);
  const fillOrKill = fields.fillOrKill ?? false;
  if (cash === undefined) {
    return quantity === undefined ? null : { kind: "market", quantity, cap, fillOrKill };
  }
  if (quantity !== undefined || side === "sell") return null;
  return { kind: "cash", cash, cap, feeIncluded: fields.feeIncluded ?? true, fillOrKill };
}

function readAccount(value: unknown): AccountId | null {
  return typeof value === "string" ? parseId("acc", value) : null;
}

/** One to 64 visible ASCII characters: `clientKey` of `protocol`. */
function isKey(text: string): boolean {
  if (text.length === 0 || text.length > 64) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
