import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter, CodecError } from "./bytes.ts";
import {
  bool,
  decodeValue,
  encodeValue,
  f53,
  int,
  list,
  nat16,
  nat32,
  nullable,
  oneOf,
  struct,
  text,
  u8,
  union,
  varuint,
  versioned,
} from "./codec.ts";
import type { Codec } from "./codec.ts";

type Shape =
  | { readonly kind: "dot" }
  | { readonly kind: "box"; readonly sides: readonly number[]; readonly name: string | null };
const shape: Codec<Shape> = versioned(2, {
  2: union<"kind", Shape>("kind", {
    dot: [1, {}],
    box: [7, { sides: list(int), name: nullable(text) }],
  }),
});
const anyText = fc.string({ unit: "grapheme" });
const anyShape: fc.Arbitrary<Shape> = fc.oneof(
  fc.constant<Shape>({ kind: "dot" }),
  fc.record({
    kind: fc.constant("box" as const),
    sides: fc.array(fc.maxSafeInteger()),
    name: fc.option(anyText),
  }),
);

function roundTrips<T>(codec: Codec<T>, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(decodeValue(codec, encodeValue(codec, value))).toEqual(value);
    }),
  );
}

describe("round trips", () => {
  test("numbers, text and compounds", () => {
    for (const natural of [varuint, f53, nat16, nat32]) {
      roundTrips(natural, fc.maxSafeNat());
      roundTrips(natural, fc.nat(70_000));
    }
    roundTrips(int, fc.maxSafeInteger());
    roundTrips(text, anyText);
    roundTrips(text, fc.string({ minLength: 100, maxLength: 300 }));
    roundTrips(shape, anyShape);
    roundTrips(
      struct<{ a: boolean; b: "x" | "y"; c: number }>({ a: bool, b: oneOf("x", "y"), c: u8 }),
      fc.record({ a: fc.boolean(), b: fc.constantFrom("x", "y"), c: fc.nat(255) }),
    );
  });

  test.each([
    0,
    1,
    127,
    128,
    0xfffe,
    0xffff,
    0x1_0000,
    2 ** 28 - 1,
    2 ** 28,
    2 ** 32 - 2,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 52 - 1,
    2 ** 52,
    Number.MAX_SAFE_INTEGER,
  ])("the edge %d", (edge) => {
    for (const natural of [varuint, f53, nat16, nat32])
      expect(decodeValue(natural, encodeValue(natural, edge))).toBe(edge);
    expect(decodeValue(int, encodeValue(int, edge))).toBe(edge);
    // Zero has no negative.
    const negative = edge === 0 ? 0 : -edge;
    expect(decodeValue(int, encodeValue(int, negative))).toBe(negative);
  });
});

describe("decoding", () => {
  test("any bytes give a value with that one encoding, or a CodecError", () => {
    const encodedAgain = (bytes: Buffer): Buffer | null => {
      try {
        return encodeValue(shape, decodeValue(shape, bytes));
      } catch (error) {
        if (error instanceof CodecError) return null;
        throw error;
      }
    };
    let values = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (tail) => {
        const bytes = Buffer.from([2, ...tail]);
        const again = encodedAgain(bytes);
        if (again !== null) values++;
        expect(again ?? bytes).toEqual(bytes);
      }),
      { numRuns: 3_000, examples: [[Uint8Array.of(1)], [Uint8Array.of(7, 1, 0, 0)]] },
    );
    expect(values).toBeGreaterThanOrEqual(2);
  });

  test("a record cut short anywhere is refused", () => {
    const bytes = encodeValue(shape, {
      kind: "box",
      sides: [1, -300, 2 ** 50],
      name: "Ärmelkanal",
    });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeValue(shape, bytes.subarray(0, length))).toThrow(CodecError);
    }
    expect(() => decodeValue(shape, Buffer.concat([bytes, Buffer.from([0])]))).toThrow(
      "1 bytes too many",
    );
  });

  test("a list that claims more than there is allocates nothing", () => {
    expect(() => decodeValue(list(u8), Buffer.from("ffffffff0f", "hex"))).toThrow(
      "longer than its record",
    );
  });
});

test("numbers of fixed width take the room they should, and have one form", () => {
  const sizes = (codec: Codec<number>, ...values: number[]) =>
    values.map((value) => encodeValue(codec, value).length);
  expect(sizes(f53, 0, 2 ** 53 - 1)).toEqual([8, 8]);
  expect(sizes(nat16, 0, 0xfffe, 0xffff)).toEqual([2, 2, 10]);
  expect(sizes(nat32, 0, 0xffff_fffe, 0xffff_ffff)).toEqual([4, 4, 12]);
  const double = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  };
  for (const value of [-0, -1, 0.5, NaN, Infinity, 2 ** 53])
    expect(() => decodeValue(f53, double(value))).toThrow(CodecError);
  const ones = Buffer.alloc(4, 0xff);
  for (const [codec, size, least] of [
    [nat16, 2, 0xffff],
    [nat32, 4, 0xffff_ffff],
  ] as const) {
    const escaped = (value: number) => Buffer.concat([ones.subarray(0, size), double(value)]);
    expect(decodeValue(codec, escaped(least))).toBe(least);
    expect(() => decodeValue(codec, escaped(least - 1))).toThrow("shortest");
  }
});

test("what is handed over is never touched again", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(fc.nat(255), { maxLength: 90 }), fc.boolean()), { maxLength: 60 }),
      (chunks) => {
        const writer = new ByteWriter(64);
        const given: { bytes: Buffer; expected: number[] }[] = [];
        for (const [values, isTaken] of chunks) {
          for (const value of values) writer.u8(value);
          if (isTaken) given.push({ bytes: writer.handOver(), expected: values });
          else writer.rewind();
        }
        for (const { bytes, expected } of given) expect([...bytes]).toEqual(expected);
      },
    ),
  );
});

test("what has no single form is refused when encoding", () => {
  const refused: [Codec<never>, unknown][] = [
    ...[f53, nat16, nat32].flatMap((codec) =>
      [-0, -1, 0.5, NaN, 2 ** 53, "7", null].map((value): [Codec<never>, unknown] => [
        codec as Codec<never>,
        value,
      ]),
    ),
    [varuint as Codec<never>, -1],
    [varuint as Codec<never>, 1.5],
    [varuint as Codec<never>, -0],
    [varuint as Codec<never>, 2 ** 53],
    [int as Codec<never>, -0],
    [text as Codec<never>, "\ud800"],
    [bool as Codec<never>, 1],
    [shape as unknown as Codec<never>, { kind: "ring" }],
    [shape as unknown as Codec<never>, { kind: "box", sides: [] }],
  ];
  for (const [codec, value] of refused)
    expect(() => encodeValue(codec, value as never)).toThrow(CodecError);
});
