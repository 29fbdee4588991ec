import { price, quantity } from "@probity/core";
import { expect, test } from "vitest";
import { bookChecksum, CHECKSUM_LEVELS, checksumText, crc32c } from "./checksum.ts";
import type { DepthView, Level } from "./level.ts";

const levels = (...pairs: readonly (readonly [number, number])[]): Level[] =>
  pairs.map(([p, q]) => ({ price: price(p), quantity: quantity(q) }));

test("crc32c gives the published check values", () => {
  expect(crc32c("")).toBe(0);
  expect(crc32c("123456789")).toBe(0xe3069283);
  expect(crc32c("a")).toBe(0xc1d04330);
  // RFC 3720, appendix B.4: 32 bytes of zeros, and the bytes 0 to 31.
  expect(crc32c("\0".repeat(32))).toBe(0x8a9136aa);
  expect(crc32c(String.fromCharCode(...Array.from({ length: 32 }, (_, i) => i)))).toBe(0x46dd794e);
});

/** The vectors of the README: whoever writes a client in another language checks against them. */
const vectors: readonly { book: DepthView; text: string; checksum: number }[] = [
  { book: { bids: [], asks: [] }, text: "b:|a:", checksum: 1459147557 },
  {
    book: {
      bids: levels([5_000, 14_322], [4_900, 1_600], [4_800, 13_500]),
      asks: levels([5_100, 32_745], [5_200, 14_366]),
    },
    text: "b:0.5000x143.22,0.4900x16.00,0.4800x135.00|a:0.5100x327.45,0.5200x143.66",
    checksum: 3958412097,
  },
  {
    book: { bids: levels([9_999, 1]), asks: [] },
    text: "b:0.9999x0.01|a:",
    checksum: 1631606984,
  },
  {
    book: { bids: levels([1, 10_543_795_300]), asks: levels([10, 99]) },
    text: "b:0.0001x105437953.00|a:0.0010x0.99",
    checksum: 1611579250,
  },
];

test.each(vectors)("the text and checksum of $text", ({ book, text, checksum }) => {
  expect(checksumText(book)).toBe(text);
  expect(bookChecksum(book)).toBe(checksum);
});

test("levels beyond the covered ones do not count, the last covered one does", () => {
  const bids = Array.from({ length: CHECKSUM_LEVELS + 1 }, (_, i) => [5_000 - i, 100 + i] as const);
  const whole = bookChecksum({ bids: levels(...bids), asks: [] });
  expect(bookChecksum({ bids: levels(...bids.slice(0, -1)), asks: [] })).toBe(whole);
  expect(bookChecksum({ bids: levels(...bids.slice(0, -2)), asks: [] })).not.toBe(whole);
});
