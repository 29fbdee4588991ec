/** People as operators see them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

/** Of "an old password", by bcrypt. */
const OLD_HASH = "$2b$04$5VNqTdTWyCJMyhqhoMMqVOc.S0zZqjKTypsw7euk1Fn3u8lqBxyZK";

let venue: TestGateway;
let chief: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  chief = venue.admin;
});
afterAll(() => venue.close());

test("S1.42 S3.11 all are listed in pages that stay put while people come", async () => {
  for (let index = 0; index < 12; index++) await venue.join(`listed-${index}`);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${cursor}`;
    const { body } = await chief.ask("GET", `/api/v1/admin/users?limit=5${query}`);
    seen.push(...body.users.map((user: { owner_id: string }) => user.owner_id));
    cursor = body.next_cursor;
    await venue.join(`newcomer-${seen.length}`);
  } while (cursor !== null && seen.length < 200);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(seen.toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
  expect(seen.length).toBeGreaterThanOrEqual(13);
});

test("one is found by address, username or wallet, however it is spelt", async () => {
  const ada = await venue.join("findable");
  await ada.ask("PATCH", "/api/v1/auth/profile", { username: "Findable_1" });
  for (const query of ["email=FINDABLE@example.org", "username=findable_1"]) {
    const { body } = await chief.ask("GET", `/api/v1/admin/users?${query}`);
    expect(body.users).toHaveLength(1);
    expect(body.users[0]).toMatchObject({
      owner_id: ada.owner,
      role: "user",
      account_ids: [ada.account],
      email: "findable@example.org",
      username: "Findable_1",
    });
  }
  const nobody = await chief.ask("GET", "/api/v1/admin/users?email=nobody@example.org");
  expect(nobody.body).toMatchObject({ users: [], next_cursor: null });
  const one = await chief.ask("GET", `/api/v1/admin/users/${ada.owner}`);
  expect(one.body.user.email_verified).toBe(false);
  expect((await chief.ask("GET", "/api/v1/admin/users/own_999999")).status).toBe(404);
});

test("operators see somebody's accounts and where they are signed in", async () => {
  const bea = await venue.join("seen", "25");
  const accounts = await chief.ask("GET", `/api/v1/admin/users/${bea.owner}/accounts`);
  expect(accounts.body.accounts).toMatchObject([
    { account_id: bea.account, status: "active", balances: [{ asset: "USD", available: "25" }] },
  ]);
  const sessions = await chief.ask("GET", `/api/v1/admin/users/${bea.owner}/sessions`);
  expect(sessions.body.sessions).toMatchObject([{ is_current: false }]);
  const own = await chief.ask("GET", `/api/v1/admin/users/${chief.owner}/sessions`);
  expect(own.body.sessions.map((one: { is_current: boolean }) => one.is_current)).toContain(true);
  const nobody = await chief.ask("GET", "/api/v1/admin/users/own_999999/sessions");
  expect(nobody.status).toBe(404);
});

test("S2.6 a bcrypt hash from elsewhere opens once as it is, and is replaced by ours", async () => {
  const wish = {
    email: "old@example.org",
    password_hash: OLD_HASH,
    email_verified: true,
    username: "old_1",
  };
  const imported = await chief.ask("POST", "/api/v1/admin/users/import", wish);
  expect(imported.body.user).toMatchObject({
    email: "old@example.org",
    email_verified: true,
    username: "old_1",
    has_password: true,
  });
  const login = (password: string) =>
    venue.ask("POST", "/api/v1/auth/login", { email: "old@example.org", password });
  expect((await login("wrong")).status).toBe(401);
  const [first, second] = [await login("an old password"), await login("an old password")];
  expect([first.status, second.status]).toEqual([200, 200]);
  // Nobody was signed out by the new hash.
  const bearer = { authorization: `Bearer ${first.body.access_token}` };
  expect((await venue.ask("GET", "/api/v1/auth/me", undefined, bearer)).status).toBe(200);
  const again = await chief.ask("POST", "/api/v1/admin/users/import", wish);
  expect([again.status, again.body.error.code]).toEqual([409, "USERNAME_TAKEN"]);
  const taken = { ...wish, username: "old_2" };
  const other = await chief.ask("POST", "/api/v1/admin/users/import", taken);
  expect([other.status, other.body.error.code]).toEqual([409, "EMAIL_TAKEN"]);
});

test("S1.42 roles are the superadmin's to give, and one superadmin always remains", async () => {
  const [ada, bob] = [await venue.join("roles"), await venue.join("roles2")];
  const give = (who: Caller, to: Caller, role: string) =>
    who.ask("POST", "/api/v1/admin/roles", { owner_id: to.owner, role });
  expect((await give(chief, ada, "admin")).status).toBe(200);
  expect((await ada.ask("GET", "/api/v1/admin/users")).status).toBe(200);
  const refused = await give(ada, bob, "admin");
  expect([refused.status, refused.body.error.code]).toEqual([403, "NOT_AUTHORISED"]);
  const last = await give(chief, chief, "user");
  expect([last.status, last.body.error.code]).toEqual([409, "LAST_SUPERADMIN"]);
  expect((await give(chief, ada, "superadmin")).status).toBe(200);
  // Each wants the other gone at once: one stays.
  const both = await Promise.all([give(chief, ada, "user"), give(ada, chief, "user")]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
  const survivor = both[0]!.status === 200 ? chief : ada;
  await give(survivor, chief, "superadmin");
  if (survivor === ada) await give(chief, ada, "user");
  expect((await ada.ask("GET", "/api/v1/admin/users")).status).toBe(403);
});

test("nothing is done to a number that is nobody's yet", async () => {
  const next = `own_${Number((await venue.join("latest")).owner.slice(4)) + 1}`;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const done = [
    await chief.ask("POST", "/api/v1/admin/roles", { owner_id: next, role: "admin" }),
    await chief.ask("POST", `/api/v1/admin/users/${next}/exclusion`, { kind: "cool-off", until }),
  ];
  expect(done.map(({ body }) => body.error?.code)).toEqual(["USER_NOT_FOUND", "USER_NOT_FOUND"]);
  const newcomer = await venue.join("next");
  expect(newcomer.owner).toBe(next);
  expect((await newcomer.ask("GET", "/api/v1/auth/me")).body.role).toBe("user");
  expect((await newcomer.ask("GET", "/api/v1/exclusion")).body.exclusion).toBeNull();
});

test("somebody is signed out everywhere, and forgotten, by operators", async () => {
  const ada = await venue.join("evicted");
  const path = `/api/v1/admin/users/${ada.owner}`;
  expect((await chief.ask("DELETE", `${path}/sessions`)).status).toBe(200);
  expect((await ada.ask("GET", "/api/v1/auth/me")).status).toBe(401);
  expect((await chief.ask("DELETE", path)).status).toBe(200);
  expect((await chief.ask("DELETE", path)).body.error.code).toBe("USER_NOT_FOUND");
  expect((await chief.ask("DELETE", `${path}/sessions`)).status).toBe(404);
});
