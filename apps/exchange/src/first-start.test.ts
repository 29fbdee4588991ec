import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SYSTEM } from "@probity/core";
import type { CommandContent, OwnerId } from "@probity/core";
import { openGateway } from "@probity/gateway";
import { openIdentity } from "@probity/identity";
import { FileStorage, exchangeKind, openSequencer } from "@probity/sequencer";
import { feedSource, openInlineStore } from "@probity/store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finishFirstStart } from "./first-start.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "probity-first-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A start that stops dead before the command number `steps` + 1. @returns the last password shown. */
async function startAndDie(steps: number): Promise<string | null> {
  const identity = await openIdentity({ folder });
  const storage = new FileStorage(folder);
  const sequencer = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 1 << 20 });
  const secret = new Uint8Array(32);
  const tokenSecrets = { access: secret, refresh: secret };
  const store = openInlineStore({
    database: { kind: "pglite", folder: null },
    source: feedSource(sequencer),
    durableSequence: () => sequencer.durableSequence,
  });
  const gateway = await openGateway({ sequencer, identity, store, tokenSecrets });
  let left = steps;
  const submit = (actor: OwnerId, content: CommandContent) => {
    if (left-- === 0) throw new Error("killed");
    return gateway.submitter.submit(actor, content);
  };
  let shown: string | null = null;
  const starting = finishFirstStart({
    sequencer,
    submitter: { submit },
    identity,
    email: "boss@example.org",
    password: null,
    show: ({ password }) => {
      shown = password;
    },
  });
  await starting.catch((error: Error) => {
    if (error.message !== "killed") throw error;
  });
  await gateway.close();
  await store.close();
  await sequencer.close();
  await identity.close();
  return shown;
}

test("a first start cut short anywhere is finished by the next", async () => {
  for (const steps of [0, 1, 1]) await startAndDie(steps);
  const password = await startAndDie(99);
  expect(password).not.toBeNull();
  expect(await startAndDie(99)).toBeNull();

  const identity = await openIdentity({ folder });
  const credentials = { email: "boss@example.org", password: password ?? "" };
  expect(await identity.people.authenticate(credentials)).toBe(1);
  await identity.close();
  const storage = new FileStorage(folder);
  const sequencer = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 1 << 20 });
  const { value } = await sequencer.read((machine) => ({
    assets: machine.assets(),
    role: machine.role(1 as OwnerId),
    accounts: machine.accountsOf(1 as OwnerId).length,
  }));
  expect(value).toEqual({
    assets: [{ asset: 1, symbol: "USD" }],
    role: "superadmin",
    accounts: 1,
  });
  await sequencer.close();
}, 90_000);

test("the first superadmin does not come back by a start once another has taken their place", async () => {
  await startAndDie(99);
  const storage = new FileStorage(folder);
  const sequencer = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 1 << 20 });
  const [first, other] = [1, 2] as OwnerId[] as [OwnerId, OwnerId];
  const roles = [
    { type: "SetRole", owner: other, role: "superadmin" },
    { type: "SetRole", owner: first, role: "user" },
  ] as const;
  for (const [index, content] of roles.entries()) {
    await sequencer.submit({ origin: 9, counter: index + 1, actor: SYSTEM, content });
  }
  await sequencer.close();
  expect(await startAndDie(99)).toBeNull();

  const identity = await openIdentity({ folder });
  await identity.people.erase(first);
  await identity.close();
  expect(await startAndDie(99)).toBeNull();

  const again = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 1 << 20 });
  expect((await again.read((machine) => machine.role(first))).value).toBe("user");
  await again.close();
}, 90_000);
