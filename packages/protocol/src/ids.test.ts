import { IDS_PER_COMMAND, idFrom } from "@probity/core";
import type { OrderId, OwnerId, Sequence } from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatId, formatOwner, parseId, parseOwner } from "./ids.ts";

test("an id says what it is and which command made it", () => {
  expect(formatId("ord", idFrom<OrderId>(1042 as Sequence, 3))).toBe("ord_1042-3");
  expect(parseId("ord", "ord_1042-3")).toBe(1042 * IDS_PER_COMMAND + 3);
});

test("any id comes back from its text", () => {
  const sequence = fc.integer({ min: 1, max: 2 ** 40 });
  const index = fc.integer({ min: 0, max: IDS_PER_COMMAND - 1 });
  fc.assert(
    fc.property(sequence, index, (at, place) => {
      const id = idFrom<OrderId>(at as Sequence, place);
      expect(parseId("ord", formatId("ord", id))).toBe(id);
    }),
  );
});

test.each([
  "",
  "ord_1042",
  "ord_0-1",
  "ord_01-1",
  "ord_1-01",
  "ord_1-4096",
  "ord_-1-1",
  "ord_1-1 ",
  "ORD_1-1",
  "mkt_1-1",
  "ord_9999999999999-0",
  "__proto__",
])("%j is not the id of an order", (text) => {
  expect(parseId("ord", text)).toBeNull();
});

test("owners are counted, and the venue itself has no text", () => {
  expect(parseOwner(formatOwner(7 as OwnerId))).toBe(7);
  for (const text of ["own_0", "own_07", "own_", "own_9999999999999999", "7"]) {
    expect(parseOwner(text)).toBeNull();
  }
});

test("any text is an id exactly when it is written as one", () => {
  const pattern = /^mkt_([1-9][0-9]{0,12})-(0|[1-9][0-9]{0,3})$/;
  const text = fc.oneof(
    fc.stringMatching(/^mkt_[0-9]{0,14}-?[0-9]{0,5}$/),
    fc.stringMatching(/^(mkt|ord|mk)_?[0-9-]{0,8}$/),
    fc.string({ maxLength: 26 }),
  );
  fc.assert(
    fc.property(text, (written) => {
      const match = pattern.exec(written);
      const [sequence, index] = [Number(match?.[1]), Number(match?.[2])];
      const id = sequence * 4_096 + index;
      const isGood = match !== null && index < 4_096 && Number.isSafeInteger(id);
      expect(parseId("mkt", written)).toBe(isGood ? id : null);
    }),
    { numRuns: 5_000 },
  );
});
