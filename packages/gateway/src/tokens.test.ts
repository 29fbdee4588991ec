import type { OwnerId } from "@probity/core";
import { SignJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCESS_TOKEN_MS, Tokens } from "./tokens.ts";

const secret = new Uint8Array(32).fill(1);
const ada = 7 as OwnerId;

const generations = new Map<OwnerId, number>([[ada, 3]]);
const revoked = new Set<string>();
const revocations = {
  tokenGeneration: (owner: OwnerId) => generations.get(owner) ?? null,
  isRevoked: (token: string) => revoked.has(token),
  revokeToken: async (token: string) => void revoked.add(token),
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a token is good for its time and not a moment longer, remembered or not", async () => {
  const tokens = new Tokens(secret, revocations);
  const { token, expiresAt } = await tokens.issue(ada);
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(ACCESS_TOKEN_MS);
  expect(await tokens.verify(token)).toMatchObject({ owner: ada, expiresAt, generation: 3 });
  vi.setSystemTime(expiresAt);
  expect(await tokens.verify(token)).toBeNull();
  expect(await new Tokens(secret, revocations).verify(token)).toBeNull();
});

test("another secret, issuer, algorithm or nobody at all: not a token of ours", async () => {
  const tokens = new Tokens(secret, revocations);
  const foreign = await new Tokens(new Uint8Array(32).fill(2), revocations).issue(ada);
  expect(await tokens.verify(foreign.token)).toBeNull();
  const signed = (make: (jwt: SignJWT) => SignJWT, alg = "HS256") =>
    make(
      new SignJWT({ gen: 3 }).setProtectedHeader({ alg }).setExpirationTime("1h").setJti("x"),
    ).sign(alg === "HS512" ? new Uint8Array(64).fill(1) : secret);
  const right = await signed((jwt) => jwt.setIssuer("probity").setSubject("own_7"));
  expect(await tokens.verify(right)).not.toBeNull();
  for (const token of [
    await signed((jwt) => jwt.setIssuer("someone").setSubject("own_7")),
    await signed((jwt) => jwt.setIssuer("probity")),
    await signed((jwt) => jwt.setIssuer("probity").setSubject("own_0")),
    await signed((jwt) => jwt.setIssuer("probity").setSubject("own_7"), "HS512"),
  ]) {
    expect(await tokens.verify(token)).toBeNull();
  }
});

test("a short secret is refused", () => {
  expect(() => new Tokens(new Uint8Array(31), revocations)).toThrow("at least 32 bytes");
});

test("a revoked token is good no longer, though it was verified; its owner's others are", async () => {
  const tokens = new Tokens(secret, revocations);
  const [first, second] = [await tokens.issue(ada), await tokens.issue(ada)];
  const bearer = (await tokens.verify(first.token))!;
  expect(tokens.isLive(bearer)).toBe(true);
  await tokens.revoke(bearer);
  expect(tokens.isLive(bearer)).toBe(false);
  expect(await tokens.verify(first.token)).toBeNull();
  expect(await new Tokens(secret, revocations).verify(first.token)).toBeNull();
  expect(await tokens.verify(second.token)).not.toBeNull();
});

test("a new generation ends all tokens of the one before, and nobody has any", async () => {
  const tokens = new Tokens(secret, revocations);
  const bearer = (await tokens.verify((await tokens.issue(ada)).token))!;
  generations.set(ada, 4);
  expect(tokens.isLive(bearer)).toBe(false);
  expect(await tokens.verify((await tokens.issue(ada)).token)).not.toBeNull();
  const nobody = await tokens.issue(8 as OwnerId);
  expect(await tokens.verify(nobody.token)).toBeNull();
});
