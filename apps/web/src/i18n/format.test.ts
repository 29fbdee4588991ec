import { expect, test } from "vitest";
import { moment, sharesShort } from "./format.ts";

test("a moment of another year says which", () => {
  const now = new Date();
  expect(moment(now.getTime())).not.toContain(String(now.getFullYear()));
  expect(moment(new Date(2019, 5, 1, 12).getTime())).toContain("2019");
});

test("many shares are written short", () => {
  expect([0, 840, 4_386, 1_250_000].map((shares) => sharesShort(shares))).toEqual([
    "0",
    "840",
    "4.4K",
    "1.3M",
  ]);
});
