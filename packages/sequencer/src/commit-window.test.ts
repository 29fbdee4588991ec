import { expect, test } from "vitest";
import { bankKind } from "../test/bank.ts";
import { VirtualClock } from "./clock.ts";
import { CommitWindow } from "./commit-window.ts";
import { FaultyStorage, openSequencer } from "./index.ts";

/** A window that has just seen large batches take 0.2 ms each. */
function busy(clock: VirtualClock): CommitWindow {
  const window = new CommitWindow(clock);
  for (let batch = 0; batch < 40; batch++) {
    clock.advance(0.2);
    window.observe(100, clock.monotonic(), 0.2);
  }
  return window;
}

test("a lone command never waits: not at first, not after others of its kind, not when all is quiet", () => {
  const clock = new VirtualClock();
  const window = new CommitWindow(clock);
  expect(window.shouldWait(1)).toBe(false);
  for (let batch = 0; batch < 40; batch++) window.observe(1, clock.monotonic(), 0.2);
  expect(window.shouldWait(1)).toBe(false);
  const wasBusy = busy(clock);
  clock.advance(0.25);
  expect(wasBusy.shouldWait(1)).toBe(false);
});

test("in the wake of large batches a small one waits, until it has grown or a sync's time is over", () => {
  const clock = new VirtualClock();
  const window = busy(clock);
  expect([window.shouldWait(1), window.shouldWait(49), window.shouldWait(50)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(window.shouldWait(1)).toBe(true);
  clock.advance(0.19);
  expect(window.shouldWait(2)).toBe(true);
  clock.advance(0.02);
  expect(window.shouldWait(2)).toBe(false);
});

test("a slow disk makes nobody wait longer, nor a clock that stands still for ever", () => {
  const clock = new VirtualClock();
  const window = busy(clock);
  for (let batch = 0; batch < 40; batch++) window.observe(100, clock.monotonic(), 50);
  expect(window.shouldWait(1)).toBe(true);
  clock.advance(0.31);
  expect(window.shouldWait(1)).toBe(false);
  window.observe(100, clock.monotonic(), 0.2);
  let turns = 0;
  while (window.shouldWait(1)) turns++;
  expect(turns).toBe(200);
});

test("small batches after large ones make small batches typical", () => {
  const clock = new VirtualClock();
  const window = busy(clock);
  for (let batch = 0; batch < 20; batch++) window.observe(2, clock.monotonic(), 0.2);
  expect(window.shouldWait(1)).toBe(false);
});

test("where one answer is early, the others are waited for and share its sync", async () => {
  /** @returns how many batches it took, when each turn of the event loop takes `turnMs`. */
  const batchesAt = async (turnMs: number): Promise<number> => {
    const clock = new VirtualClock();
    const bank = await openSequencer({
      storage: new FaultyStorage({ seed: 1 }),
      kind: bankKind,
      clock,
      segmentBytes: 16_384,
      snapshotEvery: 0,
    });
    let counter = 0;
    const turn = () =>
      new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    const client = async (pause: number): Promise<void> => {
      for (let round = 0; round < 30; round++) {
        await bank.submit({ origin: 1, counter: ++counter, actor: 1, content: { type: "Cancel" } });
        for (let passed = 0; passed < pause; passed++) await turn();
      }
    };
    let isOver = false;
    const time = async (): Promise<void> => {
      for (; !isOver; clock.advance(turnMs)) await turn();
    };
    const passing = time();
    await Promise.all(Array.from({ length: 40 }, (_, index) => client(index < 2 ? 0 : 2)));
    isOver = true;
    await passing;
    const { batches } = bank.stats();
    await bank.close();
    return batches;
  };
  // A clock that stands still measures no sync, and so grants no window.
  const alone = await batchesAt(0);
  const together = await batchesAt(0.02);
  expect(together).toBeLessThan(alone * 0.8);
});
