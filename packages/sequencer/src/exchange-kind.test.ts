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
  FaultyStorage,
  FileStorage,
  hashRecords,
  openSequencer,
  verifyStream,
} from "./index.ts";

test("S4.3 the exchange runs, snapshots in its worker, recovers to the same state and verifies", async () => {
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

test("S2.9 S4.19 orders of many at once go one way: frozen, matched, told, and all of it there after a restart", async () => {
  const storage = new FaultyStorage({ seed: 5 });
  const open = () => openSequencer({ storage, kind: exchangeKind, segmentBytes: 4 << 20 });
  let exchange = await open();
  let counter = 0;
  const ask = (content: unknown, actor = 0) =>
    exchange.submit({ origin: 1, counter: ++counter, actor, content: content as CommandContent });
  const load = new ExchangeLoad(3);
  for (const { content, actor } of load.opening()) await ask(content, actor);
  const { value: market } = await exchange.read((machine) => machine.markets()[0]!);
  const { value: accounts } = await exchange.read((machine) => machine.accounts().slice(0, 20));
  const place = (index: number, outcome: string, price: number) =>
    ask(
      {
        type: "PlaceOrder",
        account: accounts[index],
        key: null,
        order: {
          market,
          outcome,
          side: "buy",
          pricing: {
            kind: "limit",
            price,
            quantity: 10,
            timeInForce: { kind: "gtc", postOnly: false },
          },
          reduceOnly: false,
          selfTrade: "cancel-taker",
          group: null,
          session: null,
        },
      },
      index + 1,
    );
  const held = async (index: number): Promise<number> => {
    const { value } = await exchange.read((machine) => machine.account(accounts[index]!));
    return value!.balances[0]!.held;
  };
  await place(0, "yes", 6_000);
  expect(await held(0)).toBe(60_000);
  // Twenty sellers of the other side at once: one order after another, each to the end.
  const receipts = await Promise.all(
    Array.from({ length: 19 }, (_, index) => place(index + 1, "no", 4_000)),
  );
  const matched = receipts.flatMap(({ events }) =>
    events.filter(({ type }) => type === "OrdersMatched"),
  );
  expect(matched).toMatchObject([{ kind: "mint", quantity: 10 }]);
  expect(await held(0)).toBe(0);
  // Followers hear the same, in the same order, with who did it; a refusal is an event like any other.
  const refused = await place(3, "yes", 6_050);
  expect(refused.events).toMatchObject([
    { type: "OrderRejected", rejection: { code: "PriceOffTick" } },
  ]);
  const last = refused.sequence;
  const told: { actor: number; events: readonly unknown[] }[] = [];
  for await (const { sequence, actor, events } of exchange.follow(receipts[0]!.sequence)) {
    told.push({ actor, events });
    if (sequence === last) break;
  }
  expect(told.map(({ events }) => events)).toEqual(
    [...receipts, refused].map(({ events }) => events),
  );
  expect(told.map(({ actor }) => actor)).toEqual([...receipts.map((_, index) => index + 2), 4]);
  const { value } = await exchange.read((machine) => hashRecords(machine.records()).stateHash);
  await exchange.close();
  exchange = await open();
  const again = await exchange.read((machine) => hashRecords(machine.records()).stateHash);
  expect(again.value).toBe(value);
  // From the archive now: who acted is kept, so that the audit log can say it.
  for await (const { sequence, actor } of exchange.follow(last)) {
    expect([sequence, actor]).toEqual([last, 4]);
    break;
  }
  await exchange.close();
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
