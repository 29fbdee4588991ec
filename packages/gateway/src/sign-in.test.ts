/** Signing in, staying signed in, and letting go, through the routes. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Reply, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
});
afterAll(() => venue.close());

const credentialsOf = (name: string) => ({
  email: `${name}@example.org`,
  password: "correct horse",
});
const login = (name: string, password = "correct horse"): Promise<Reply> =>
  venue.ask("POST", "/api/v1/auth/login", { ...credentialsOf(name), password });
const refresh = (refresh_token: string): Promise<Reply> =>
  venue.ask("POST", "/api/v1/auth/refresh", { refresh_token });
const me = (token: string): Promise<Reply> =>
  venue.ask("GET", "/api/v1/auth/me", undefined, { authorization: `Bearer ${token}` });

/** What came by mail last, once it has been sent. */
async function ticketFor(name: string, path: string): Promise<string> {
  return vi.waitFor(() => {
    const mail = venue.mails.findLast(
      ({ to, text }) => to === `${name}@example.org` && text.includes(path),
    );
    const ticket = /token=([A-Za-z0-9_-]{43})/.exec(mail?.text ?? "")?.[1];
    if (ticket === undefined) throw new Error("no letter came");
    return ticket;
  });
}

test("S2.6 S3.2 S3.11 register, sign in, who am I, refresh, sign out", async () => {
  const registered = await venue.ask("POST", "/api/v1/auth/register", credentialsOf("walk"));
  expect(registered.body).toMatchObject({ token_type: "Bearer", role: "user" });
  expect(registered.body.account_ids).toHaveLength(1);
  const again = await venue.ask("POST", "/api/v1/auth/register", credentialsOf("WALK"));
  expect([again.status, again.body.error.code]).toEqual([409, "EMAIL_TAKEN"]);

  const signedIn = await login("walk");
  expect(signedIn.body.owner_id).toBe(registered.body.owner_id);
  expect((await me(signedIn.body.access_token)).body).toMatchObject({
    email: "walk@example.org",
    email_verified: false,
    has_password: true,
    role: "user",
    username: null,
    avatar_url: null,
    wallets: [],
  });
  const next = await refresh(signedIn.body.refresh_token);
  expect(next.status).toBe(200);
  expect(next.body.refresh_token).not.toBe(signedIn.body.refresh_token);
  expect((await me(next.body.access_token)).status).toBe(200);

  const bearer = { authorization: `Bearer ${next.body.access_token}` };
  expect((await venue.ask("POST", "/api/v1/auth/logout", undefined, bearer)).status).toBe(200);
  // Both access tokens of the session, and its refresh token.
  expect((await me(signedIn.body.access_token)).status).toBe(401);
  expect((await me(next.body.access_token)).status).toBe(401);
  expect((await refresh(next.body.refresh_token)).body.error.code).toBe("REFRESH_INVALID");
  // The session of registering is another.
  expect((await me(registered.body.access_token)).status).toBe(200);
});

test("S3.17 a refresh token is good once; tried again it ends its session, and only that", async () => {
  await venue.join("reuse");
  const [stolen, other] = [await login("reuse"), await login("reuse")];
  const thief = await refresh(stolen.body.refresh_token);
  expect(thief.status).toBe(200);
  const victim = await refresh(stolen.body.refresh_token);
  expect([victim.status, victim.body.error.code]).toEqual([401, "REFRESH_REUSED"]);
  expect((await refresh(thief.body.refresh_token)).body.error.code).toBe("REFRESH_INVALID");
  expect((await me(thief.body.access_token)).status).toBe(401);
  expect((await me(stolen.body.access_token)).status).toBe(401);
  expect((await me(other.body.access_token)).status).toBe(200);
});

test("two refreshes of one token at once: one of them at most is granted, and the session ends", async () => {
  await venue.join("race");
  const { body } = await login("race");
  const both = await Promise.all([refresh(body.refresh_token), refresh(body.refresh_token)]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 401]));
  expect((await me(body.access_token)).status).toBe(401);
});

describe("the cookie", () => {
  const ask = (path: string, headers: Record<string, string>, payload?: object) =>
    venue.gateway.app.inject({
      method: "POST",
      url: `/api/v1/auth/${path}`,
      headers: { host: "venue.example", ...headers },
      ...(payload === undefined ? {} : { payload }),
    });

  test("S3.17 is out of reach of scripts and of other sites, and refreshes for our own pages", async () => {
    await venue.join("cookie");
    const signedIn = await ask("login", {}, credentialsOf("cookie"));
    const cookie = String(signedIn.headers["set-cookie"]);
    expect(cookie).toMatch(
      /^probity_refresh=\S+; Expires=.+ GMT; Path=\/api; HttpOnly; SameSite=Strict$/,
    );
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? "");
    expect(Math.abs(expires - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000);
    const own = { cookie: cookie.split(";")[0]!, origin: "https://venue.example" };
    const next = await ask("refresh", own);
    expect(next.statusCode).toBe(200);
    expect(next.json().refresh_token).toBeUndefined();
    expect(String(next.headers["set-cookie"])).not.toBe(cookie);
  });

  test("of a page elsewhere does nothing, and spends no token", async () => {
    await venue.join("csrf");
    const signedIn = await ask("login", {}, credentialsOf("csrf"));
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0]!;
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "https://venue.example.evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example", "x-probity-request": "1" },
      {},
    ]) {
      const refused = await ask("refresh", { cookie, ...(headers as Record<string, string>) });
      expect([refused.statusCode, refused.json().error.code]).toEqual([403, "CROSS_SITE"]);
    }
    expect((await ask("refresh", { cookie, "sec-fetch-site": "same-origin" })).statusCode).toBe(
      200,
    );
  });

  test("is for HTTPS alone where the venue says so, and goes away with signing out", async () => {
    const secure = await startTestGateway({ secureCookies: true, signInsPerMinute: 0 });
    const registered = await secure.gateway.app.inject({
      method: "POST",
      url: "/api/v1/auth/register",
      payload: credentialsOf("s"),
    });
    expect(registered.headers["set-cookie"]).toMatch(/; Secure$/);
    const out = await secure.gateway.app.inject({
      method: "POST",
      url: "/api/v1/auth/logout",
      headers: { authorization: `Bearer ${registered.json().access_token}` },
    });
    expect(out.headers["set-cookie"]).toMatch(/^probity_refresh=; Max-Age=0; Path=\/api/);
    await secure.close();
  });
});

describe("sessions", () => {
  test("are listed with what opened them, ended one by one, or all at once", async () => {
    const ada = await venue.join("sessions");
    const agent = { "user-agent": "a browser" };
    const second = await venue.ask("POST", "/api/v1/auth/login", credentialsOf("sessions"), agent);
    const { body } = await ada.ask("GET", "/api/v1/auth/sessions");
    expect(body.sessions).toHaveLength(2);
    const [newest, own] = body.sessions;
    expect(newest).toMatchObject({ device: "a browser", is_current: false });
    expect(own.is_current).toBe(true);
    const eve = await venue.join("eve");
    const theirs = `/api/v1/auth/sessions/${newest.session}`;
    expect((await eve.ask("DELETE", theirs)).body.error.code).toBe("SIGN_IN_NOT_FOUND");
    expect((await ada.ask("DELETE", theirs)).status).toBe(200);
    expect((await me(second.body.access_token)).status).toBe(401);
    const third = await login("sessions");
    expect((await ada.ask("POST", "/api/v1/auth/logout", { everywhere: true })).status).toBe(200);
    expect((await me(third.body.access_token)).status).toBe(401);
    expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
    expect((await me(eve.token)).status).toBe(200);
  });

  test("a fifty-first makes the one used longest ago give way", async () => {
    const ada = await venue.join("many");
    const tokens: string[] = [];
    for (let index = 0; index < 50; index++) {
      tokens.push((await login("many")).body.access_token);
    }
    expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
    expect((await me(tokens[0]!)).status).toBe(200);
    expect((await me(tokens[49]!)).status).toBe(200);
  });
});

describe("passwords", () => {
  test("a new one needs the old one, ends all sessions, and opens one", async () => {
    const ada = await venue.join("change");
    const other = await login("change");
    const change = (current_password: string) =>
      ada.ask("POST", "/api/v1/auth/change-password", {
        current_password,
        new_password: "battery staple",
      });
    expect((await change("wrong")).body.error.code).toBe("WRONG_PASSWORD");
    const changed = await change("correct horse");
    expect((await me(changed.body.access_token)).status).toBe(200);
    expect((await me(other.body.access_token)).status).toBe(401);
    expect((await refresh(other.body.refresh_token)).status).toBe(401);
    expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
    expect((await login("change")).status).toBe(401);
    expect((await login("change", "battery staple")).status).toBe(200);
  });

  test("one that is forgotten is replaced by mail, once, and all sessions end", async () => {
    const ada = await venue.join("forgot");
    const ask = { email: "Forgot@example.org" };
    expect((await venue.ask("POST", "/api/v1/auth/request-password-reset", ask)).status).toBe(200);
    const token = await ticketFor("forgot", "/reset-password");
    const reset = (password: string) =>
      venue.ask("POST", "/api/v1/auth/reset-password", { token, password });
    expect((await reset("a brand new one")).status).toBe(200);
    expect((await reset("another one")).body.error.code).toBe("MAIL_TOKEN_INVALID");
    expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
    const signedIn = await login("forgot", "a brand new one");
    // Who answers a letter shows that the address is theirs.
    expect((await me(signedIn.body.access_token)).body.email_verified).toBe(true);
  });

  test("a letter is sent at most once a minute, and what it carries serves one purpose", async () => {
    await venue.join("letters");
    const ask = { email: "letters@example.org" };
    for (let index = 0; index < 3; index++) {
      await venue.ask("POST", "/api/v1/auth/request-password-reset", ask);
    }
    const token = await ticketFor("letters", "/reset-password");
    const wrong = await venue.ask("POST", "/api/v1/auth/verify-email", { token });
    expect(wrong.body.error.code).toBe("MAIL_TOKEN_INVALID");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sent = venue.mails.filter(
      ({ to, text }) => to === ask.email && text.includes("/reset-password"),
    );
    expect(sent).toHaveLength(1);
  });

  test("nobody learns who is registered: same answer, and no letter, for an unknown address", async () => {
    await venue.join("known");
    const reset = (name: string) =>
      venue.ask("POST", "/api/v1/auth/request-password-reset", { email: `${name}@example.org` });
    const [known, unknown] = [await reset("known"), await reset("unknown")];
    expect([unknown.status, Object.keys(unknown.body)]).toEqual([
      known.status,
      Object.keys(known.body),
    ]);
    const [wrong, nobody] = [await login("known", "wrong"), await login("unknown", "wrong")];
    expect(nobody).toEqual(wrong);
    await ticketFor("known", "/reset-password");
    expect(venue.mails.some(({ to }) => to === "unknown@example.org")).toBe(false);
  });
});

test("an address is proved by mail, once", async () => {
  const ada = await venue.join("verify");
  const token = await ticketFor("verify", "/verify-email");
  const verify = () => venue.ask("POST", "/api/v1/auth/verify-email", { token });
  expect((await verify()).status).toBe(200);
  expect((await verify()).body.error.code).toBe("MAIL_TOKEN_INVALID");
  expect((await ada.ask("GET", "/api/v1/auth/me")).body.email_verified).toBe(true);
  const before = venue.mails.length;
  expect((await ada.ask("POST", "/api/v1/auth/verify-email/request")).status).toBe(200);
  expect(venue.mails.length).toBe(before);
});

describe("S1.42 a profile", () => {
  test("has a username that is nobody else's however it is spelt, and a picture", async () => {
    const [ada, bob] = [await venue.join("profile"), await venue.join("profile2")];
    const picture = { username: "Ada_1", avatar_url: "https://example.org/ada.png" };
    expect((await ada.ask("PATCH", "/api/v1/auth/profile", picture)).body).toMatchObject(picture);
    const taken = await bob.ask("PATCH", "/api/v1/auth/profile", { username: "ADA_1" });
    expect([taken.status, taken.body.error.code]).toEqual([409, "USERNAME_TAKEN"]);
    const gone = await ada.ask("PATCH", "/api/v1/auth/profile", { avatar_url: null });
    expect(gone.body).toMatchObject({ username: "Ada_1", avatar_url: null });
    await ada.ask("PATCH", "/api/v1/auth/profile", { username: "ada_2" });
    expect((await bob.ask("PATCH", "/api/v1/auth/profile", { username: "ada_1" })).status).toBe(
      200,
    );
    for (const url of ["http://example.org/a.png", "javascript:alert(1)", "//x", "data:,x"]) {
      expect((await ada.ask("PATCH", "/api/v1/auth/profile", { avatar_url: url })).status).toBe(
        400,
      );
    }
    expect((await ada.ask("GET", "/api/v1/auth/me")).body.username).toBe("ada_2");
  });

  test("preferences are kept as they were given, within bounds", async () => {
    const ada = await venue.join("preferences");
    const preferences = { theme: "dark", layout: { book: [1, 2.5, null, true] }, ü: "💥" };
    const kept = await ada.ask("PUT", "/api/v1/auth/preferences", { preferences });
    expect(kept.body.preferences).toEqual(preferences);
    expect((await ada.ask("GET", "/api/v1/auth/preferences")).body.preferences).toEqual(
      preferences,
    );
    const large = { preferences: { x: "x".repeat(8_200) } };
    expect((await ada.ask("PUT", "/api/v1/auth/preferences", large)).status).toBe(400);
    const other = await venue.join("preferences2");
    expect((await other.ask("GET", "/api/v1/auth/preferences")).body.preferences).toEqual({});
  });
});

describe("being forgotten", () => {
  test("cancels orders, ends every way in, and frees the address", async () => {
    const ada = await venue.join("forget", "100");
    const market = await venue.openMarket("forgetting");
    await ada.ask("POST", "/api/v1/orders", {
      type: "limit",
      market_id: market,
      outcome: "yes",
      side: "buy",
      price: "0.5",
      quantity: "10",
    });
    expect((await ada.ask("DELETE", "/api/v1/auth/me")).status).toBe(200);
    expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
    expect((await login("forget")).status).toBe(401);
    const { body } = await venue.ask("GET", `/api/v1/markets/${market}/book`);
    expect(body.book.bids).toEqual([]);
    const again = await venue.ask("POST", "/api/v1/auth/register", credentialsOf("forget"));
    expect(again.body.owner_id).not.toBe(ada.owner);
    expect((await venue.admin.ask("GET", `/api/v1/admin/users/${ada.owner}`)).status).toBe(404);
  });

  test("leaves no order of somebody who goes on placing meanwhile", async () => {
    const ada = await venue.join("forget-me", "100");
    const market = await venue.openMarket("forgetting-me");
    const { people } = venue.identity;
    const erase = people.erase.bind(people);
    vi.spyOn(people, "erase").mockImplementationOnce(async (owner) => {
      const order = { market_id: market, outcome: "yes", side: "buy", price: "0.5" };
      const placed = await ada.ask("POST", "/api/v1/orders", {
        type: "limit",
        quantity: "10",
        ...order,
      });
      expect(placed.status).toBe(200);
      return erase(owner);
    });
    expect((await ada.ask("DELETE", "/api/v1/auth/me")).status).toBe(200);
    const { body } = await venue.ask("GET", `/api/v1/markets/${market}/book`);
    expect(body.book.bids).toEqual([]);
  });

  test("the last superadmin stays", async () => {
    const refused = await venue.admin.ask("DELETE", "/api/v1/auth/me");
    expect([refused.status, refused.body.error.code]).toEqual([409, "LAST_SUPERADMIN"]);
  });
});
