import { promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { OwnerId } from "@probity/core";
import { FaultyStorage, VirtualClock } from "@probity/sequencer";
import { afterEach, expect, test } from "vitest";
import { openIdentity, startIdentity } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { IdentityMachine } from "./machine.ts";
import type { IdentityCommand } from "./machine.ts";

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
  expect(await identity.register(ada)).toEqual({ kind: "registered", owner: 1 });
  expect(await identity.register(bob)).toEqual({ kind: "registered", owner: 2 });
  const again = { email: " ADA@Example.org ", password: "another one" };
  expect(await identity.register(again)).toEqual({ kind: "refused", reason: "EmailTaken" });
  expect(await identity.authenticate({ ...again, password: ada.password })).toBe(1);
  await identity.close();
});

test("only the right password opens, and a new one replaces the old", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  const registration = await identity.register(ada);
  if (registration.kind !== "registered") throw new Error("not registered");
  expect(await identity.authenticate({ ...ada, password: "wrong" })).toBeNull();
  expect(await identity.authenticate(bob)).toBeNull();
  expect(await identity.setPassword(registration.owner, "a new one")).toBe(true);
  expect(await identity.authenticate(ada)).toBeNull();
  expect(await identity.authenticate({ ...ada, password: "a new one" })).toBe(1);
  expect(await identity.setPassword(99 as OwnerId, "nobody's")).toBe(false);
  await identity.close();
});

test("two registrations of one address at once: one of them is refused", async () => {
  const identity = await start(new FaultyStorage({ seed: 1 }));
  const both = await Promise.all([identity.register(ada), identity.register(ada)]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(["refused", "registered"]);
  expect(await identity.authenticate(ada)).toBe(1);
  await identity.close();
});

test("people are there again after a restart, on real files", async () => {
  const folder = await newFolder();
  const first = await openIdentity({ folder });
  await first.register(ada);
  await first.close();
  const second = await openIdentity({ folder });
  expect(await second.authenticate(ada)).toBe(1);
  expect(await second.person(OWNER_1)).toMatchObject({ owner: 1, email: ada.email });
  expect(await second.register(bob)).toEqual({ kind: "registered", owner: 2 });
  await second.close();
  expect((await fs.stat(path.join(folder, "keys/master.key"))).mode & 0o077).toBe(0);
});

test("no file holds an address or a password in the clear", async () => {
  const folder = await newFolder();
  const identity = await openIdentity({ folder });
  await identity.register(ada);
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
  await identity.register(ada);
  await identity.register(bob);
  const ring = path.join(folder, "keys/people.keys");
  const before = await fs.readFile(ring);
  expect(await identity.erase(OWNER_1)).toBe(true);
  expect(await identity.erase(OWNER_1)).toBe(false);
  expect(await identity.person(OWNER_1)).toBeNull();
  expect(await identity.authenticate(ada)).toBeNull();
  const after = await fs.readFile(ring);
  expect(after.subarray(0, 64)).toEqual(Buffer.alloc(64));
  expect(after.subarray(64)).toEqual(before.subarray(64));
  await identity.close();
  const again = await openIdentity({ folder });
  expect(await again.authenticate(ada)).toBeNull();
  expect(await again.authenticate(bob)).toBe(2);
  // The address is free; the owner number is not used again.
  expect(await again.register(ada)).toEqual({ kind: "registered", owner: 3 });
  await again.close();
});

test("a lost or foreign master key refuses the start instead of losing people", async () => {
  const folder = await newFolder();
  const identity = await openIdentity({ folder });
  await identity.register(ada);
  await identity.close();
  const file = path.join(folder, "keys/master.key");
  const key = await fs.readFile(file, "utf8");
  await fs.writeFile(file, `${"0".repeat(64)}\n`);
  await expect(openIdentity({ folder })).rejects.toThrow(/restore the key files/);
  await fs.rm(file);
  await expect(openIdentity({ folder })).rejects.toThrow(/restore it from its backup/);
  await fs.writeFile(file, key);
  const restored = await openIdentity({ folder });
  expect(await restored.authenticate(ada)).toBe(1);
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
      ada: await identity.authenticate(ada),
      address: (await identity.person(OWNER_1))?.email ?? null,
      hasKey: keyOf(disk, 0).some((byte) => byte !== 0),
      bob: await identity.authenticate(bob),
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
  await identity.register(ada);
  acknowledged.add("ada registered");
  await identity.register(bob);
  acknowledged.add("bob registered");
  await identity.erase(OWNER_1);
  acknowledged.add("ada erased");
  await identity.close();
}

function keyOf(storage: FaultyStorage, slot: number): Buffer {
  const ring = Buffer.from(storage.contents().get("keys/people.keys") ?? []);
  return ring.subarray(slot * 64, (slot + 1) * 64);
}

test("a revoked token stays revoked across a restart, until it has expired; a new password ends all", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const clock = new VirtualClock(1_000_000);
  const open = () => startIdentity({ storage, masterKey: MASTER, cost: COST, clock });
  const first = await open();
  await first.register(ada);
  await first.register(bob);
  expect(first.tokenGeneration(OWNER_1)).toBe(0);
  expect(first.tokenGeneration(99 as OwnerId)).toBeNull();
  await first.revokeToken("a", Date.now() + 60_000);
  expect([first.isRevoked("a"), first.isRevoked("b")]).toEqual([true, false]);
  await first.setPassword(OWNER_1, "a new one");
  expect(first.tokenGeneration(OWNER_1)).toBe(1);
  await first.close();

  const second = await open();
  expect([second.isRevoked("a"), second.isRevoked("b")]).toEqual([true, false]);
  expect(second.tokenGeneration(OWNER_1)).toBe(1);
  expect(second.tokenGeneration(2 as OwnerId)).toBe(0);
  await second.erase(OWNER_1);
  expect(second.tokenGeneration(OWNER_1)).toBeNull();
  await second.close();
  const third = await open();
  expect(third.tokenGeneration(OWNER_1)).toBeNull();
  expect(third.isRevoked("a")).toBe(true);
  await third.close();
});

test("the machine forgets revoked tokens when they would have expired, and keeps the others in snapshots", () => {
  const machine = new IdentityMachine();
  let sequence = 0;
  const at = (time: number, content: IdentityCommand) => {
    sequence += 1;
    machine.execute({ sequence, time, origin: 1, counter: sequence, actor: 0, content });
  };
  at(1, { type: "RevokeToken", token: "a", expiresAt: 100 });
  at(2, { type: "RevokeToken", token: "b", expiresAt: 200 });
  at(3, { type: "RevokeToken", token: "late", expiresAt: 3 });
  expect([...machine.revokedTokens()]).toEqual([
    ["a", 100],
    ["b", 200],
  ]);
  at(100, { type: "RevokeToken", token: "c", expiresAt: 300 });
  const restored = IdentityMachine.restore(machine.records());
  expect([...restored.revokedTokens()]).toEqual([
    ["b", 200],
    ["c", 300],
  ]);
  expect([...restored.records()]).toEqual([...machine.records()]);
});
