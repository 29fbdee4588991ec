import { keccak_256 } from "@noble/hashes/sha3";
import { bytesToHex } from "@noble/hashes/utils";
import type { Address } from "../ports.ts";

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** In the spelling of EIP-55, however it was spelt; null for what is no address. */
export function readAddress(text: unknown): Address | null {
  if (typeof text !== "string" || !ADDRESS.test(text)) return null;
  const digits = text.slice(2).toLowerCase();
  const hash = bytesToHex(keccak_256(new TextEncoder().encode(digits)));
  const spelt = Array.from(digits, (digit, place) =>
    Number.parseInt(hash.charAt(place), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${spelt.join("")}`;
}

/** Whether two spellings name one address. */
export function isSameAddress(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}
