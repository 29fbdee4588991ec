/** What became of signed orders, read off the events of their command. */
import { notional } from "@probity/core";
import type { CancelReason, Event, MatchId, OrderId, Rejection } from "@probity/core";
import type { Receipt } from "@probity/sequencer";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Hex, Trader } from "../ports.ts";
import { formatShares, formatUnits } from "./decimals.ts";
import {
  FAK_UNFILLED,
  FOK_UNFILLED,
  duplicated,
  metItself,
  refusedOrder,
} from "./order-refusals.ts";
import type { SignedWish } from "./signed-wish.ts";
import { tradeId } from "./trade-id.ts";

/** The answer to an order that was taken, as clients compare it (reference §5.3). */
export interface OrderResponse {
  readonly success: true;
  readonly errorMsg: "";
  readonly orderID: Hex;
  readonly status: "live" | "matched" | "delayed";
  /** Dollars or shares in decimal, as the side has it; "" for what rests. */
  readonly makingAmount: string;
  readonly takingAmount: string;
  readonly transactionsHashes?: readonly Hex[];
  readonly tradeIDs?: readonly string[];
}

export type PlacedOrder =
  | { readonly kind: "taken"; readonly response: OrderResponse }
  | { readonly kind: "refused"; readonly error: ClobError };

/** What became of each of the orders, in their order. */
export function placedOrders(
  desk: Desk,
  trader: Trader,
  wishes: readonly SignedWish[],
  { events, time }: Receipt<Event>,
): readonly PlacedOrder[] {
  const traces = tracesOf(events, wishes.length);
  return wishes.map((wish, place) => {
    const trace = traces[place]!;
    const error = errorOf(trader, wish, trace);
    if (error !== null) return { kind: "refused", error };
    return { kind: "taken", response: responseOf(desk, wish, trace, time) };
  });
}

/** What the events say of one order. */
interface Trace {
  order: OrderId | null;
  rejection: Rejection | null;
  isRepeated: boolean;
  isDelayed: boolean;
  cancelled: CancelReason | null;
  /** Lots and millionths of a dollar. */
  filled: number;
  value: number;
  readonly matches: MatchId[];
}

function tracesOf(events: readonly Event[], count: number): readonly Trace[] {
  const traces: Trace[] = Array.from({ length: count }, () => ({
    order: null,
    rejection: null,
    isRepeated: false,
    isDelayed: false,
    cancelled: null,
    filled: 0,
    value: 0,
    matches: [],
  }));
  const byOrder = new Map<OrderId, Trace>();
  for (const event of events) {
    switch (event.type) {
      case "CommandRejected":
        for (const trace of traces) trace.rejection = event.rejection;
        break;
      case "OrderRejected":
        traces[event.item]!.rejection = event.rejection;
        break;
      case "CommandRepeated":
        traces[event.item]!.isRepeated = true;
        break;
      case "OrderAccepted":
        traces[event.item]!.order = event.order;
        byOrder.set(event.order, traces[event.item]!);
        break;
      case "OrdersMatched":
        for (const leg of event.legs) {
          const trace = leg.role === "taker" ? byOrder.get(leg.order) : undefined;
          if (trace === undefined) continue;
          trace.filled += leg.quantity;
          trace.value += notional(leg.price, leg.quantity);
          trace.matches.push(event.match);
        }
        break;
      case "OrderDelayed": {
        const trace = byOrder.get(event.order);
        if (trace !== undefined) trace.isDelayed = true;
        break;
      }
      case "OrderCancelled": {
        const trace = byOrder.get(event.order);
        if (trace !== undefined) trace.cancelled = event.reason;
        break;
      }
      default:
        break;
    }
  }
  return traces;
}

/** Null for an order that rests, waits or filled anything. */
function errorOf({ address }: Trader, wish: SignedWish, trace: Trace): ClobError | null {
  const { id, item, orderType } = wish;
  if (trace.isRepeated) return duplicated(id);
  if (trace.rejection !== null) {
    const { pricing } = item.order;
    return refusedOrder(trace.rejection, {
      id,
      address,
      price: pricing.kind === "limit" ? pricing.price : pricing.cap,
      lots: pricing.kind === "cash" ? null : pricing.quantity,
    });
  }
  if (trace.order === null) throw new Error(`the events say nothing of order ${id}`);
  const mayRest = orderType === "GTC" || orderType === "GTD";
  if (trace.filled > 0 || trace.isDelayed || (mayRest && trace.cancelled === null)) return null;
  if (trace.cancelled === "self-trade") return metItself(id);
  return new ClobError(400, orderType === "FOK" ? FOK_UNFILLED : FAK_UNFILLED);
}

function responseOf(
  { settlements }: Desk,
  { id, item }: SignedWish,
  { isDelayed, filled, value, matches }: Trace,
  time: number,
): OrderResponse {
  const taken = { success: true, errorMsg: "", orderID: id } as const;
  if (filled === 0) {
    const status = isDelayed ? "delayed" : "live";
    return { ...taken, status, makingAmount: "", takingAmount: "" };
  }
  const [dollars, shares] = [formatUnits(value), formatShares(filled)];
  const isBuy = item.order.side === "buy";
  return {
    ...taken,
    status: "matched",
    makingAmount: isBuy ? dollars : shares,
    takingAmount: isBuy ? shares : dollars,
    transactionsHashes: matches.map((match) => settlements.of(match, time).transactionHash),
    tradeIDs: matches.map(tradeId),
  };
}
