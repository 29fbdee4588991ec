import { describe, expect, test } from "vitest";
import { Bank, bankKind } from "../test/bank.ts";
import type { BankCommand, BankEvent } from "../test/bank.ts";
import {
  ClockJump,
  FaultyStorage,
  hashRecords,
  NotYet,
  openSequencer,
  Poisoned,
  SupervisedSequencer,
  VirtualClock,
} from "./index.ts";
import type { Busy, FeedEntry, Receipt, SequencerOptions } from "./index.ts";

let counter = 0;
const deposit = (account: number, amount: number) =>
  submission({ type: "Deposit", account, amount }, account);
function submission(content: BankCommand, actor = 1) {
  return { origin: 1, counter: ++counter, actor, content };
}

function options(
  storage: FaultyStorage,
  more: Partial<SequencerOptions<BankCommand, BankEvent, Bank>> = {},
): SequencerOptions<BankCommand, BankEvent, Bank> {
  return {
    storage,
    kind: bankKind,
    clock: new VirtualClock(),
    segmentBytes: 8_192,
    snapshotEvery: 0,
    ...more,
  };
}

async function collect(
  follow: AsyncIterable<FeedEntry<BankEvent>>,
  until: number,
): Promise<FeedEntry<BankEvent>[]> {
  const entries: FeedEntry<BankEvent>[] = [];
  for await (const entry of follow) {
    entries.push(entry);
    if (entry.sequence >= until) break;
  }
  return entries;
}

/** The entry with its events read: what is lazy is not compared. */
function plain({ sequence, time, origin, counter, actor, events }: FeedEntry<BankEvent>) {
  return { sequence, time, origin, counter, actor, events };
}

/** Lets everything that is ready happen. */
async function settle(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe("submit", () => {
  test("gives sequence, time and events, in the order of submission", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    const receipts = await Promise.all([
      bank.submit(deposit(7, 5)),
      bank.submit(deposit(7, 6)),
      bank.submit(deposit(8, 1)),
    ]);
    expect(receipts.map((receipt) => receipt.sequence)).toEqual([1, 2, 3]);
    expect(receipts[1]!.events).toEqual([{ type: "Paid", account: 7, amount: 6, balance: 11 }]);
    expect(receipts[1]!.time).toBe(1_700_000_000_000);
    await bank.close();
  });

  test("S2.9 many commands of one turn share a batch, and later ones run ahead of the sync", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await openSequencer(options(storage));
    await Promise.all(Array.from({ length: 50 }, () => bank.submit(deposit(1, 1))));
    expect(bank.stats()).toMatchObject({ batches: 1, lastBatchCommands: 50, durableSequence: 50 });
    await bank.close();
  });

  test("S1.19 answers nothing before the sync, and reads wait for it too", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await openSequencer(options(storage));
    const seen: string[] = [];
    const answer = bank
      .submit(deposit(1, 5))
      .then(() => seen.push(`answer after ${storage.trace.at(-1)}`));
    while (bank.stats().sequence === 0) await settle(1);
    expect(bank.durableSequence).toBe(0);
    const read = bank
      .read((machine) => machine.total())
      .then(({ sequence, value }) => {
        seen.push(`read ${value} at ${sequence}, durable ${bank.durableSequence}`);
      });
    expect(seen).toEqual([]);
    await Promise.all([answer, read]);
    expect(seen).toEqual([
      expect.stringMatching(/^answer after sync bank\/journal/),
      "read 5 at 1, durable 1",
    ]);
    await bank.close();
  });

  test("time never goes back, though the clock may a little", async () => {
    const clock = new VirtualClock(5_000_000);
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
    const first = await bank.submit(deposit(1, 1));
    clock.jump(-3_000);
    const second = await bank.submit(deposit(1, 1));
    expect([first.time, second.time]).toEqual([5_000_000, 5_000_000]);
    await bank.close();
  });

  test("what cannot be written down is refused and costs no sequence", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    await expect(
      bank.submit(submission({ type: "Deposit", account: 1, amount: -4 })),
    ).rejects.toMatchObject({ code: "Unencodable" });
    await expect(
      bank.submit(submission({ type: "Note", text: "x".repeat(9_000) })),
    ).rejects.toMatchObject({ code: "Unencodable" });
    expect((await bank.submit(deposit(1, 1))).sequence).toBe(1);
    await bank.close();
  });
});

describe("the system's own commands", () => {
  test("a deadline that has passed is executed before the next command, with its own time", async () => {
    const clock = new VirtualClock(1_000);
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
    await bank.submit(submission({ type: "PayLater", account: 9, amount: 3, at: 1_500 }));
    const feed = collect(bank.follow(1), 3);
    clock.advance(2_000);
    await bank.submit(deposit(1, 1));
    const entries = await feed;
    expect(entries.map(({ origin, time }) => [origin, time])).toEqual([
      [1, 1_000],
      [0, 1_500],
      [1, 3_000],
    ]);
    expect(entries[1]!.events).toEqual([{ type: "Paid", account: 9, amount: 3, balance: 3 }]);
    await bank.close();
  });

  test("a deadline fires by itself when nobody asks", async () => {
    const clock = new VirtualClock(1_000);
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
    await bank.submit(submission({ type: "PayLater", account: 9, amount: 3, at: 1_500 }));
    clock.advance(499);
    await settle();
    expect(bank.stats().sequence).toBe(1);
    clock.advance(1);
    await settle();
    expect(bank.durableSequence).toBe(2);
    await bank.close();
  });

  test("work in steps is interleaved with commands and goes on when idle", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    const answers = [
      submission({ type: "PayAll", steps: 10 }),
      deposit(1, 1),
      deposit(1, 1),
      deposit(1, 1),
    ];
    const receipts = await Promise.all(answers.map((each) => bank.submit(each)));
    expect(receipts.map((receipt) => receipt.sequence)).toEqual([1, 3, 5, 7]);
    await bank.read(() => 0, { minSequence: 14 });
    const { value } = await bank.read((machine) => [machine.total(), machine.stepsLeft]);
    expect(value).toEqual([13, 0]);
    await bank.close();
  });
});

describe("a poison command", () => {
  test("leaves no trace, is set aside, and the commands around it go on", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await openSequencer(options(storage));
    const outcomes = await Promise.allSettled([
      bank.submit(deposit(1, 5)),
      bank.submit(submission({ type: "Break" }, 3)),
      bank.submit(deposit(1, 6)),
      bank.read((machine) => machine.total()),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(Poisoned);
    expect((await bank.read((machine) => machine.total())).value).toBe(11);
    const [set] = await bank.quarantine.list();
    expect(set).toMatchObject({
      actor: 3,
      content: { type: "Break" },
      message: "the bank is broken",
      sequence: 2,
    });

    // The same wish is not tried again, before or after a restart, until an operator lets it go.
    await expect(bank.submit(submission({ type: "Break" }, 3))).rejects.toMatchObject({
      quarantineId: set!.id,
    });
    await bank.close();
    const again = await openSequencer(options(storage));
    await expect(again.submit(submission({ type: "Break" }, 3))).rejects.toMatchObject({
      quarantineId: set!.id,
    });
    expect((await again.read((machine) => machine.total())).value).toBe(11);
    expect(await again.quarantine.discard(set!.id)).toBe(true);
    expect(again.stats().quarantined).toBe(0);
    await again.close();
  });

  test("a read that saw the machine before it broke gets its answer", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    void bank.submit(deposit(1, 5));
    const broken = bank.submit(submission({ type: "Break" }));
    await expect(broken).rejects.toBeInstanceOf(Poisoned);
    await expect(bank.read((machine) => machine.balances.get(666))).resolves.toMatchObject({
      value: undefined,
    });
    await bank.close();
  });
});

test("a command of the system itself that breaks the machine ends the sequencer for good", async () => {
  class Brittle extends Bank {
    override execute(command: Parameters<Bank["execute"]>[0]) {
      if (command.content.type === "AdvanceTime") throw new Error("time is broken");
      return super.execute(command);
    }
  }
  const clock = new VirtualClock(1_000);
  const storage = new FaultyStorage({ seed: 1 });
  const kind = { ...bankKind, create: () => new Brittle() };
  const bank = await SupervisedSequencer.start(() =>
    openSequencer({ ...options(storage, { clock }), kind }),
  );
  await bank.submit(submission({ type: "PayLater", account: 1, amount: 1, at: 2_000 }));
  const followed = collect(bank.follow(1), 99);
  clock.advance(5_000);
  await expect(bank.submit(deposit(1, 1))).rejects.toMatchObject({ code: "OutcomeUnknown" });
  await expect(followed).rejects.toMatchObject({ code: "NotRunning" });
  expect([bank.state, bank.recoveries]).toEqual(["failed", 0]);
  expect((await bank.quarantine.list()).map(({ message }) => message)).toEqual(["time is broken"]);
  await bank.close();
});

describe("back-pressure", () => {
  const limits = { total: 10, reserved: 3, perActor: 4 };

  test("one actor cannot fill the inbox, all together only up to the reserve, cancels beyond", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { limits }));
    const asks = [1, 1, 1, 1, 1, 2, 2, 2, 2].map((actor) =>
      submission({ type: "Deposit", account: 1, amount: 1 }, actor),
    );
    const cancels = [1, 2, 3, 4].map((actor) => submission({ type: "Cancel" }, actor));
    const outcomes = await Promise.allSettled(
      [...asks, ...cancels].map((each) => bank.submit(each)),
    );
    const text = outcomes.map((each) =>
      each.status === "fulfilled"
        ? "ok"
        : `${(each.reason as Busy).code}-${(each.reason as Busy).scope}`,
    );
    expect([text.slice(0, 9).join(" "), text.slice(9).join(" ")]).toEqual([
      "ok ok ok ok Busy-actor ok ok ok Busy-total",
      "ok ok ok Busy-total",
    ]);
    // Nothing refused was sequenced.
    expect((await bank.submit(deposit(1, 1))).sequence).toBe(11);
    await bank.close();
  });

  test("execution runs ahead of the disk only so far", async () => {
    const bank = await openSequencer(
      options(new FaultyStorage({ seed: 1 }), {
        limits: { speculativeCommands: 6, commandsPerTurn: 4 },
      }),
    );
    const answers = Array.from({ length: 40 }, () => bank.submit(deposit(1, 1)));
    let most = 0;
    while (bank.durableSequence < 40) {
      most = Math.max(most, bank.stats().speculativeCommands);
      await settle(1);
    }
    expect(most).toBe(6);
    expect((await Promise.all(answers)).at(-1)!.sequence).toBe(40);
    await bank.close();
  });
});

describe("the clock", () => {
  test.each([20_000, -20_000])(
    "a jump by %i ms stops intake until it is confirmed",
    async (jump) => {
      const clock = new VirtualClock();
      const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
      await bank.submit(deposit(1, 1));
      clock.jump(jump);
      await expect(bank.submit(deposit(1, 1))).rejects.toBeInstanceOf(ClockJump);
      await expect(bank.submit(deposit(1, 1))).rejects.toMatchObject({ offByMs: jump });
      expect(bank.state).toBe("clock-jump");
      expect((await bank.read((machine) => machine.total())).value).toBe(1);
      bank.confirmClock();
      expect((await bank.submit(deposit(1, 1))).sequence).toBe(2);
      await bank.close();
    },
  );

  test("the passing of hours is no jump", async () => {
    const clock = new VirtualClock();
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
    clock.advance(36_000_000);
    clock.jump(9_000);
    await bank.submit(deposit(1, 1));
    await bank.close();
  });
});

describe("read", () => {
  test("minSequence waits, and gives up in time", async () => {
    const clock = new VirtualClock();
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 }), { clock }));
    const early = bank.read((machine) => machine.total(), { minSequence: 2 });
    await bank.submit(deposit(1, 4));
    await bank.submit(deposit(1, 4));
    expect(await early).toEqual({ sequence: 2, value: 8 });
    const never = bank.read(() => 0, { minSequence: 9, timeoutMs: 100 });
    clock.advance(100);
    await expect(never).rejects.toBeInstanceOf(NotYet);
    await bank.close();
  });
});

describe("follow", () => {
  test("S4.3 S4.6 history, then live, each entry once, across restarts and from any sequence", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    let bank = await openSequencer(options(storage, { eventFileBytes: 2_000 }));
    for (let round = 0; round < 30; round++)
      await Promise.all([bank.submit(deposit(1, 1)), bank.submit(deposit(2, round))]);
    await bank.close();
    bank = await openSequencer(options(storage, { eventFileBytes: 2_000 }));
    const followers = [1, 2, 37, 60, 61, 64].map((from) => collect(bank.follow(from), 80));
    for (let round = 0; round < 10; round++)
      await Promise.all([bank.submit(deposit(1, 1)), bank.submit(deposit(2, round))]);
    const all = (await followers[0])!;
    expect(all.map((entry) => entry.sequence)).toEqual(
      Array.from({ length: 80 }, (_, index) => index + 1),
    );
    for (const [index, from] of [1, 2, 37, 60, 61, 64].entries())
      expect((await followers[index])!.map(plain)).toEqual(all.slice(from - 1).map(plain));
    await bank.close();
  });

  test("entries keep their events, unread, whatever is executed after them", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    const kept: { readonly receipt: Receipt<BankEvent>; readonly text: string }[] = [];
    const followed = collect(bank.follow(1), 400);
    for (let burst = 1; kept.length < 400; burst = (burst % 9) + 1) {
      const texts = Array.from({ length: Math.min(burst * 3, 400 - kept.length) }, (_, index) =>
        `${kept.length + index} `.repeat(1 + ((burst * index) % 40)),
      );
      const group = texts.map((text) => submission({ type: "Note", text }));
      for (const [index, receipt] of (await bank.submitAll(group)).entries())
        kept.push({ receipt, text: texts[index]! });
    }
    await bank.close();
    const expected = kept.map(({ text }) => [{ type: "Noted", text }]);
    expect(kept.map(({ receipt }) => receipt.events)).toEqual(expected);
    expect((await followed).map(({ events }) => events)).toEqual(expected);
    // Decoded once.
    expect(kept[0]!.receipt.events).toBe(kept[0]!.receipt.events);
  });

  test("ends when the sequencer is closed or the follower gives up", async () => {
    const bank = await openSequencer(options(new FaultyStorage({ seed: 1 })));
    const abort = new AbortController();
    const given = collect(bank.follow(1, { signal: abort.signal }), 99);
    const closed = collect(bank.follow(1), 99);
    await bank.submit(deposit(1, 1));
    await settle();
    abort.abort();
    expect(await given).toHaveLength(1);
    await bank.close();
    expect(await closed).toHaveLength(1);
  });
});

test("a replay of the feed's journal gives the same state hash", async () => {
  const storage = new FaultyStorage({ seed: 1 });
  const bank = await openSequencer(options(storage));
  for (let index = 0; index < 40; index++) await bank.submit(deposit(index % 5, index));
  const live = (await bank.read((machine) => hashRecords(machine.records()))).value;
  await bank.close();
  const again = await openSequencer(options(storage));
  expect((await again.read((machine) => hashRecords(machine.records()))).value).toEqual(live);
  await again.close();
});
