import { promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { OwnerId } from "@probity/core";
import { FaultyStorage } from "@probity/sequencer";
import { hash as bcrypt } from "bcrypt";
import { afterEach, expect, test } from "vitest";
import { openIdentity, startIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";

const COST = { memoryKib: 64, passes: 1 };
const MASTER = Buffer.alloc(32, 7);
const ada = { email: "ada@example.org", password: "correct horse" };
const OWNER_1 = 1 as OwnerId;
const bob = { email: "bob@example.org", password: "battery staple" };

const start = (storage: FaultyStorage): Promise<Identity> =>
  startIdentity({ storage, masterKey: MASTER, cost: COST });

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(tmpdir(), "probity-identity-"));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await fs.rm(folder, { recursive: true });
});

test("owners are counted from 1, and an address is taken once however it is spelt", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  expect(await identity.people.register(ada)).toEqual({ kind: "registered", owner: 1 });
  expect(await identity.people.register(bob)).toEqual({ kind: "registered", owner: 2 });
  const again = { email: " ADA@Example.org ", password: "another one" };
  expect(await identity.people.register(again)).toEqual({ kind: "refused", reason: "EmailTaken" });
  expect(await identity.people.authenticate({ ...again, password: ada.password })).toBe(1);
  await identity.close();
});

test("only the right password opens, and a new one replaces the old", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  const registration = await identity.people.register(ada);
  if (registration.kind !== "registered") throw new Error("not registered");
  expect(await identity.people.authenticate({ ...ada, password: "wrong" })).toBeNull();
  expect(await identity.people.authenticate(bob)).toBeNull();
  expect(await identity.people.setPassword(registration.owner, "a new one")).toBe(true);
  expect(await identity.people.authenticate(ada)).toBeNull();
  expect(await identity.people.authenticate({ ...ada, password: "a new one" })).toBe(1);
  expect(await identity.people.setPassword(99 as OwnerId, "nobody's")).toBe(false);
  await identity.close();
});

test("a password that is changed while it is checked opens nothing, and does not come back", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const [SLOW, NEW] = [{ memoryKib: 19_456, passes: 10 }, "a new one"];
  const before = await startIdentity({ storage, masterKey: MASTER, cost: SLOW });
  // One hash of ours that takes long to check, and one from elsewhere.
  await before.people.register(ada);
  await before.people.admit({ email: bob.email, passwordHash: await bcrypt(bob.password, 12) });
  await before.close();
  const identity = await start(storage);
  for (const [owner, old] of [ada, bob].entries()) {
    const signingIn = identity.people.authenticate(old);
    await identity.people.setPassword((owner + 1) as OwnerId, NEW);
    expect(await signingIn).toBeNull();
    expect(await identity.people.authenticate(old)).toBeNull();
    expect(await identity.people.authenticate({ ...old, password: NEW })).toBe(owner + 1);
  }
  await identity.close();
});

test("two who sign in at once with a hash from elsewhere are both let in", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  await identity.people.admit({ email: bob.email, passwordHash: await bcrypt(bob.password, 4) });
  const both = [identity.people.authenticate(bob), identity.people.authenticate(bob)];
  expect(await Promise.all(both)).toEqual([1, 1]);
  await identity.close();
});

test("who chooses a password by mail is rid of whoever gave the address without having it", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const identity = await start(storage);
  const wish = { label: "bot", scopes: ["transfer"], accounts: null, expiresAt: null } as const;
  const wallet = `0x${"ab".repeat(20)}`;
  const { people, keys } = identity;
  const ways = async (from: Identity, key: string) => ({
    key: (await from.keys.key(key)) !== null,
    wallet: await from.people.ownerOf("wallet", wallet),
  });
  await people.register(ada);
  await people.addWallet(OWNER_1, wallet);
  const stranger = await keys.createKey(OWNER_1, wish);
  if (stranger.kind !== "created") throw new Error("not created");
  const choose = async (password: string) =>
    people.resetPassword((await people.issueTicket(OWNER_1, "reset-password", 60_000))!, password);
  expect(await choose("by mail")).toBe(true);
  expect(await people.authenticate({ ...ada, password: "by mail" })).toBe(1);
  expect(await ways(identity, stranger.key.id)).toEqual({ key: false, wallet: null });

  // From now on the address is known to be theirs, and what they have stays.
  await people.addWallet(OWNER_1, wallet);
  const own = await keys.createKey(OWNER_1, wish);
  if (own.kind !== "created") throw new Error("not created");
  expect(await choose("forgotten")).toBe(true);
  expect(await ways(identity, own.key.id)).toEqual({ key: true, wallet: 1 });
  await identity.close();

  const again = await start(storage);
  expect(await ways(again, own.key.id)).toEqual({ key: true, wallet: 1 });
  expect(again.keys.isKeyGood(stranger.key.id)).toBe(false);
  await again.close();
});

test("two registrations of one address at once: one of them is refused", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  const both = await Promise.all([identity.people.register(ada), identity.people.register(ada)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(["refused", "registered"]);
  expect(await identity.people.authenticate(ada)).toBe(1);
  await identity.close();
});

test("people are there again after a restart, on real files", async () => {
  const folder = await newFolder();
  const first = await openIdentity({ folder });
  await first.people.register(ada);
  await first.close();
  const second = await openIdentity({ folder });
  expect(await second.people.authenticate(ada)).toBe(1);
  expect(await second.people.person(OWNER_1)).toMatchObject({ owner: 1, email: ada.email });
  expect(await second.people.register(bob)).toEqual({ kind: "registered", owner: 2 });
  await second.close();
  expect((await fs.stat(path.join(folder, "keys/master.key"))).mode & 0o077).toBe(0);
});

test("no file holds an address or a password in the clear", async () => {
  const folder = await newFolder();
  const identity = await openIdentity({ folder });
  await identity.people.register(ada);
  await identity.close();
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await fs.readFile(path.join(entry.parentPath, entry.name), "latin1");
    expect(content).not.toMatch(/ada@example|correct horse|\$argon2/i);
  }
});

test("after an erasure nothing decrypts, not even with the master key and the whole journal", async () => {
  const folder = await newFolder();
  const identity = await openIdentity({ folder });
  await identity.people.register(ada);
  await identity.people.register(bob);
  const ring = path.join(folder, "keys/people.keys");
  const before = await fs.readFile(ring);
  expect(await identity.people.erase(OWNER_1)).toBe(true);
  expect(await identity.people.erase(OWNER_1)).toBe(false);
  expect(await identity.people.person(OWNER_1)).toBeNull();
  expect(await identity.people.authenticate(ada)).toBeNull();
  const after = await fs.readFile(ring);
  expect(after.subarray(0, 64)).toEqual(Buffer.alloc(64));
  expect(after.subarray(64)).toEqual(before.subarray(64));
  await identity.close();
  const again = await openIdentity({ folder });
  expect(await again.people.authenticate(ada)).toBeNull();
  expect(await again.people.authenticate(bob)).toBe(2);
  // The address is free; the owner number is not used again.
  expect(await again.people.register(ada)).toEqual({ kind: "registered", owner: 3 });
  await again.close();
});

test("a lost or foreign master key refuses the start instead of losing people", async () => {
  const folder = await newFolder();
  const identity = await openIdentity({ folder });
  await identity.people.register(ada);
  await identity.close();
  const file = path.join(folder, "keys/master.key");
  const key = await fs.readFile(file, "utf8");
  await fs.writeFile(file, `${"0".repeat(64)}\n`);
  await expect(openIdentity({ folder })).rejects.toThrow(/restore the key files/);
  await fs.rm(file);
  await expect(openIdentity({ folder })).rejects.toThrow(/restore it from its backup/);
  await fs.writeFile(file, key);
  const restored = await openIdentity({ folder });
  expect(await restored.people.authenticate(ada)).toBe(1);
  await restored.close();
});

test("whatever was acknowledged survives a crash at any operation of the disk", async () => {
  const crashes = { registering: 0, erasing: 0, after: 0 };
  for (let at = 1; ; at++) {
    const storage = new FaultyStorage({ seed: at, crashAtOperation: at });
    const acknowledged = new Set<Step>();
    await live(storage, acknowledged).catch(() => {});
    if (!storage.hasCrashed) break;
    const disk = storage.restart({ seed: at });
    const identity = await start(disk);
    const found = {
      ada: await identity.people.authenticate(ada),
      address: (await identity.people.person(OWNER_1))?.email ?? null,
      hasKey: keyOf(disk, 0).some((byte) => byte !== 0),
      bob: await identity.people.authenticate(bob),
    };
    await identity.close();
    const there = { ada: 1, address: ada.email, hasKey: true, bob: 2 };
    const nobody = { ada: null, address: null, hasKey: false, bob: null };
    const gone = { ada: null, address: null, hasKey: false, bob: 2 };
    let possible: object[];
    if (acknowledged.has("ada erased")) {
      crashes.after++;
      possible = [gone];
    } else if (acknowledged.has("bob registered")) {
      // The erasure is under way: done or not, but then whole.
      crashes.erasing++;
      possible = [there, gone];
    } else {
      crashes.registering++;
      possible = [there, { ...there, bob: null }];
      if (!acknowledged.has("ada registered")) possible.push(nobody);
    }
    expect(possible, `after a crash at operation ${at}`).toContainEqual(found);
  }
  expect(crashes.registering).toBeGreaterThan(10);
  expect(crashes.erasing).toBeGreaterThan(0);
  expect(crashes.after).toBeGreaterThan(0);
});

type Step = "ada registered" | "bob registered" | "ada erased";

/** One life of the process: two people come, one goes. */
async function live(storage: FaultyStorage, acknowledged: Set<Step>): Promise<void> {
  const identity = await start(storage);
  await identity.people.register(ada);
  acknowledged.add("ada registered");
  await identity.people.register(bob);
  acknowledged.add("bob registered");
  await identity.people.erase(OWNER_1);
  acknowledged.add("ada erased");
  await identity.close();
}

function keyOf(storage: FaultyStorage, slot: number): Buffer {
  const ring = Buffer.from(storage.contents().get("keys/people.keys") ?? []);
  return ring.subarray(slot * 64, (slot + 1) * 64);
}
