import { expect, test } from "vitest";
import { wishOf } from "./key-wish.ts";

const form = { label: "bot", accounts: [], lasts: "7", now: Date.parse("2026-07-01T00:00:00Z") };

test("no account named is all of them, and forever is no end", () => {
  expect(wishOf({ ...form, scopes: ["read"] })).toEqual({
    label: "bot",
    scopes: ["read"],
    expires_at: "2026-07-08T00:00:00.000Z",
  });
  expect(wishOf({ ...form, scopes: ["read"], lasts: "forever" })).toEqual({
    label: "bot",
    scopes: ["read"],
  });
});

test("operators' work is not about single accounts", () => {
  const accounts = ["acc_1-0"];
  expect(wishOf({ ...form, scopes: ["trade"], accounts })).toMatchObject({ account_ids: accounts });
  expect(wishOf({ ...form, scopes: ["admin"], accounts })).not.toHaveProperty("account_ids");
});
