import { expect, test } from "vitest";
import { isMoney, isSameParty, partyJson } from "./money-words.ts";

test("money to move is more than nothing and within bounds", () => {
  expect(["1", "0.000001", " 12.5 ", "4000000000"].map(isMoney)).toEqual(Array(4).fill(true));
  expect(["", "0", "-1", "0.0000001", "4000000001", "1e3"].map(isMoney)).toEqual(
    Array(6).fill(false),
  );
});

test("a party is told with whose account or market it is", () => {
  expect(partyJson({ kind: "fees", id: "left over" })).toEqual({ kind: "fees" });
  expect(partyJson({ kind: "account", id: " acc_12-0 " })).toEqual({
    kind: "account",
    account_id: "acc_12-0",
  });
  expect(partyJson({ kind: "reserve", id: "acc_12-0" })).toBeNull();
  expect(partyJson({ kind: "account", id: "" })).toBeNull();
});

test("a transfer to itself is seen", () => {
  expect(isSameParty({ kind: "fees", id: "a" }, { kind: "fees", id: "b" })).toBe(true);
  expect(isSameParty({ kind: "account", id: "a" }, { kind: "account", id: "b" })).toBe(false);
  expect(isSameParty({ kind: "account", id: "a" }, { kind: "account", id: "a " })).toBe(true);
});
