import { expect, test } from "vitest";
import { nextDigest } from "./digest.ts";
import { DigestChecks } from "./digest-checks.ts";

test("bytes of any length are checked as they were when the check began", async () => {
  const checks = new DigestChecks();
  for (let round = 0; round < 40; round++) {
    const bytes = Buffer.alloc(round % 2 === 0 ? 100 : 100_000 + round, round);
    checks.begin(bytes, nextDigest(bytes), () => new Error(`round ${round}`));
    bytes.fill(255);
    await checks.room();
  }
  await checks.settled();
});

test("the first to be wrong is told, whichever is known first; and told again", async () => {
  const large = Buffer.alloc(500_000, 1);
  const small = Buffer.alloc(10, 1);
  const wrong = nextDigest(Buffer.from("something else"));
  const checks = new DigestChecks();
  checks.begin(large, nextDigest(large), () => new Error("right"));
  checks.begin(large, wrong, () => new Error("large"));
  checks.begin(small, wrong, () => new Error("small"));
  await expect(checks.settled()).rejects.toThrow("large");
  await expect(checks.settled()).rejects.toThrow("large");
});

test("only a few are under way at once", async () => {
  const bytes = Buffer.alloc(20_000);
  const checks = new DigestChecks();
  let begun = 0;
  for (; checks.room() === null; begun++)
    checks.begin(bytes, nextDigest(bytes), () => new Error("right"));
  expect(begun).toBe(8);
  await checks.settled();
});
