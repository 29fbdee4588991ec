import { expect, test } from "vitest";
import { lifetimeMs } from "./token-lifetime.ts";

const tokenOf = (said: object): string =>
  `e30.${Buffer.from(JSON.stringify(said)).toString("base64url")}.sig`;

test("a token lives as long as it says, whatever the clock of this machine", () => {
  const long_ago = "2001-01-01T00:00:00.000Z";
  const answer = { access_token: tokenOf({ iat: 1_000, exp: 1_900 }), expires_at: long_ago };
  expect(lifetimeMs(answer)).toBe(900_000);
});

test("one that says nothing ends when the answer says", () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  for (const access_token of ["opaque", tokenOf({}), "a.%.b"]) {
    expect(Math.round(lifetimeMs({ access_token, expires_at: soon }) / 10_000)).toBe(6);
  }
});
