import { LOTS_PER_SHARE } from "@probity/core";
import type { DepthView, Level } from "./level.ts";

/** Levels of each side that the checksum covers. */
export const CHECKSUM_LEVELS = 25;

/**
 * CRC32C of the canonical text of a book in YES terms, as an unsigned integer.
 * Two books that agree on their best `CHECKSUM_LEVELS` levels a side have the
 * same checksum.
 */
export function bookChecksum(book: DepthView): number {
  return crc32c(checksumText(book));
}

/**
 * The canonical text of a book in YES terms, in ASCII:
 *
 *     b:0.5000x143.22,0.4900x16.00|a:0.5100x327.45
 *
 * `b:`, the bids best (highest) first, `|a:`, the asks best (lowest) first; at
 * most `CHECKSUM_LEVELS` a side, separated by commas; a level is its price in
 * dollars with four decimals, `x`, and its shares with two. An empty side is
 * empty: `b:|a:`.
 */
export function checksumText({ bids, asks }: DepthView): string {
  return `b:${sideText(bids)}|a:${sideText(asks)}`;
}

function sideText(levels: readonly Level[]): string {
  return levels.slice(0, CHECKSUM_LEVELS).map(levelText).join(",");
}

function levelText({ price, quantity }: Level): string {
  const shares = Math.floor(quantity / LOTS_PER_SHARE);
  const hundredths = String(quantity % LOTS_PER_SHARE).padStart(2, "0");
  return `0.${String(price).padStart(4, "0")}x${shares}.${hundredths}`;
}

/** Castagnoli's polynomial, bits reversed (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder >>> 0;
});

/** CRC32C (Castagnoli) of an ASCII text, as an unsigned integer. */
export function crc32c(text: string): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    remainder = (TABLE[(remainder ^ text.charCodeAt(i)) & 0xff] as number) ^ (remainder >>> 8);
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
