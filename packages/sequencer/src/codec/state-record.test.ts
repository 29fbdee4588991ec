import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { StateRecord } from "../ports.ts";
import { ByteWriter, CodecError } from "./bytes.ts";
import { StateLineReader, writeStateLine } from "./state-record.ts";

const record: fc.Arbitrary<StateRecord> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.maxSafeInteger(),
    fc.integer({ min: -12, max: 1_200 }),
    fc.constantFrom(999_999_999, 1_000_000_000, 1_000_000_001, 10 ** 15 - 1, 10 ** 15),
    fc.string({ maxLength: 80 }),
    fc.string({ unit: "grapheme", maxLength: 80 }),
    tie("list"),
  ),
  list: fc.array(tie("value"), { maxLength: 6 }),
})).list as fc.Arbitrary<StateRecord>;

function lineOf(value: unknown): Buffer {
  const writer = new ByteWriter(8);
  writeStateLine(writer, value as StateRecord);
  return writer.bytes();
}

test("a line is the record's JSON, and gives the record back", () => {
  const reader = new StateLineReader();
  fc.assert(
    fc.property(record, (value) => {
      const line = lineOf(value);
      expect(line.toString("utf8")).toBe(`${JSON.stringify(value)}\n`);
      const between = Buffer.concat([Buffer.from("[1,"), line]);
      expect(reader.read(between, 3, between.length - 1)).toEqual(value);
    }),
    { numRuns: 2_000 },
  );
});

test("any line is read as JSON reads it, or refused", () => {
  const reader = new StateLineReader();
  const damaged = fc
    .tuple(
      record,
      fc.nat(),
      fc.constantFrom("[", "]", '"', ",", "-", "0", "1", " ", ".", "e", "\\", "u", "{", "n"),
    )
    .map(([value, at, byte]) => {
      const line = lineOf(value);
      line[at % (line.length - 1)] = byte.charCodeAt(0);
      return line.subarray(0, line.length - 1);
    });
  let refused = 0;
  const same = (line: Buffer): void => {
    let found: unknown = "refused";
    try {
      found = reader.read(line);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      refused++;
      return;
    }
    expect(found).toEqual(JSON.parse(line.toString("utf8")));
  };
  fc.assert(fc.property(damaged, same), { numRuns: 3_000 });
  expect(refused).toBeGreaterThan(500);
  for (const text of ["", "7", "{}", "[01]", "[-0]", "[1.5]", "[1,]", '["a]', "[9007199254740993]"])
    expect(() => reader.read(Buffer.from(text))).toThrow(CodecError);
  expect(reader.read(Buffer.from("[9007199254740991]"))).toEqual([9_007_199_254_740_991]);
});

test("what has more than one form is refused", () => {
  for (const value of [[-0], [0.5], [NaN], [2 ** 53], ["\ud800"], [undefined], [null], [true]])
    expect(() => lineOf(value)).toThrow(CodecError);
});
