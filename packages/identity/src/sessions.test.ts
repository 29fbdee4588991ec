import type { AccountId, OwnerId } from "@probity/core";
import { FaultyStorage, VirtualClock } from "@probity/sequencer";
import { expect, test } from "vitest";
import type { IdentityCommand } from "./commands.ts";
import { startIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { IdentityMachine } from "./machine.ts";
import { SESSION_MS } from "./sessions.ts";

const COST = { memoryKib: 64, passes: 1 };
const MASTER = Buffer.alloc(32, 7);
const ada = { email: "ada@example.org", password: "correct horse" };
const OWNER_1 = 1 as OwnerId;

const start = (storage: FaultyStorage, clock = new VirtualClock()): Promise<Identity> =>
  startIdentity({ storage, masterKey: MASTER, cost: COST, clock, segmentBytes: 1 << 16 });

test("S3.17 a step taken twice is noticed across a restart, and ends the session", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const first = await start(storage);
  await first.people.register(ada);
  const opened = (await first.sessions.openSession(OWNER_1, "a browser"))!;
  const other = (await first.sessions.openSession(OWNER_1, "a telephone"))!;
  expect(await first.sessions.rotateSession(opened.session, 0)).toMatchObject({
    kind: "rotated",
    owner: 1,
    rotation: 1,
  });
  await first.close();

  const second = await start(storage);
  expect(second.sessions.isSessionOpen(opened.session)).toBe(true);
  expect(await second.sessions.rotateSession(opened.session, 0)).toEqual({ kind: "reused" });
  expect(second.sessions.isSessionOpen(opened.session)).toBe(false);
  await second.close();

  const third = await start(storage);
  expect(third.sessions.isSessionOpen(opened.session)).toBe(false);
  expect(await third.sessions.rotateSession(opened.session, 1)).toEqual({ kind: "ended" });
  const [left] = await third.sessions.sessionsOf(OWNER_1);
  expect(left).toMatchObject({ session: other.session, device: "a telephone" });
  await third.close();
});

test("S3.17 a session lasts seven days from its last step, and is then forgotten", async () => {
  const clock = new VirtualClock();
  const identity = await start(new FaultyStorage({ seed: 1 }), clock);
  await identity.people.register(ada);
  const { session, expiresAt } = (await identity.sessions.openSession(OWNER_1, ""))!;
  expect(expiresAt - clock.now()).toBe(SESSION_MS);
  expect(SESSION_MS).toBe(7 * 86_400_000);
  clock.advance(SESSION_MS - 1);
  expect((await identity.sessions.rotateSession(session, 0)).kind).toBe("rotated");
  clock.advance(SESSION_MS);
  expect((await identity.sessions.rotateSession(session, 1)).kind).toBe("ended");
  expect(await identity.sessions.sessionsOf(OWNER_1)).toEqual([]);
  await identity.sessions.openSession(OWNER_1, "");
  expect(identity.sessions.isSessionOpen(session)).toBe(false);
  await identity.close();
});

test("a new password and an erasure end sessions; only an erasure ends keys; all of it lasts", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const clock = new VirtualClock();
  const first = await start(storage, clock);
  await first.people.register(ada);
  const { session } = (await first.sessions.openSession(OWNER_1, ""))!;
  const wish = {
    label: "bot",
    scopes: ["read", "trade"] as const,
    accounts: [7 as AccountId],
    expiresAt: clock.now() + 1_000,
  };
  const creation = await first.keys.createKey(OWNER_1, wish);
  if (creation.kind !== "created") throw new Error("not created");
  const { key } = creation;
  await first.people.setPassword(OWNER_1, "a new one");
  expect(first.sessions.isSessionOpen(session)).toBe(false);
  expect(first.keys.isKeyGood(key.id)).toBe(true);
  await first.close();

  const second = await start(storage, clock);
  expect(second.sessions.isSessionOpen(session)).toBe(false);
  expect(await second.keys.key(key.id)).toMatchObject({ ...key, ...wish });
  clock.advance(1_000);
  expect(second.keys.isKeyGood(key.id)).toBe(false);
  expect(await second.keys.key(key.id)).toBeNull();
  const lasting = await second.keys.createKey(OWNER_1, { ...wish, expiresAt: null });
  if (lasting.kind !== "created") throw new Error("not created");
  await second.people.erase(OWNER_1);
  expect(second.keys.isKeyGood(lasting.key.id)).toBe(false);
  await second.close();
  const third = await start(storage, clock);
  expect(third.keys.isKeyGood(lasting.key.id)).toBe(false);
  await third.close();
});

test("a key that was taken back stays so after a crash at any operation of the disk", async () => {
  let crashes = 0;
  for (let at = 1; ; at++) {
    const storage = new FaultyStorage({ seed: at, crashAtOperation: at });
    const acknowledged = { created: "", revoked: false, rotated: false, session: "" };
    await (async () => {
      const identity = await start(storage);
      await identity.people.register(ada);
      acknowledged.session = (await identity.sessions.openSession(OWNER_1, ""))?.session ?? "";
      const rotation = await identity.sessions.rotateSession(acknowledged.session, 0);
      acknowledged.rotated = rotation.kind === "rotated";
      const wish = { label: "", scopes: ["read"], accounts: null, expiresAt: null } as const;
      const creation = await identity.keys.createKey(OWNER_1, wish);
      if (creation.kind === "created") acknowledged.created = creation.key.id;
      acknowledged.revoked = await identity.keys.revokeKey(OWNER_1, acknowledged.created);
      await identity.close();
    })().catch(() => {});
    if (!storage.hasCrashed) break;
    const again = await start(storage.restart({ seed: at }));
    if (acknowledged.rotated) {
      expect((await again.sessions.rotateSession(acknowledged.session, 0)).kind).toBe("reused");
    }
    if (acknowledged.revoked) {
      crashes++;
      expect(await again.keys.key(acknowledged.created)).toBeNull();
    }
    await again.close();
  }
  expect(crashes).toBeGreaterThan(0);
});

test("a snapshot holds everything: a machine made from it is the same and goes on the same", () => {
  const machine = new IdentityMachine();
  let sequence = 0;
  const run = (target: IdentityMachine, content: IdentityCommand, at = sequence) =>
    target.execute({ sequence: at, time: at, origin: 1, counter: at, actor: 0, content })[0];
  const all: IdentityCommand[] = [
    { type: "RegisterPerson", keySlot: 0, lookup: "a", email: "A", password: "P" },
    {
      type: "AdmitPerson",
      keySlot: 1,
      credentials: [
        { kind: "wallet", lookup: "w", value: "W", isVerified: true },
        { kind: "external", lookup: "x", value: "X", isVerified: true },
      ],
      password: null,
    },
    { type: "SetProfile", owner: OWNER_1, username: "u", profile: "U" },
    { type: "SetPreferences", owner: OWNER_1, preferences: "S" },
    { type: "IssueTicket", owner: OWNER_1, purpose: "verify-email", ticket: "t", expiresAt: 99 },
    { type: "IssueTicket", owner: OWNER_1, purpose: "reset-password", ticket: "r", expiresAt: 99 },
    { type: "OpenSession", owner: OWNER_1, session: "s", device: "D", expiresAt: 99 },
    { type: "RotateSession", session: "s", rotation: 0, expiresAt: 99 },
    {
      type: "CreateKey",
      owner: OWNER_1,
      key: "k",
      sealed: "K",
      scopes: ["read"],
      accounts: [5 as AccountId],
      expiresAt: 0,
    },
    {
      type: "CreateKey",
      owner: 2 as OwnerId,
      key: "l",
      sealed: "L",
      scopes: ["trade", "admin"],
      accounts: null,
      expiresAt: 99,
    },
    { type: "RevokeToken", token: "old", expiresAt: 99 },
  ];
  for (const content of all) {
    sequence += 1;
    expect(run(machine, content)?.type).not.toBe("IdentityRejected");
  }
  const restored = IdentityMachine.restore(machine.records());
  expect([...restored.records()]).toEqual([...machine.records()]);
  const next: IdentityCommand[] = [
    { type: "VerifyEmail", ticket: "t" },
    { type: "VerifyEmail", ticket: "t" },
    { type: "ResetPassword", ticket: "r", password: "N" },
    { type: "RotateSession", session: "s", rotation: 1, expiresAt: 99 },
    {
      type: "AddCredential",
      owner: OWNER_1,
      credential: { kind: "wallet", lookup: "w", value: "", isVerified: true },
    },
    { type: "RemoveCredential", owner: 2 as OwnerId, lookup: "w" },
    { type: "RemoveCredential", owner: 2 as OwnerId, lookup: "x" },
    { type: "SetProfile", owner: 2 as OwnerId, username: "u", profile: "" },
    { type: "RevokeKey", owner: 2 as OwnerId, key: "k" },
    { type: "RevokeKey", owner: OWNER_1, key: "k" },
    { type: "ErasePerson", owner: OWNER_1 },
    { type: "SetProfile", owner: 2 as OwnerId, username: "u", profile: "" },
  ];
  const told = next.map((content) => {
    sequence += 1;
    const [mine, theirs] = [run(machine, content), run(restored, content)];
    expect(theirs).toEqual(mine);
    return mine?.type === "IdentityRejected" ? mine.reason : mine?.type;
  });
  expect(told).toEqual([
    "EmailVerified",
    "TicketInvalid",
    "PasswordSet",
    "SessionNotFound",
    "CredentialTaken",
    "CredentialRemoved",
    "LastCredential",
    "UsernameTaken",
    "KeyNotFound",
    "KeyRevoked",
    "PersonErased",
    "ProfileSet",
  ]);
  expect([...restored.records()]).toEqual([...machine.records()]);
});
