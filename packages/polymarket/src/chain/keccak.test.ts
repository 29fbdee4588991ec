import { keccak_256 } from "@noble/hashes/sha3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hexOfBytes } from "./hex.ts";
import { keccak256 } from "./keccak.ts";

test("of nothing, as every chain knows it", () => {
  expect(hexOfBytes(keccak256(new Uint8Array(0)))).toBe(
    "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
  );
});

test("of every length around the sponge's rate, as noble has it", () => {
  for (let length = 0; length <= 3 * 136 + 1; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 31 + length);
    expect(keccak256(bytes)).toEqual(keccak_256(bytes));
  }
});

test("of any bytes, whatever was hashed before", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const hash = keccak256(bytes);
      expect(hash).toEqual(keccak_256(bytes));
      keccak256(Uint8Array.of(1));
      // A hash is nobody else's memory.
      expect(hash).toEqual(keccak_256(bytes));
    }),
  );
});
