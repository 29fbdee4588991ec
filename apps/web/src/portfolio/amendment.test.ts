import { expect, test } from "vitest";
import { amendmentOf, keepsPlace } from "./amendment.ts";

const order = { price: "0.4", quantity: "10" };

test("only what changed is asked for, however it is written", () => {
  expect(amendmentOf(order, { price: "0.40", quantity: "10.00" })).toBeNull();
  expect(amendmentOf(order, { price: "0.41", quantity: "10" })).toEqual({ price: "0.41" });
  expect(amendmentOf(order, { price: "0.4", quantity: "8" })).toEqual({ quantity: "8" });
  expect(amendmentOf(order, { price: "0.39", quantity: "8" })).toEqual({
    price: "0.39",
    quantity: "8",
  });
});

test("only fewer shares at the same price keep the place", () => {
  expect(keepsPlace(order, { quantity: "8" })).toBe(true);
  expect(keepsPlace(order, { quantity: "12" })).toBe(false);
  expect(keepsPlace(order, { price: "0.39", quantity: "8" })).toBe(false);
});
