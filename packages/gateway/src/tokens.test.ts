import { generateKeyPairSync } from "node:crypto";
import type { OwnerId } from "@probity/core";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCESS_TOKEN_MS, Tokens } from "./tokens.ts";

const access = new Uint8Array(32).fill(1);
const refresh = new Uint8Array(32).fill(2);
const secrets = { access, refresh };
const ada = 7 as OwnerId;

const open = new Set<string>();
const standing = {
  sessions: { isSessionOpen: (session: string) => open.has(session) },
  keys: { isKeyGood: () => false },
};
const stepOf = (session: string, rotation = 0) => ({
  owner: ada,
  session,
  rotation,
  expiresAt: Date.now() + 7 * 86_400_000,
});

beforeEach(() => {
  vi.useFakeTimers();
  open.clear();
  open.add("s1").add("s2");
});
afterEach(() => vi.useRealTimers());

test("S3.17 an access token is good for 15 minutes and not a moment longer, remembered or not", async () => {
  const tokens = new Tokens(secrets, standing);
  const { accessToken, accessExpiresAt } = await tokens.issue(stepOf("s1"));
  expect(accessExpiresAt - Date.now()).toBeLessThanOrEqual(ACCESS_TOKEN_MS);
  expect(ACCESS_TOKEN_MS).toBe(15 * 60_000);
  expect(await tokens.verify(accessToken)).toMatchObject({
    owner: ada,
    via: "token",
    expiresAt: accessExpiresAt,
    sessionId: "s1",
    accounts: null,
  });
  vi.setSystemTime(accessExpiresAt);
  expect(await tokens.verify(accessToken)).toBeNull();
  expect(await new Tokens(secrets, standing).verify(accessToken)).toBeNull();
});

test("S3.17 a refresh token says which step of which session it is, for 7 days", async () => {
  const tokens = new Tokens(secrets, standing);
  const { refreshToken, refreshExpiresAt } = await tokens.issue(stepOf("s1", 4));
  expect(refreshExpiresAt - Date.now()).toBeGreaterThan(7 * 86_400_000 - 1_001);
  expect(await tokens.readRefresh(refreshToken)).toEqual({ session: "s1", rotation: 4 });
  vi.setSystemTime(refreshExpiresAt);
  expect(await tokens.readRefresh(refreshToken)).toBeNull();
});

test("neither kind of token stands in for the other, even under one secret", async () => {
  const tokens = new Tokens({ access, refresh: access }, standing);
  const { accessToken, refreshToken } = await tokens.issue(stepOf("s1"));
  expect(await tokens.verify(refreshToken)).toBeNull();
  expect(await tokens.readRefresh(accessToken)).toBeNull();
});

test("S2.6 another secret, issuer, algorithm or nobody at all: not a token of ours", async () => {
  const tokens = new Tokens(secrets, standing);
  const others = { access: new Uint8Array(32).fill(3), refresh };
  const foreign = await new Tokens(others, standing).issue(stepOf("s1"));
  expect(await tokens.verify(foreign.accessToken)).toBeNull();
  const claims = { sid: "s1", use: "access" };
  type Change = (jwt: SignJWT) => SignJWT;
  const signed = (change: Change, alg = "HS256", key: Parameters<SignJWT["sign"]>[0] = access) =>
    change(
      new SignJWT(claims).setProtectedHeader({ alg }).setExpirationTime("1h").setJti("x"),
    ).sign(key);
  const right: Change = (jwt) => jwt.setIssuer("probity").setSubject("own_7");
  expect(await tokens.verify(await signed(right))).not.toBeNull();
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const unsecured = new UnsecuredJWT(claims)
    .setIssuer("probity")
    .setSubject("own_7")
    .setExpirationTime("1h")
    .encode();
  for (const token of [
    await signed((jwt) => jwt.setIssuer("someone").setSubject("own_7")),
    await signed((jwt) => jwt.setIssuer("probity")),
    await signed((jwt) => jwt.setIssuer("probity").setSubject("own_0")),
    await signed((jwt) => right(jwt).setExpirationTime("-1s")),
    await signed(right, "HS512", new Uint8Array(64).fill(1)),
    await signed(right, "RS256", rsa.privateKey),
    unsecured,
    `${(await signed(right)).split(".").slice(0, 2).join(".")}.`,
  ]) {
    expect(await tokens.verify(token)).toBeNull();
  }
});

test("a short secret is refused", () => {
  const short = new Uint8Array(31);
  expect(() => new Tokens({ access: short, refresh }, standing)).toThrow("at least 32 bytes");
  expect(() => new Tokens({ access, refresh: short }, standing)).toThrow("at least 32 bytes");
});

test("the tokens of a session that ended are good no longer, though verified; others are", async () => {
  const tokens = new Tokens(secrets, standing);
  const [first, second] = [await tokens.issue(stepOf("s1")), await tokens.issue(stepOf("s2"))];
  const principal = (await tokens.verify(first.accessToken))!;
  expect(tokens.isLive(principal)).toBe(true);
  open.delete("s1");
  expect(tokens.isLive(principal)).toBe(false);
  expect(await tokens.verify(first.accessToken)).toBeNull();
  expect(await tokens.verify(second.accessToken)).not.toBeNull();
});
