/**
 * Every route for every kind of caller. What a route needs it says itself (`needs.ts`); what each
 * need means for each caller stands in the table below. Each request has a query field that no
 * route knows, so whoever is let in gets 400 and changes nothing.
 */
import type { OwnerId } from "@probity/core";
import type { SessionStep } from "@probity/identity";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needsOf } from "./needs.ts";
import type { Need, RouteNeed } from "./needs.ts";
import { signatureFor } from "./signed-request.ts";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";
import { Tokens } from "./tokens.ts";

type Headers = Record<string, string>;
/** The headers of a request in somebody's name. */
type Credentials = (method: string, path: string) => Headers;

let venue: TestGateway;
const callers = new Map<string, Credentials>();
let routes: readonly RouteNeed[];

const IN = "400 INVALID_FIELD";
const NOBODY = "401 NOT_SIGNED_IN";
const BAD_TOKEN = "401 TOKEN_INVALID";
const BAD_KEY = "401 SIGNATURE_INVALID";
const NO_SCOPE = "403 SCOPE_MISSING";
const KEY = "403 KEY_NOT_ENOUGH";
const NO_ROLE = "403 NOT_AUTHORISED";

/** In the order nothing, read, trade, transfer, person, admin, superadmin. */
const NEEDS: readonly Need[] = [
  "nothing",
  "read",
  "trade",
  "transfer",
  "person",
  "admin",
  "superadmin",
];
const TABLE: Readonly<Record<string, readonly string[]>> = {
  nobody: [IN, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY],
  "a user": [IN, IN, IN, IN, IN, NO_ROLE, NO_ROLE],
  "a user's read key": [IN, IN, NO_SCOPE, NO_SCOPE, KEY, NO_ROLE, NO_ROLE],
  "a user's trade key": [IN, NO_SCOPE, IN, NO_SCOPE, KEY, NO_ROLE, NO_ROLE],
  "a user's transfer key": [IN, NO_SCOPE, NO_SCOPE, IN, KEY, NO_ROLE, NO_ROLE],
  "a user's key for everything": [IN, IN, IN, IN, KEY, NO_ROLE, NO_ROLE],
  "an admin": [IN, IN, IN, IN, IN, IN, NO_ROLE],
  "an admin's read key": [IN, IN, NO_SCOPE, NO_SCOPE, KEY, NO_SCOPE, NO_ROLE],
  "an admin's key for everything": [IN, IN, IN, IN, KEY, IN, NO_ROLE],
  "a superadmin": [IN, IN, IN, IN, IN, IN, IN],
  "a superadmin's trade key": [IN, NO_SCOPE, IN, NO_SCOPE, KEY, NO_SCOPE, NO_SCOPE],
  "a superadmin's key for everything": [IN, IN, IN, IN, KEY, IN, IN],
  "somebody whose token expired": row(BAD_TOKEN),
  "somebody who signed out": row(BAD_TOKEN),
  "somebody erased": row(BAD_TOKEN),
  "a token signed by another": row(BAD_TOKEN),
  "a refresh token": row(BAD_TOKEN),
  "a key taken back": row(BAD_KEY),
  "a key that expired": row(BAD_KEY),
  "a key of somebody erased": row(BAD_KEY),
  "a key with another's secret": row(BAD_KEY),
  "headers of development, which are off": row(NOBODY),
};

function row(refused: string): readonly string[] {
  return [IN, refused, refused, refused, refused, refused, refused];
}

const ALL = ["read", "trade", "transfer", "admin"];

beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  routes = needsOf(venue.gateway.app);
  const bearer = (token: string): Credentials => {
    return () => ({ authorization: `Bearer ${token}` });
  };
  const keyOf = async (who: Caller, scopes: readonly string[], more = {}) => {
    const { body } = await who.ask("POST", "/api/v1/auth/keys", { label: "k", scopes, ...more });
    return { id: body.key.key_id as string, secret: body.secret as string };
  };
  const signing = ({ id, secret }: { id: string; secret: string }): Credentials => {
    return (method, path) => {
      const timestamp = String(Date.now());
      return {
        "probity-key": id,
        "probity-timestamp": timestamp,
        "probity-signature": signatureFor(secret, timestamp, {
          method,
          path,
          body: Buffer.alloc(0),
        }),
      };
    };
  };

  const user = await venue.join("user");
  const admin = await venue.join("operator");
  const role = { owner_id: admin.owner, role: "admin" };
  expect((await venue.admin.ask("POST", "/api/v1/admin/roles", role)).status).toBe(200);

  callers.set("nobody", () => ({}));
  callers.set("a user", bearer(user.token));
  callers.set("a user's read key", signing(await keyOf(user, ["read"])));
  callers.set("a user's trade key", signing(await keyOf(user, ["trade"])));
  callers.set("a user's transfer key", signing(await keyOf(user, ["transfer"])));
  callers.set("a user's key for everything", signing(await keyOf(user, ALL)));
  callers.set("an admin", bearer(admin.token));
  callers.set("an admin's read key", signing(await keyOf(admin, ["read"])));
  callers.set("an admin's key for everything", signing(await keyOf(admin, ALL)));
  callers.set("a superadmin", bearer(venue.admin.token));
  callers.set("a superadmin's trade key", signing(await keyOf(venue.admin, ["trade"])));
  callers.set("a superadmin's key for everything", signing(await keyOf(venue.admin, ALL)));

  const out = await venue.join("out");
  const lateKey = await keyOf(out, ALL, { expires_at: new Date(Date.now() + 400).toISOString() });
  callers.set("a key that expired", signing(lateKey));
  const takenKey = await keyOf(out, ALL);
  await out.ask("DELETE", `/api/v1/auth/keys/${takenKey.id}`);
  callers.set("a key taken back", signing(takenKey));
  const others = await keyOf(out, ALL);
  callers.set("a key with another's secret", signing({ ...others, secret: takenKey.secret }));
  await out.ask("POST", "/api/v1/auth/logout");
  callers.set("somebody who signed out", bearer(out.token));

  const gone = await venue.join("gone");
  callers.set("a key of somebody erased", signing(await keyOf(gone, ALL)));
  callers.set("somebody erased", bearer(gone.token));
  expect((await gone.ask("DELETE", "/api/v1/auth/me")).status).toBe(200);

  callers.set("somebody whose token expired", bearer(await expiredToken(user.owner)));
  const foreign = await tokenOf(new Uint8Array(32).fill(99), user.owner);
  callers.set("a token signed by another", bearer(foreign));
  const credentials = { email: "user@example.org", password: "correct horse" };
  const { body } = await venue.ask("POST", "/api/v1/auth/login", credentials);
  callers.set("a refresh token", bearer(body.refresh_token));
  callers.set("headers of development, which are off", () => ({
    "x-test-address": `0x${"a".repeat(40)}`,
    "x-test-role": "superadmin",
  }));
  await new Promise((resolve) => setTimeout(resolve, 450));
});
afterAll(() => venue.close());

/** A token of a session that is open, signed with our own secret, that ended a minute ago. */
async function expiredToken(owner: string): Promise<string> {
  const { session } = await sessionOf(owner);
  return new SignJWT({ sid: session, use: "access" })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer("probity")
    .setSubject(owner)
    .setJti("x")
    .setExpirationTime("-1m")
    .sign(new Uint8Array(32).fill(7));
}

async function tokenOf(access: Uint8Array, owner: string): Promise<string> {
  const tokens = new Tokens({ access, refresh: access }, venue.identity);
  return (await tokens.issue(await sessionOf(owner))).accessToken;
}

async function sessionOf(owner: string): Promise<SessionStep> {
  const step = await venue.identity.sessions.openSession(Number(owner.slice(4)) as OwnerId, "");
  if (step === null) throw new Error("nobody is there");
  return step;
}

test("S2.5 every route says who it is for, and the documentation says whether one signs in", async () => {
  expect(routes.length).toBeGreaterThan(80);
  expect(routes.filter(({ need }) => need === null)).toEqual([]);
  const { body } = await venue.ask("GET", "/api/docs/json");
  for (const { method, path, need } of routes) {
    const documented = body.paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
    expect([path, documented?.security !== undefined]).toEqual([path, need !== "nothing"]);
  }
});

test("S1.45 operators' routes are all behind the role", () => {
  const open = routes.filter(
    ({ path, need }) => path.includes("/admin/") && need !== "admin" && need !== "superadmin",
  );
  expect(open).toEqual([]);
  const chiefs = routes.filter(({ need }) => need === "superadmin").map(({ path }) => path);
  expect(chiefs).toContain("/api/v1/admin/roles");
});

test("every need is there, and the table knows every caller", () => {
  expect(new Set(routes.map(({ need }) => need))).toEqual(new Set(NEEDS));
  expect([...callers.keys()].toSorted()).toEqual(Object.keys(TABLE).toSorted());
});

describe("S1.42 S1.43 S1.45 S2.5 each route lets in whom it is for, and nobody else", () => {
  test.each(Object.keys(TABLE))("%s", async (name) => {
    const credentials = callers.get(name)!;
    const wrong: string[] = [];
    for (const { method, path, need } of routes) {
      const url = `${path.replace(/:(\w+)/g, "x")}?nonsense=1`;
      const response = await venue.gateway.app.inject({
        method: method as "GET",
        url,
        headers: credentials(method, url),
      });
      const told = `${response.statusCode} ${response.json().error?.code}`;
      const expected = TABLE[name]![NEEDS.indexOf(need!)];
      if (told !== expected) wrong.push(`${method} ${path}: ${told} instead of ${expected}`);
    }
    expect(wrong).toEqual([]);
  });
});
