import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

test.each([
  // RFC 3720, appendix B.4.
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["ascending", Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ["descending", Buffer.from(Array.from({ length: 32 }, (_, index) => 31 - index)), 0x113fdb5c],
  ["check value", Buffer.from("123456789"), 0xe3069283],
  ["nothing", Buffer.alloc(0), 0],
])("the known checksum of %s", (_name, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test("a part is summed as if it stood alone, at any length and alignment", () => {
  const bytes = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37) & 255));
  for (let from = 0; from < 16; from++) {
    for (let to = from; to <= 64; to += 3)
      expect(crc32c(bytes, from, to)).toBe(crc32c(Buffer.from(bytes.subarray(from, to))));
  }
});
