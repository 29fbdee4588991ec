import { expect, test } from "vitest";
import { deriveKey, lookupOf, seal, sealText, unseal, unsealText, usualSpelling } from "./seal.ts";

const master = Buffer.alloc(32, 1);
const key = deriveKey(master, "one");
const other = deriveKey(master, "two");

test("what is sealed opens with its own key and for its own purpose only", () => {
  const sealed = sealText(key, "email", "ada@example.org");
  expect(unsealText(key, "email", sealed)).toBe("ada@example.org");
  expect(unsealText(other, "email", sealed)).toBeNull();
  expect(unsealText(key, "password", sealed)).toBeNull();
  expect(unsealText(key, "email", "")).toBeNull();
});

test("one changed bit anywhere and it does not open", () => {
  const sealed = seal(key, "email", Buffer.from("ada"));
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(unseal(key, "email", changed)).toBeNull();
  }
});

test("the same content is sealed differently each time", () => {
  expect(sealText(key, "email", "ada")).not.toBe(sealText(key, "email", "ada"));
});

test("an address is found in any usual spelling, and only with the key", () => {
  const lookup = (by: Buffer, email: string) => lookupOf(by, usualSpelling(email));
  expect(lookup(key, " Ada@Example.ORG")).toBe(lookup(key, "ada@example.org"));
  expect(lookup(key, "ada@example.org")).not.toBe(lookup(other, "ada@example.org"));
  expect(lookup(key, "ada@example.org")).not.toBe(lookup(key, "ada@example.com"));
});
