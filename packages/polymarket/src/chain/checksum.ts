import type { Address } from "../ports.ts";
import { keccak256 } from "./keccak.ts";

/** An address as it is written with its checksum in the case of its letters (EIP-55). @param bytes 20. */
export function addressOfBytes(bytes: Uint8Array): Address {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  const hash = keccak256(Buffer.from(digits));
  let text = "0x";
  for (let index = 0; index < digits.length; index++) {
    const nibble = (hash[index >> 1]! >> (index % 2 === 0 ? 4 : 0)) & 15;
    const digit = digits[index]!;
    text += nibble >= 8 ? digit.toUpperCase() : digit;
  }
  return text as Address;
}
