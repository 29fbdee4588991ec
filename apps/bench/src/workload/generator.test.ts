import { describe, expect, test } from "vitest";
import { MIXES, REFERENCE_DIGESTS, Xorshift32, generate } from "./generator.ts";
import type { MixName } from "./generator.ts";
import { ADD, FIELDS, ID, LOTS, OP_TYPE, PRICE } from "./operations.ts";
import { referenceDigest } from "./reference-book.ts";

describe("the generator", () => {
  test("draws as xorshift32 does", () => {
    const random = new Xorshift32(1);
    expect([random.next(), random.next(), random.next()]).toEqual([
      270_369, 67_634_689, 2_647_435_461,
    ]);
  });

  // All of them are checked by `npm run bench -- quick`; one at full length is enough here.
  test("makes a reference workload to the bit", () => {
    expect(generate("cancel", 99).digest).toEqual(REFERENCE_DIGESTS["cancel-99"]);
  });

  test.for(Object.keys(MIXES) as MixName[])("%s: is what its own book made of it", (mix) => {
    const { ops, ticks, count, digest } = generate(mix, 99, 7, 20_000);
    expect(referenceDigest(ops, ticks, count)).toEqual(digest);
  });

  test("makes another workload of another seed", () => {
    expect(generate("mixed", 99, 7, 20_000).digest).not.toEqual(
      generate("mixed", 99, 8, 20_000).digest,
    );
  });

  test("keeps its own bounds, and cancels only what lives", () => {
    const { ops, count } = generate("mixed", 99, 7, 20_000);
    const live = new Set<number>();
    const wrong: string[] = [];
    let lastId = 0;
    for (let at = 0; at < count * FIELDS; at += FIELDS) {
      const id = ops[at + ID]!;
      const price = ops[at + PRICE]!;
      const lots = ops[at + LOTS]!;
      const isAdd = ops[at + OP_TYPE] === ADD;
      if (isAdd && id !== ++lastId) wrong.push(`${id} is not the next id`);
      if (isAdd) live.add(id);
      else if (!live.delete(id)) wrong.push(`${id} is cancelled and does not live`);
      if (price < 1 || price > 99 || lots < 1 || lots > 100) wrong.push(`${id}: out of bounds`);
    }
    expect(wrong).toEqual([]);
  });
});
