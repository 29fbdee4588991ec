import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect, test } from "vitest";
import type { CommandContent } from "@probity/core";
import { ExchangeLoad } from "../test/exchange-load.ts";
import { exchangeCommandSchema } from "./codec/exchange-commands.ts";
import {
  exchangeKind,
  exchangeKindModule,
  FileStorage,
  hashRecords,
  openSequencer,
  verifyStream,
} from "./index.ts";

test("the exchange runs, snapshots in its worker, recovers to the same state and verifies", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "probity-exchange-"));
  const open = () =>
    openSequencer({
      storage: new FileStorage(folder),
      kind: exchangeKind,
      kindModule: exchangeKindModule,
      segmentBytes: 1 << 20,
      resume: () =>
        ({ type: "ResumeVenue", postOnlyMs: 0, graceMs: 1_000 }) satisfies CommandContent,
    });
  let counter = 0;
  try {
    let exchange = await open();
    const run = async (content: unknown, actor = 0) =>
      (
        await exchange.submit({
          origin: 1,
          counter: ++counter,
          actor,
          content: content as CommandContent,
        })
      ).events;
    expect(await run({ type: "RegisterCollateral", symbol: "USD" })).toMatchObject([
      { type: "CollateralRegistered", asset: 1 },
    ]);
    const [opened] = await run({ type: "OpenAccount", owner: 5 }, 5);
    const account = (opened as unknown as { account: number }).account;
    expect(
      await run({ type: "Deposit", account, asset: 1, amount: 5_000_000, key: "d1" }),
    ).toMatchObject([{ type: "Deposited" }]);
    await run({ type: "Heartbeat", account, timeoutMs: 60_000 }, 5);
    await exchange.snapshot();
    await run({ type: "Deposit", account, asset: 1, amount: 1_000_000, key: "d2" });
    const before = (
      await exchange.read((machine) =>
        [...machine.records()].filter(([kind]) => kind === "balance"),
      )
    ).value;
    await exchange.close();
    exchange = await open();
    expect(exchange.recovery.snapshotSequence).toBe(4);
    const after = (
      await exchange.read((machine) =>
        [...machine.records()].filter(([kind]) => kind === "balance"),
      )
    ).value;
    expect(after).toEqual(before);
    const { value } = await exchange.read((machine) => hashRecords(machine.records()).stateHash);
    await exchange.close();
    expect(await verifyStream(new FileStorage(folder), exchangeKind)).toMatchObject({
      lastSequence: 6,
      stateHash: value,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("what was written by hand verifies by the schemas alone, command by command and event by event", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "probity-exchange-"));
  try {
    const storage = new FileStorage(folder);
    const exchange = await openSequencer({ storage, kind: exchangeKind, segmentBytes: 4 << 20 });
    const load = new ExchangeLoad(7);
    await exchange.submitAll(load.opening());
    const seen = new Set<string>();
    for (let group = 0; group < 5; group++) {
      const commands = Array.from({ length: 1_000 }, () => load.next());
      for (const { events } of await exchange.submitAll(commands))
        for (const { type } of events) seen.add(type);
    }
    const { value } = await exchange.read((machine) => hashRecords(machine.records()).stateHash);
    await exchange.close();
    expect([...seen].toSorted()).toEqual([
      "OrderAccepted",
      "OrderCancelled",
      "OrderRejected",
      "OrderRested",
      "OrdersMatched",
    ]);
    const { eventLists: _, ...bySchema } = { ...exchangeKind, commands: exchangeCommandSchema };
    for (const kind of [exchangeKind, bySchema]) {
      expect(await verifyStream(storage, kind)).toMatchObject({
        executed: 7_003,
        archivedEvents: 7_003,
        stateHash: value,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a stop gives up the snapshot that nobody asked for, and the next start needs none", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "probity-exchange-"));
  const open = () =>
    openSequencer({
      storage: new FileStorage(folder),
      kind: exchangeKind,
      kindModule: exchangeKindModule,
      segmentBytes: 1 << 20,
      snapshotEvery: 10,
      onProblem: (problem) => problems.push(problem),
    });
  const problems: Error[] = [];
  try {
    const exchange = await open();
    const content = { type: "OpenAccount", owner: 5 } as CommandContent;
    for (let counter = 1; counter <= 12; counter++) {
      await exchange.submit({ origin: 1, counter, actor: 5, content });
    }
    // The worker has barely begun by now.
    await exchange.close();
    const again = await open();
    expect(again.recovery).toMatchObject({ snapshotSequence: 0, sequence: 12 });
    await again.snapshot();
    await again.close();
    expect(problems).toEqual([]);
    const last = await open();
    expect(last.recovery.snapshotSequence).toBe(12);
    await last.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
