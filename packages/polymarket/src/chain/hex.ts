import type { Hex } from "../ports.ts";

/** @returns null unless `text` is `0x` and exactly `length` bytes in hex digits of any case. */
export function bytesOfHex(text: string, length: number): Uint8Array | null {
  if (text.length !== 2 + 2 * length || !text.startsWith("0x")) return null;
  const bytes = Buffer.from(text.slice(2), "hex");
  // Buffer stops at the first digit that is none.
  return bytes.length === length ? bytes : null;
}

/** `0x` and lower-case digits. */
export function hexOfBytes(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}
