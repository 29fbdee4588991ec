/** What Polymarket has to say of an order that the machine does not keep: hash, address, API key. */
import type { AccountId, OrderId, Quantity } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { OwnOrder } from "@probity/market-data";
import type { Desk } from "../desk.ts";
import { orderHash } from "../orders/order-hash.ts";
import type { Address, Hex, KeptOrder } from "../ports.ts";

export interface OrderWords {
  readonly hash: Hex;
  /** The address that gives or takes: the maker that was signed, or the person's own. */
  readonly address: Address;
  /** UUID of the API key; zeros for an order of another door. */
  readonly apiKey: string;
  /** Null for an order of another door. */
  readonly kept: KeptOrder | null;
}

/** An order to find words for. */
interface Named {
  readonly order: OrderId;
  readonly account: AccountId;
  /** The client order id; undefined: not known here. */
  readonly key?: string | null | undefined;
}

/** Millionths of a share in a lot. */
const LOT_UNITS = 10_000n;
const NO_KEY = "00000000-0000-0000-0000-000000000000";
const NO_ADDRESS = `0x${"0".repeat(40)}` as const;

/** Words for each of the orders; what memory does not have comes from the database, in one question. */
export async function orderWords(
  { kept, wallets, venue }: Desk,
  orders: readonly Named[],
): Promise<ReadonlyMap<OrderId, OrderWords>> {
  const signed = await kept.of(orders.map(({ order }) => order));
  const keys = await keysOf(venue, orders);
  const words = new Map<OrderId, OrderWords>();
  for (const { order, account } of orders) {
    const own = signed.get(order) ?? null;
    const owner = own === null ? venue.readSide.ownerOf(account) : null;
    const address = owner === null ? NO_ADDRESS : await wallets.addressOf(owner);
    words.set(order, {
      hash: orderHash(order, keys.get(order) ?? null),
      address: own?.signed.maker ?? address,
      apiKey: own?.apiKey ?? NO_KEY,
      kept: own,
    });
  }
  return words;
}

/**
 * How much an order is for, in millionths of a share. A market BUY is for what was signed, and for more once it has more:
 * the machine counts its dollars.
 */
export function originalSize(
  { quantity, filled }: Pick<OwnOrder, "quantity" | "filled">,
  kept: KeptOrder | null,
): bigint {
  if (quantity !== null) return sharesOf(quantity);
  const [signed, got] = [BigInt(kept?.signed.takerAmount ?? 0), sharesOf(filled)];
  return signed > got ? signed : got;
}

/** Lots in millionths of a share. */
export function sharesOf(lots: Quantity): bigint {
  return BigInt(lots) * LOT_UNITS;
}

async function keysOf(
  venue: Desk["venue"],
  orders: readonly Named[],
): Promise<ReadonlyMap<OrderId, string | null>> {
  const { ownOrders } = venue.readSide.data;
  const keys = new Map<OrderId, string | null>();
  const sought: OrderId[] = [];
  for (const { order, account, key } of orders) {
    const known = key === undefined ? ownOrders.order(account, order)?.key : key;
    if (known === undefined) sought.push(order);
    else keys.set(order, known);
  }
  if (sought.length === 0) return keys;
  const { value } = await fromHistory(venue, 0, ({ orders: stored }) => stored.keysOf(sought));
  return new Map([...keys, ...value]);
}
