import { addressOfBytes } from "../chain/checksum.ts";
import { bytesOfHex } from "../chain/hex.ts";
import { depositWalletsOf, proxyWalletOf, safeOf } from "../chain/wallets.ts";
import type { Address } from "../ports.ts";

const ADDRESS_BYTES = 20;

/** In the spelling of EIP-55, however it was spelt; null for what is no address. */
export function readAddress(text: unknown): Address | null {
  const bytes = typeof text === "string" ? bytesOfHex(text, ADDRESS_BYTES) : null;
  return bytes === null ? null : addressOfBytes(bytes);
}

/** Whether two spellings name one address. */
export function isSameAddress(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}

/** The smart wallets that belong to a wallet with a key: proxy, Safe, deposit wallets. */
export function smartWalletsOf(eoa: Address): readonly Address[] {
  const bytes = bytesOfHex(eoa, ADDRESS_BYTES);
  if (bytes === null) return [];
  return [proxyWalletOf(bytes), safeOf(bytes), ...depositWalletsOf(bytes)].map(addressOfBytes);
}
