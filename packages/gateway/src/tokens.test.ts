import type { OwnerId } from "@probity/core";
import { SignJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCESS_TOKEN_MS, Tokens } from "./tokens.ts";

const secret = new Uint8Array(32).fill(1);
const ada = 7 as OwnerId;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a token is good for its time and not a moment longer, remembered or not", async () => {
  const tokens = new Tokens(secret);
  const { token, expiresAt } = await tokens.issue(ada);
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(ACCESS_TOKEN_MS);
  expect(await tokens.verify(token)).toEqual({ owner: ada, expiresAt });
  vi.setSystemTime(expiresAt);
  expect(await tokens.verify(token)).toBeNull();
  expect(await new Tokens(secret).verify(token)).toBeNull();
});

test("another secret, issuer, algorithm or nobody at all: not a token of ours", async () => {
  const tokens = new Tokens(secret);
  const foreign = await new Tokens(new Uint8Array(32).fill(2)).issue(ada);
  expect(await tokens.verify(foreign.token)).toBeNull();
  const signed = (make: (jwt: SignJWT) => SignJWT, alg = "HS256") =>
    make(new SignJWT({}).setProtectedHeader({ alg }).setExpirationTime("1h")).sign(
      alg === "HS512" ? new Uint8Array(64).fill(1) : secret,
    );
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
  expect(() => new Tokens(new Uint8Array(31))).toThrow("at least 32 bytes");
});
