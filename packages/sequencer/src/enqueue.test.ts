import { describe, expect, test } from "vitest";
import { bankKind } from "../test/bank.ts";
import type { BankCommand, BankEvent } from "../test/bank.ts";
import { FaultyStorage, openSequencer, SupervisedSequencer, VirtualClock } from "./index.ts";
import type { Receipt, SequencerLimits, Submission, Waiter } from "./index.ts";

const open = (storage: FaultyStorage, limits: Partial<SequencerLimits> = {}) =>
  openSequencer({
    storage,
    kind: bankKind,
    clock: new VirtualClock(),
    segmentBytes: 8_192,
    snapshotEvery: 0,
    limits,
  });

function wishes(...contents: BankCommand[]): Submission<BankCommand>[] {
  return contents.map((content, index) => ({ origin: 1, counter: index + 1, actor: 1, content }));
}
const deposits = (count: number): BankCommand[] =>
  Array.from({ length: count }, () => ({ type: "Deposit", account: 1, amount: 1 }));

/** Notes what each of several submissions was told. */
class Notes {
  readonly lines: string[] = [];
  readonly #wanted: number;
  readonly #settled: () => void;
  readonly all: Promise<void>;

  constructor(wanted: number) {
    this.#wanted = wanted;
    let settled = (): void => {};
    this.all = new Promise((resolve) => {
      settled = resolve;
    });
    this.#settled = settled;
  }

  waiter(name: string): Waiter<BankEvent> {
    return {
      done: (receipt: Receipt<BankEvent>) => this.#note(`${name} done ${receipt.sequence}`),
      failed: (error) => this.#note(`${name} ${(error as { code?: string }).code ?? error.name}`),
    };
  }

  #note(line: string): void {
    this.lines.push(line);
    if (this.lines.length === this.#wanted) this.#settled();
  }
}

describe("enqueue", () => {
  test("tells each once, in order; a refusal before it returns", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }), { total: 3, reserved: 0 });
    const notes = new Notes(4);
    for (const [index, wish] of wishes(...deposits(4)).entries())
      bank.enqueue(wish, notes.waiter(String(index)));
    expect(notes.lines).toEqual(["3 Busy"]);
    await notes.all;
    expect(notes.lines).toEqual(["3 Busy", "0 done 1", "1 done 2", "2 done 3"]);
    await bank.close();
    bank.enqueue(wishes(...deposits(1))[0]!, notes.waiter("late"));
    expect(notes.lines.at(-1)).toBe("late NotRunning");
  });

  test("closing finishes what was accepted", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }));
    const notes = new Notes(30);
    for (const wish of wishes(...deposits(30))) bank.enqueue(wish, notes.waiter("it"));
    await bank.close();
    expect(notes.lines).toEqual(Array.from({ length: 30 }, (_, index) => `it done ${index + 1}`));
  });

  test("a disk that fails tells everybody that nobody knows", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await open(storage, { commandsPerTurn: 2 });
    storage.plan({ failSync: { path: "bank/journal/0", after: 0 } });
    const notes = new Notes(5);
    for (const wish of wishes(...deposits(5))) bank.enqueue(wish, notes.waiter("it"));
    await notes.all;
    expect(notes.lines).toEqual(Array.from({ length: 5 }, () => "it OutcomeUnknown"));
    await bank.close();
  });

  test("a waiter that throws is an uncaught error and harms no other", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }));
    const listeners = process.rawListeners("uncaughtException") as (() => void)[];
    const uncaught: unknown[] = [];
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error.message));
    const notes = new Notes(2);
    const [first, second, third] = wishes(...deposits(3));
    const careless: Waiter<BankEvent> = {
      done() {
        throw new Error("careless");
      },
      failed() {},
    };
    bank.enqueue(first!, notes.waiter("first"));
    bank.enqueue(second!, careless);
    bank.enqueue(third!, notes.waiter("third"));
    await notes.all;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
    expect([notes.lines, uncaught]).toEqual([["first done 1", "third done 3"], ["careless"]]);
    await bank.close();
  });
});

describe("submitAll", () => {
  test("answers in order, one promise for all; nothing for nobody", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }), { commandsPerTurn: 7 });
    expect(await bank.submitAll([])).toEqual([]);
    const receipts = await bank.submitAll(wishes(...deposits(20)));
    expect(receipts.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(receipts[19]!.events).toEqual([{ type: "Paid", account: 1, amount: 1, balance: 20 }]);
    await bank.close();
  });

  test("rejects when one is refused; the others were executed", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }), { total: 8, reserved: 0 });
    await expect(bank.submitAll(wishes(...deposits(9)))).rejects.toMatchObject({ code: "Busy" });
    expect((await bank.read((machine) => machine.total())).value).toBe(8);
    const mixed = wishes({ type: "Cancel" }, { type: "Deposit", account: 1, amount: -1 });
    await expect(bank.submitAll(mixed)).rejects.toMatchObject({ code: "Unencodable" });
    await bank.close();
  });

  test("poison in the middle: the rest goes on, and the group says so last of all", async () => {
    const bank = await open(new FaultyStorage({ seed: 1 }));
    const group = wishes(...deposits(3), { type: "Break" }, ...deposits(4));
    await expect(bank.submitAll(group)).rejects.toMatchObject({ code: "Poisoned" });
    // Whoever hears of the failure finds the others done already.
    expect((await bank.read((machine) => machine.total())).value).toBe(7);
    expect(bank.durableSequence).toBe(7);
    await bank.close();
  });

  test("a disk that fails leaves the whole group unknown; the next start knows", async () => {
    const storage = new FaultyStorage({ seed: 1 });
    const bank = await SupervisedSequencer.start(() => open(storage));
    storage.plan({ failSync: { path: "bank/journal/0", after: 0 } });
    const group = wishes(...deposits(5));
    await expect(bank.submitAll(group)).rejects.toMatchObject({ code: "OutcomeUnknown" });
    while (bank.state !== "running" || bank.recoveries === 0) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    // Asking again under the same counters does no harm, whatever had become of them.
    await bank.submitAll(group);
    expect((await bank.read((machine) => machine.total())).value).toBe(5);
    await bank.close();
  });
});
