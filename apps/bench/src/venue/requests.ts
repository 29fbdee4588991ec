import { httpRequest } from "../load/http-client.ts";
import { wsText } from "../load/ws-client.ts";
import { ordersOf } from "./trading-venue.ts";
import type { TradingVenue, Trader } from "./trading-venue.ts";

/** Orders of one batch request. */
export const BATCH_ORDERS = 15;
/** Requests that are written down for each trader and sent in turn. */
const VARIETY = 256;

type Traders = Pick<TradingVenue, "traders" | "markets">;

/** The trader of a connection. */
function traderOf({ traders }: Traders, lane: number): { trader: Trader; index: number } {
  const index = lane % traders.length;
  const trader = traders[index];
  if (trader === undefined) throw new Error("a venue without traders");
  return { trader, index };
}

/** `POST /orders`, one order each. */
export function orderRequests(venue: Traders, seed: number): (lane: number) => readonly Buffer[] {
  return perTrader(venue, ({ trader, index }) =>
    ordersOf(index, venue.markets, VARIETY, seed).map((order) =>
      httpRequest("POST", "/api/v1/orders", JSON.stringify(order), trader.token),
    ),
  );
}

/** `POST /orders/batch`. */
export function batchRequests(venue: Traders, seed: number): (lane: number) => readonly Buffer[] {
  return perTrader(venue, ({ trader, index }) =>
    batchesOf(venue, index, seed).map((orders) =>
      httpRequest("POST", "/api/v1/orders/batch", JSON.stringify({ orders }), trader.token),
    ),
  );
}

/** WebSocket order entry, one order a message. */
export function orderFrames(venue: Traders, seed: number): (lane: number) => readonly Buffer[] {
  return perTrader(venue, ({ index }) =>
    ordersOf(index, venue.markets, VARIETY, seed).map((order, id) =>
      wsText(JSON.stringify({ op: "place", id, order })),
    ),
  );
}

/** WebSocket order entry in batches. */
export function batchFrames(venue: Traders, seed: number): (lane: number) => readonly Buffer[] {
  return perTrader(venue, ({ index }) =>
    batchesOf(venue, index, seed).map((orders, id) =>
      wsText(JSON.stringify({ op: "batch", id, orders })),
    ),
  );
}

/** What a WebSocket connection says before it may enter orders. */
export function authentication({ token }: Trader): Buffer {
  return wsText(JSON.stringify({ op: "authenticate", id: 0, token }));
}

function batchesOf({ markets }: Traders, trader: number, seed: number): object[][] {
  const orders = ordersOf(trader, markets, (VARIETY / 4) * BATCH_ORDERS, seed);
  return Array.from({ length: VARIETY / 4 }, (_, batch) =>
    orders.slice(batch * BATCH_ORDERS, (batch + 1) * BATCH_ORDERS),
  );
}

function perTrader<T>(
  venue: Traders,
  make: (of: { trader: Trader; index: number }) => T,
): (lane: number) => T {
  const made = new Map<number, T>();
  return (lane) => {
    const of = traderOf(venue, lane);
    const known = made.get(of.index);
    if (known !== undefined) return known;
    const fresh = make(of);
    made.set(of.index, fresh);
    return fresh;
  };
}
