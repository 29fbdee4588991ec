import type { OrderId } from "@probity/core";
import type { Hex } from "../ports.ts";

/** The client order id of an order that was signed: its hash, without `0x`. */
const HASH_KEY = /^[0-9a-f]{64}$/;
/** What begins the hash of an order that nobody signed; no hash does, but by a chance nobody has. */
const OWN_PREFIX = "0".repeat(48);

/** How Polymarket names an order: by its EIP-712 hash; one that came in by another door, by the venue's own id. */
export function orderHash(order: OrderId, key: string | null): Hex {
  if (key !== null && HASH_KEY.test(key)) return `0x${key}`;
  return `0x${OWN_PREFIX}${order.toString(16).padStart(16, "0")}`;
}

/** The other way round; null for what is no hash. */
export function orderNamed(
  hash: string,
):
  | { readonly kind: "order"; readonly order: OrderId }
  | { readonly kind: "key"; readonly key: string }
  | null {
  const digits = hash.toLowerCase().replace(/^0x/, "");
  if (!HASH_KEY.test(digits)) return null;
  if (!digits.startsWith(OWN_PREFIX)) return { kind: "key", key: digits };
  const order = Number.parseInt(digits.slice(OWN_PREFIX.length), 16);
  return Number.isSafeInteger(order) ? { kind: "order", order: order as OrderId } : null;
}
