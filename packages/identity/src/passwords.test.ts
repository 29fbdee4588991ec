import { expect, test } from "vitest";
import { IdentityBusy, Passwords } from "./passwords.ts";

const COST = { memoryKib: 64, passes: 1 };

test("a hash is argon2id with its cost and a salt of its own", async () => {
  const passwords = new Passwords(COST);
  const hash = await passwords.hash("secret");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect(await passwords.hash("secret")).not.toBe(hash);
  expect(await passwords.isRight(hash, "secret")).toBe(true);
  expect(await passwords.isRight(hash, "Secret")).toBe(false);
});

test("nobody's password is never right", async () => {
  expect(await new Passwords(COST).isRight(null, "secret")).toBe(false);
});

test("beyond those that may wait it says that it is busy, and recovers", async () => {
  const passwords = new Passwords(COST);
  const results = await Promise.allSettled(
    Array.from({ length: 200 }, () => passwords.hash("secret")),
  );
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ reason }) => reason instanceof IdentityBusy)).toBe(true);
  expect(await passwords.hash("secret")).toMatch(/^\$argon2id/);
});

test("an unknown address takes about as long as a wrong password", async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash("secret");
  // The best of some, taken by turns, which a busy machine disturbs least.
  const times = { known: [] as number[], unknown: [] as number[] };
  await passwords.isRight(null, "warm");
  for (let i = 0; i < 10; i++) {
    for (const [kind, stored] of [
      ["known", hash],
      ["unknown", null],
    ] as const) {
      const started = performance.now();
      await passwords.isRight(stored, "wrong");
      times[kind].push(performance.now() - started);
    }
  }
  const ratio = Math.min(...times.unknown) / Math.min(...times.known);
  expect(ratio).toBeGreaterThan(0.3);
  expect(ratio).toBeLessThan(3);
});
