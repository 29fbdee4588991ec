import { keccak_256 } from "@noble/hashes/sha3";

/** Keccak-256 as Ethereum has it, which is not SHA3-256. @returns 32 bytes. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}
