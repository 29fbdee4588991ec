/** The disk fails at every operation, one after the other; whatever was acknowledged is there afterwards. */
import { describe, expect, test } from "vitest";
import { bankKind } from "../test/bank.ts";
import type { Bank, BankCommand, BankEvent } from "../test/bank.ts";
import {
  DiskFull,
  FaultyStorage,
  openSequencer,
  OutcomeUnknown,
  SupervisedSequencer,
  verifyStream,
  VirtualClock,
} from "./index.ts";
import type {
  FaultPlan,
  FeedEntry,
  LiveSequencer,
  Receipt,
  SequencerOptions,
  Submission,
} from "./index.ts";

type BankSequencer = LiveSequencer<BankCommand, BankEvent, Bank>;

function options(
  storage: FaultyStorage,
  more: Partial<SequencerOptions<BankCommand, BankEvent, Bank>> = {},
) {
  const clock = new VirtualClock();
  return {
    storage,
    kind: bankKind,
    clock,
    segmentBytes: 2_048,
    snapshotEvery: 12,
    eventFileBytes: 1_000,
    ...more,
  };
}

/** The entry with its events read: what is lazy is not compared. */
function plain({ sequence, time, origin, counter, actor, events }: FeedEntry<BankEvent>) {
  return { sequence, time, origin, counter, actor, events };
}

/** What the clients of one life were told, and what followers saw. */
interface Witness {
  readonly acknowledged: Receipt<BankEvent>[];
  readonly followed: FeedEntry<BankEvent>[];
  /** Highest counter submitted. */
  submitted: number;
}

function command(counter: number): Submission<BankCommand> {
  const content: BankCommand =
    counter % 11 === 0
      ? { type: "PayAll", steps: 3 }
      : counter % 7 === 0
        ? { type: "Note", text: "n".repeat(counter % 400) }
        : { type: "Deposit", account: counter % 5, amount: counter };
  return { origin: 1, counter, actor: counter % 5, content };
}

/** Submits in bursts until all is done or the machine stops. */
async function live(bank: BankSequencer, witness: Witness, upTo: number): Promise<void> {
  const following = (async () => {
    for await (const entry of bank.follow((witness.followed.at(-1)?.sequence ?? 0) + 1))
      witness.followed.push(entry);
  })().catch(() => {});
  while (witness.submitted < upTo && bank.state === "running") {
    const burst = Array.from({ length: 1 + (witness.submitted % 4) }, () =>
      bank.submit(command(++witness.submitted)),
    );
    for (const outcome of await Promise.allSettled(burst)) {
      if (outcome.status === "fulfilled") witness.acknowledged.push(outcome.value);
    }
  }
  await bank.close().catch(() => {});
  await following;
}

/** Recovers on a disk that works, and holds it against what was witnessed. */
async function audit(storage: FaultyStorage, witness: Witness, label: string): Promise<void> {
  const bank = await openSequencer(options(storage)).catch((error: unknown) => {
    throw new Error(`${label}: ${String(error)}`, { cause: error });
  });
  const end = bank.durableSequence;
  const history: FeedEntry<BankEvent>[] = [];
  if (end > 0) {
    for await (const entry of bank.follow(1)) {
      history.push(entry);
      if (entry.sequence === end) break;
    }
  }
  for (const { sequence, time, events } of witness.acknowledged) {
    expect(history[sequence - 1], `${label}: acknowledged ${sequence}`).toMatchObject({
      sequence,
      time,
      events,
    });
  }
  expect(history.slice(0, witness.followed.length).map(plain), `${label}: followed`).toEqual(
    witness.followed.map(plain),
  );
  await bank.close();
  const summary = await verifyStream(storage, bankKind);
  expect(`${label}: ${summary.lastSequence}`).toBe(`${label}: ${bank.durableSequence}`);
}

function newWitness(): Witness {
  return { acknowledged: [], followed: [], submitted: 0 };
}

/** One life on a disk that stops at an operation, another that recovers and goes on, possibly stopping again. */
async function crashAt(
  plan: FaultPlan,
  label: string,
): Promise<{ crashed: boolean; acknowledged: number; torn: boolean }> {
  const witness = newWitness();
  const disk = new FaultyStorage(plan);
  const first = await openSequencer(options(disk)).catch(() => null);
  if (first !== null) await live(first, witness, 40);
  const acknowledged = witness.acknowledged.length;
  const crashed = disk.hasCrashed;
  const second = disk.restart({ seed: plan.seed + 1 });
  const recovered = await openSequencer(options(second)).catch((error: unknown) => {
    throw new Error(`${label}: ${String(error)}\n${disk.trace.slice(-6).join("\n")}`, {
      cause: error,
    });
  });
  const torn = recovered.recovery.torn !== null;
  await live(recovered, witness, 60);
  await audit(second.restart({ seed: plan.seed + 2 }), witness, label);
  return { crashed, acknowledged, torn };
}

describe("a crash", () => {
  test("at every operation of the disk loses nothing that was acknowledged or followed", async () => {
    const calm = new FaultyStorage({ seed: 0 });
    const witness = newWitness();
    await live(await openSequencer(options(calm)), witness, 40);
    expect(witness.acknowledged).toHaveLength(witness.submitted);
    const seen = { tornBatches: 0, midway: 0, beforeAnything: 0, never: 0 };
    for (let operation = 1; operation <= calm.operations; operation++) {
      const seed = 1_000 + operation;
      const { crashed, acknowledged, torn } = await crashAt(
        { seed, crashAtOperation: operation },
        `operation ${operation}, seed ${seed}`,
      );
      if (torn) seen.tornBatches++;
      if (!crashed) seen.never++;
      else if (acknowledged === 0) seen.beforeAnything++;
      else if (acknowledged < 40) seen.midway++;
    }
    // What the test is for did happen.
    expect(seen.tornBatches).toBeGreaterThan(3);
    expect(seen.midway).toBeGreaterThan(40);
    expect(seen.beforeAnything).toBeGreaterThan(5);
  });

  test.each([16, 64, 4_096])(
    "with pages of %i bytes, at operations drawn by seed",
    async (pageBytes) => {
      for (let seed = 1; seed <= 60; seed++) {
        await crashAt(
          { seed, crashAtOperation: 15 + ((seed * 37) % 120), pageBytes },
          `pages of ${pageBytes}, seed ${seed}`,
        );
      }
    },
  );

  test("while recovering from a crash, at every operation of the recovery", async () => {
    const witness = newWitness();
    const disk = new FaultyStorage({ seed: 5, crashAtOperation: 90 });
    await live(await openSequencer(options(disk)), witness, 40);
    expect(disk.hasCrashed).toBe(true);
    const left = disk.restart({ seed: 6 }).contents();
    const calm = new FaultyStorage({ seed: 7 }, left);
    await (await openSequencer(options(calm))).close();
    for (let operation = 1; operation <= calm.operations; operation++) {
      const again = new FaultyStorage({ seed: 100 + operation, crashAtOperation: operation }, left);
      await openSequencer(options(again)).then(
        (bank) => bank.close(),
        () => {},
      );
      await audit(
        again.restart({ seed: 200 + operation }),
        witness,
        `recovery operation ${operation}`,
      );
    }
  });

  test("while history is rewritten loses no state, at every operation of it", async () => {
    const prepare = async (plan: FaultPlan) => {
      const disk = new FaultyStorage(plan);
      const bank = await openSequencer(options(disk));
      for (let counter = 1; counter <= 20; counter++) await bank.submit(command(counter));
      await bank.snapshot();
      return { disk, bank };
    };
    const calm = await prepare({ seed: 1 });
    const before = calm.disk.operations;
    const total = (await calm.bank.read((machine) => machine.total())).value;
    await calm.bank.rewrite();
    const after = calm.disk.operations;
    await calm.bank.close();
    expect(after).toBeGreaterThan(before);
    for (let operation = before + 1; operation <= after; operation++) {
      const { disk, bank } = await prepare({ seed: operation });
      disk.plan({ crashAtOperation: operation });
      await bank.rewrite().catch(() => {});
      await bank.close().catch(() => {});
      const next = disk.restart({ seed: operation + 1 });
      const recovered = await openSequencer(options(next));
      expect(
        (await recovered.read((machine) => machine.total())).value,
        `operation ${operation}`,
      ).toBe(total);
      await recovered.submit(command(21));
      await recovered.close();
      await verifyStream(next, bankKind);
    }
  });
});

describe("a failing sync", () => {
  test("makes every unanswered outcome unknown, is not tried again, and ends the sequencer", async () => {
    const disk = new FaultyStorage({ seed: 3, failSync: { path: "journal/0000", after: 1 } });
    const bank = await openSequencer(options(disk));
    await bank.submit(command(1));
    const inBatch = bank.submit(command(2));
    const read = bank.read((machine) => machine.sequence);
    const outcomes = await Promise.allSettled([inBatch, read, bank.submit(command(3))]);
    expect(outcomes[0]).toMatchObject({ reason: expect.any(OutcomeUnknown) });
    expect(outcomes[2]).toMatchObject({ reason: expect.any(OutcomeUnknown) });
    expect(bank.state).toBe("failed");
    await expect(bank.submit(command(4))).rejects.toMatchObject({
      code: "NotRunning",
      state: "failed",
    });
    await expect(bank.read(() => 0)).rejects.toMatchObject({ code: "NotRunning" });
    expect(disk.trace.filter((line) => line.startsWith("sync bank/journal/0000"))).toHaveLength(2);
    await expect(bank.failed).resolves.toMatchObject({ code: "EIO" });
    await bank.close();
  });

  test.each(Array.from({ length: 25 }, (_, after) => after))(
    "the %i. one, in doubt, loses nothing that was acknowledged",
    async (after) => {
      const witness = newWitness();
      const disk = new FaultyStorage({
        seed: 70 + after,
        failSync: { path: "bank/journal/", after },
      });
      const bank = await openSequencer(options(disk)).catch(() => null);
      if (bank !== null) await live(bank, witness, 40);
      await audit(disk.restart({ seed: 700 + after }), witness, `sync ${after}`);
    },
  );

  test("a supervised sequencer recovers by itself; the same key asked again gets one effect", async () => {
    const disk = new FaultyStorage({ seed: 4, failSync: { path: "journal/0000", after: 5 } });
    const failures: string[] = [];
    const bank = await SupervisedSequencer.start(() => openSequencer(options(disk)), {
      onFailure: (failure) => failures.push(failure.message),
    });
    const sequences: number[] = [];
    const following = (async () => {
      for await (const entry of bank.follow(1)) sequences.push(entry.sequence);
    })();
    let unknown = 0;
    for (let counter = 1; counter <= 20; counter++) {
      for (let isDone = false; !isDone;) {
        try {
          await bank.submit({
            origin: 1,
            counter,
            actor: 1,
            content: { type: "Deposit", account: 1, amount: 1 },
          });
          isDone = true;
        } catch (error) {
          if (error instanceof OutcomeUnknown) unknown++;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
    }
    expect(failures).toEqual(["input/output error"]);
    expect([unknown, bank.recoveries]).toEqual([1, 1]);
    expect((await bank.read((machine) => machine.total())).value).toBe(20);
    const end = bank.durableSequence;
    await bank.close();
    await following;
    expect(sequences).toEqual(Array.from({ length: end }, (_, index) => index + 1));
  });
});

describe("a full disk", () => {
  test("refuses orders, lets cancels finish in the reserve, and takes orders again when there is room", async () => {
    const disk = new FaultyStorage({ seed: 1, capacityBytes: 10_000 });
    const clock = new VirtualClock();
    const bank = await openSequencer(options(disk, { snapshotEvery: 0, clock }));
    const witness = newWitness();
    let refused: unknown = null;
    while (refused === null) {
      await bank.submit(command(++witness.submitted)).then(
        (receipt) => witness.acknowledged.push(receipt),
        (error: unknown) => {
          refused = error;
        },
      );
      expect(witness.submitted).toBeLessThan(500);
    }
    expect(refused).toBeInstanceOf(DiskFull);
    expect(bank.stats().diskFull).toBe(true);
    for (let index = 0; index < 5; index++) {
      witness.acknowledged.push(
        await bank.submit({ origin: 2, counter: index + 1, actor: 1, content: { type: "Cancel" } }),
      );
    }
    disk.plan({ capacityBytes: 100_000 });
    clock.advance(1_000);
    while (bank.stats().diskFull) await new Promise<void>((resolve) => setImmediate(resolve));
    witness.acknowledged.push(await bank.submit(command(++witness.submitted)));
    await bank.close();
    await audit(disk.restart({ seed: 2 }), witness, "disk full");
  });

  test("stops when the reserve is used up as well, and loses nothing", async () => {
    const disk = new FaultyStorage({ seed: 1, capacityBytes: 10_000 });
    const bank = await openSequencer(options(disk, { snapshotEvery: 0 }));
    const witness = newWitness();
    for (let counter = 1; bank.state === "running"; counter++) {
      await bank.submit({ origin: 2, counter, actor: 1, content: { type: "Cancel" } }).then(
        (receipt) => witness.acknowledged.push(receipt),
        (error: unknown) => expect(error).toBeInstanceOf(OutcomeUnknown),
      );
    }
    expect(witness.acknowledged.length).toBeGreaterThan(15);
    expect(await bank.failed).toBeInstanceOf(DiskFull);
    await bank.close();
    await audit(disk.restart({ seed: 2 }), witness, "reserve used up");
  });
});
