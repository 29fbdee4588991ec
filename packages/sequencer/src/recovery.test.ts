import { describe, expect, test } from "vitest";
import { Bank, bankKind } from "../test/bank.ts";
import type { BankCommand, BankEvent } from "../test/bank.ts";
import {
  FaultyStorage,
  hashRecords,
  mulberry32,
  openSequencer,
  VirtualClock,
  verifyStream,
} from "./index.ts";
import type { LiveSequencer, SequencerOptions, StateRecord } from "./index.ts";

type BankSequencer = LiveSequencer<BankCommand, BankEvent, Bank>;
const BATCH_HEADER_BYTES = 112;

function options(
  storage: FaultyStorage,
  more: Partial<SequencerOptions<BankCommand, BankEvent, Bank>> = {},
): SequencerOptions<BankCommand, BankEvent, Bank> {
  return {
    storage,
    kind: bankKind,
    clock: new VirtualClock(),
    segmentBytes: 2_048,
    snapshotEvery: 0,
    eventFileBytes: 1_500,
    ...more,
  };
}

function deposit(counter: number, amount = counter) {
  return {
    origin: 1,
    counter,
    actor: 1,
    content: { type: "Deposit", account: counter % 7, amount } as const,
  };
}

async function stateOf(sequencer: BankSequencer): Promise<string> {
  return (await sequencer.read((machine) => hashRecords(machine.records()).stateHash)).value;
}

/** A closed folder with `batches` batches of two deposits each, as its files. */
async function folderWith(
  batches: number,
  more: Partial<SequencerOptions<BankCommand, BankEvent, Bank>> = {},
) {
  const storage = new FaultyStorage({ seed: 1 });
  const bank = await openSequencer(options(storage, more));
  for (let index = 0; index < batches; index++) {
    await Promise.all([bank.submit(deposit(2 * index + 1)), bank.submit(deposit(2 * index + 2))]);
  }
  await bank.close();
  return storage.contents();
}

function journalOf(files: Map<string, Uint8Array>, id = 1): Uint8Array {
  return files.get(`bank/journal/0000000${id}.seg`)!;
}

/** Offsets at which the batches of a segment begin, and its end. */
function batchOffsets(segment: Uint8Array): number[] {
  const bytes = Buffer.from(segment);
  const offsets = [0];
  while (bytes.toString("latin1", offsets.at(-1)!, offsets.at(-1)! + 4) === "PBJ1") {
    offsets.push(offsets.at(-1)! + BATCH_HEADER_BYTES + bytes.readUInt32LE(offsets.at(-1)! + 12));
  }
  return offsets;
}

function withoutEvents(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  return new Map([...files].filter(([path]) => !path.startsWith("bank/events/")));
}

describe("the torn end", () => {
  test("a last batch torn at any byte is cut, and what was before is there", async () => {
    const files = await folderWith(3);
    const [, , start, end] = batchOffsets(journalOf(files)) as [number, number, number, number];
    expect(end - start).toBeGreaterThan(BATCH_HEADER_BYTES);
    for (let length = start; length < end; length++) {
      const torn = withoutEvents(files);
      torn.set("bank/journal/00000001.seg", journalOf(files).slice().fill(0, length));
      const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }, torn)));
      expect(bank.recovery, `torn at ${length}`).toMatchObject({ sequence: 4 });
      expect(bank.recovery.torn?.offset).toBe(length > start ? start : undefined);
      expect((await bank.submit(deposit(5))).sequence).toBe(5);
      await bank.close();
    }
  });

  test("a last batch with any of its pages lost is cut", async () => {
    const files = await folderWith(3);
    const [, , start, end] = batchOffsets(journalOf(files)) as [number, number, number, number];
    const pageBytes = 16;
    for (let page = Math.floor(start / pageBytes); page * pageBytes < end; page++) {
      const torn = withoutEvents(files);
      const segment = journalOf(files).slice();
      segment.fill(0, Math.max(start, page * pageBytes), Math.min(end, (page + 1) * pageBytes));
      torn.set("bank/journal/00000001.seg", segment);
      const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }, torn)));
      expect(bank.recovery.sequence, `page ${page}`).toBe(
        segment.every((byte, index) => byte === journalOf(files)[index]) ? 6 : 4,
      );
      await bank.close();
    }
  });

  test("a torn batch whose events were published is no torn batch: acknowledged commands are missing", async () => {
    const files = await folderWith(3);
    const [, , start] = batchOffsets(journalOf(files)) as [number, number, number];
    files.set(
      "bank/journal/00000001.seg",
      journalOf(files)
        .slice()
        .fill(0, start + 40),
    );
    await expect(openSequencer(options(new FaultyStorage({ seed: 1 }, files)))).rejects.toThrow(
      /ends at sequence 4, but events up to 6 were published/,
    );
  });
});

describe("damage that no crash explains", () => {
  test("a flipped bit anywhere before the last batch refuses to start and says where", async () => {
    const files = await folderWith(4);
    const offsets = batchOffsets(journalOf(files));
    const random = mulberry32(42);
    for (let round = 0; round < 150; round++) {
      const at = Math.floor(random() * offsets[3]!);
      const damaged = new Map(files);
      const segment = journalOf(files).slice();
      segment[at]! ^= 1 << Math.floor(random() * 8);
      damaged.set("bank/journal/00000001.seg", segment);
      const batch = offsets.findLast((offset) => offset <= at)!;
      await expect(
        openSequencer(options(new FaultyStorage({ seed: 1 }, damaged))),
        `bit at ${at}`,
      ).rejects.toMatchObject({
        code: "StorageDamaged",
        file: "bank/journal/00000001.seg",
        offset: batch,
      });
    }
  });

  test("a bad last batch of a segment that has a successor refuses to start", async () => {
    const files = await folderWith(20);
    expect(journalOf(files, 2)).toBeDefined();
    const offsets = batchOffsets(journalOf(files));
    const segment = journalOf(files).slice();
    segment[offsets.at(-2)! + 50]! ^= 1;
    files.set("bank/journal/00000001.seg", segment);
    await expect(
      openSequencer(options(new FaultyStorage({ seed: 1 }, files))),
    ).rejects.toMatchObject({ file: "bank/journal/00000001.seg", offset: offsets.at(-2) });
    // Wiped out altogether, the successor still tells.
    segment.fill(0, offsets.at(-2)!, offsets.at(-1)!);
    await expect(
      openSequencer(options(new FaultyStorage({ seed: 1 }, files))),
    ).rejects.toMatchObject({ file: "bank/journal/00000002.seg", offset: 0 });
  });

  test("a missing segment refuses to start", async () => {
    const files = await folderWith(40);
    files.delete("bank/journal/00000002.seg");
    await expect(openSequencer(options(new FaultyStorage({ seed: 1 }, files)))).rejects.toThrow(
      /segment 2 before it is missing/,
    );
  });

  test("a journal wiped behind a snapshot refuses to start", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await openSequencer(options(storage));
    await bank.submit(deposit(1));
    await bank.snapshot();
    await bank.close();
    const files = storage.contents();
    files.delete("bank/journal/00000001.seg");
    await expect(openSequencer(options(new FaultyStorage({ seed: 1 }, files)))).rejects.toThrow(
      /before the snapshot at 1/,
    );
  });
});

test("batches left over from an earlier use of the disk are not taken for the journal's", async () => {
  const old = journalOf(await folderWith(20), 2);
  const files = withoutEvents(await folderWith(2));
  const segment = journalOf(files).slice();
  const end = batchOffsets(segment).at(-1)!;
  const mixed = new Uint8Array(2_048);
  mixed.set(segment);
  mixed.set(old.subarray(0, 2_048 - end), end);
  files.set("bank/journal/00000001.seg", mixed);
  const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }, files)));
  expect(bank.recovery.sequence).toBe(4);
  await bank.close();
});

describe("replay", () => {
  test("a program that behaves otherwise halts with the place", async () => {
    const files = await folderWith(3);
    const changed = {
      ...bankKind,
      create: () => Object.assign(new Bank(), { bonus: 1 }),
    };
    await expect(
      openSequencer({ ...options(new FaultyStorage({ seed: 1 }, files)), kind: changed }),
    ).rejects.toMatchObject({
      code: "ReplayHalted",
      sequence: 1,
      file: "bank/journal/00000001.seg",
      offset: 0,
    });
  });

  test("a program that throws on an old command halts with the place", async () => {
    const files = await folderWith(3);
    class Brittle extends Bank {
      override execute(command: Parameters<Bank["execute"]>[0]) {
        if (command.sequence === 4) throw new Error("no fours");
        return super.execute(command);
      }
    }
    const brittle = { ...bankKind, create: () => new Brittle() };
    await expect(
      openSequencer({ ...options(new FaultyStorage({ seed: 1 }, files)), kind: brittle }),
    ).rejects.toThrow(
      /replay halted at sequence 4 \(bank\/journal\/00000001.seg, byte \d+\): no fours/,
    );
  });

  test("another rules version does not replay this one's journal, unless a snapshot covers it", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage));
    await bank.submit(deposit(1));
    await bank.close();
    const next = { ...bankKind, rulesVersion: 2 };
    await expect(openSequencer({ ...options(storage), kind: next })).rejects.toThrow(
      /rules version 1, this is 2/,
    );
    bank = await openSequencer(options(storage));
    await bank.snapshot();
    await bank.close();
    const upgraded = await openSequencer({ ...options(storage), kind: next });
    await upgraded.submit(deposit(2));
    await upgraded.close();
    // Verification checks the closed version by its events and replays the open one.
    expect(await verifyStream(storage, next)).toMatchObject({
      checkedOnly: 1,
      executed: 1,
      lastSequence: 2,
    });
  });
});

describe("snapshots", () => {
  test("S4.4 start begins from the newest, its segments are archived, and verify confirms every one", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage));
    for (let counter = 1; counter <= 60; counter++) {
      await bank.submit(deposit(counter));
      if (counter % 20 === 0) await bank.snapshot();
    }
    await bank.submit(deposit(61));
    const state = await stateOf(bank);
    await bank.close();
    expect(await storage.list("bank/archive")).not.toEqual([]);
    bank = await openSequencer(options(storage));
    expect(bank.recovery).toMatchObject({ snapshotSequence: 60, replayedCommands: 1 });
    expect(await stateOf(bank)).toBe(state);
    await bank.close();
    expect(await verifyStream(storage, bankKind)).toMatchObject({
      firstSequence: 1,
      lastSequence: 61,
      executed: 61,
      snapshots: [20, 40, 60],
      archivedEvents: 61,
      stateHash: state,
    });
  });

  test("a damaged newest snapshot is reported and passed over for the one before", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage));
    for (let counter = 1; counter <= 60; counter++) {
      await bank.submit(deposit(counter));
      if (counter % 20 === 0) await bank.snapshot();
    }
    const state = await stateOf(bank);
    await bank.close();
    for (const [damage, begins] of [
      [1_030, 40],
      [20, 40],
    ] as const) {
      const files = storage.contents();
      files.get("bank/snapshots/0000000000000060.snap")![damage]! ^= 4;
      const problems: string[] = [];
      bank = await openSequencer(
        options(new FaultyStorage({ seed: 1 }, files), {
          onProblem: (problem) => problems.push(problem.message),
        }),
      );
      expect(bank.recovery.snapshotSequence).toBe(begins);
      expect(problems).toEqual([expect.stringContaining("0000000000000060.snap is damaged")]);
      expect(await stateOf(bank)).toBe(state);
      await bank.close();
    }
    // With none left, the archived journal makes up for all of them.
    const none = new Map([...storage.contents()].filter(([path]) => !path.includes("snapshots")));
    bank = await openSequencer(options(new FaultyStorage({ seed: 1 }, none)));
    expect(bank.recovery).toMatchObject({ snapshotSequence: 0, replayedCommands: 60 });
    expect(await stateOf(bank)).toBe(state);
    await bank.close();
  });

  test("are made by themselves every so many commands", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await openSequencer(options(storage, { snapshotEvery: 25 }));
    for (let counter = 1; counter <= 100; counter++) await bank.submit(deposit(counter));
    await bank.close();
    expect((await storage.list("bank/snapshots")).length).toBeGreaterThanOrEqual(3);
    await verifyStream(storage, bankKind);
  });
});

describe("the event archive", () => {
  test("is made again when it is gone or behind, from wherever it ends", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage));
    for (let counter = 1; counter <= 60; counter++) {
      await bank.submit(deposit(counter));
      if (counter % 20 === 0) await bank.snapshot();
    }
    await bank.close();
    const whole = storage.contents();
    const events = [...whole.keys()].filter((path) => path.endsWith(".evt")).toSorted();
    expect(events.length).toBeGreaterThan(3);
    for (let kept = 0; kept <= events.length; kept++) {
      const files = new Map(
        [...whole].filter(
          ([path]) =>
            !path.includes("/events/") || (events.indexOf(path) < kept && path.endsWith(".evt")),
        ),
      );
      const last = events[kept - 1];
      if (last !== undefined) files.set(last, files.get(last)!.slice(0, -3));
      const disk = new FaultyStorage({ seed: 1 }, files);
      bank = await openSequencer(options(disk));
      const sequences: number[] = [];
      for await (const entry of bank.follow(1)) {
        sequences.push(entry.sequence);
        if (entry.sequence === 60) break;
      }
      expect(sequences).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      await bank.close();
      expect(await verifyStream(disk, bankKind)).toMatchObject({ archivedEvents: 60 });
    }
  });

  test("verify finds a changed event, and a law that does not hold", async () => {
    const files = await folderWith(30);
    await expect(
      verifyStream(new FaultyStorage({ seed: 1 }, files), bankKind, {
        audit: (machine) => {
          if (machine.total() > 10) throw new Error("too rich");
        },
      }),
    ).rejects.toThrow("too rich");
    const [path] = [...files.keys()].filter((name) => name.endsWith(".evt")).toSorted();
    files.get(path!)![80]! ^= 1;
    await expect(
      verifyStream(new FaultyStorage({ seed: 1 }, files), bankKind),
    ).rejects.toMatchObject({ file: path, offset: 0 });
  });
});

describe("rewriting", () => {
  test("leaves the state and nothing that was before it", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage));
    for (let counter = 1; counter <= 30; counter++) await bank.submit(deposit(counter));
    await bank.snapshot();
    await bank.submit({
      origin: 1,
      counter: 31,
      actor: 1,
      content: { type: "Note", text: "a secret" },
    });
    const state = await stateOf(bank);
    await bank.rewrite();
    await bank.submit(deposit(32));
    await expect(bank.follow(1)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "HistoryGone",
      firstSequence: 32,
    });
    await bank.close();
    for (const bytes of storage.contents().values())
      expect(Buffer.from(bytes).includes("a secret")).toBe(false);
    bank = await openSequencer(options(storage));
    expect(bank.recovery).toMatchObject({ snapshotSequence: 31, replayedCommands: 1 });
    expect((await bank.submit(deposit(33))).sequence).toBe(33);
    await bank.close();
    expect(await verifyStream(storage, bankKind)).toMatchObject({
      firstSequence: 32,
      lastSequence: 33,
    });
    expect(state).not.toBe("");
  });
});

test("state records have one form: −0, fractions and gaps are refused", () => {
  for (const bad of [[-0], [1.5], [null], [undefined], [["x", NaN]], ["\ud800"]]) {
    expect(() => hashRecords([bad as unknown as StateRecord])).toThrow(/in a state record/);
  }
});

describe("the start", () => {
  test("raises the epoch, every time", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    for (const epoch of [1, 2, 3]) {
      const bank = await openSequencer(options(storage));
      expect(bank.recovery.epoch).toBe(epoch);
      await bank.submit(deposit(epoch));
      await bank.close();
    }
  });

  test("executes the resuming command before the deadlines that passed meanwhile", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage, { clock: new VirtualClock(1_000) }));
    await bank.submit({
      origin: 1,
      counter: 1,
      actor: 1,
      content: { type: "PayLater", account: 1, amount: 1, at: 2_000 },
    });
    await bank.close();
    bank = await openSequencer(
      options(storage, {
        clock: new VirtualClock(9_000),
        resume: () => ({ type: "Note", text: "resumed" }),
      }),
    );
    const seen: string[] = [];
    for await (const entry of bank.follow(2)) {
      seen.push(entry.events[0]!.type);
      if (entry.sequence === 3) break;
    }
    expect(seen).toEqual(["Noted", "Paid"]);
    await bank.close();
  });
});
