import { parseAmount, parseQuantity } from "@probity/protocol";
import type { Trader } from "./trader.ts";
import type { Wire } from "./wire.ts";

/**
 * Compares what a trader was told with what the venue says now: the very same
 * orders open, with the same lots left; the same shares; the same money. An
 * acknowledgement that was lost, or a request executed twice, shows in one of them.
 */
export async function auditTrader(trader: Trader, wire: Wire): Promise<void> {
  const { ledger, name } = trader;
  const open = await openOrders(wire);
  for (const [order, lots] of ledger.open) {
    const found = open.get(order);
    if (found !== lots)
      throw new Error(`${name}: order ${order} should have ${lots} lots, has ${found ?? "gone"}`);
  }
  for (const order of open.keys()) {
    if (!ledger.open.has(order))
      throw new Error(`${name}: order ${order} is open and was never acknowledged so`);
  }
  const positions = await wire.must("GET", "/positions", null);
  const held = positions.body["positions"] as { outcome: string; quantity: string }[];
  const yes = held.reduce((lots, { quantity }) => lots + parseQuantity(quantity), 0);
  if (yes !== ledger.yes) throw new Error(`${name}: ${yes} YES lots instead of ${ledger.yes}`);
  const balances = await wire.must("GET", "/balances", null);
  const [balance] = balances.body["balances"] as { total: string }[];
  const total = balance === undefined ? 0 : parseAmount(balance.total);
  const expected = ledger.deposited - ledger.spent;
  if (total !== expected) throw new Error(`${name}: ${total} µ$ instead of ${expected}`);
}

/** Remaining lots of all open orders by id, page by page. */
async function openOrders(wire: Wire): Promise<Map<string, number>> {
  const open = new Map<string, number>();
  for (let cursor: string | null = null; ;) {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await wire.must("GET", `/orders?status=open&limit=100${query}`, null);
    for (const order of body["orders"] as { order_id: string; remaining: string }[]) {
      if (open.has(order.order_id)) throw new Error(`${order.order_id} is listed twice`);
      open.set(order.order_id, parseQuantity(order.remaining));
    }
    cursor = (body["next_cursor"] as string | null | undefined) ?? null;
    if (cursor === null) return open;
  }
}
