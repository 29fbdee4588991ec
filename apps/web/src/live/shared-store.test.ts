import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SharedStore } from "./shared-store.ts";

/** A source that counts, and a page that paints when it is told to. */
class World {
  value = 0;
  opened = 0;
  closed = 0;
  changed: () => void = () => {};
  readonly #due = new Set<() => void>();

  readonly store = new SharedStore<{ readonly value: number }>(
    (changed) => {
      this.opened += 1;
      this.changed = changed;
      return { close: () => (this.closed += 1) };
    },
    () => ({ value: this.value }),
    (tell) => this.#due.add(tell),
  );

  paint(): void {
    const now = [...this.#due];
    this.#due.clear();
    for (const tell of now) tell();
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("many changes between two frames are one picture, the last", () => {
  const world = new World();
  let told = 0;
  world.store.subscribe(() => (told += 1));
  for (world.value = 1; world.value < 1_000; world.value++) world.changed();
  const before = world.store.get();
  expect([before.value, told]).toEqual([0, 0]);
  world.paint();
  expect([world.store.get().value, told]).toEqual([1_000, 1]);
  // The same picture is the same object, or React would paint without end.
  expect(world.store.get()).toBe(world.store.get());
});

test("StrictMode's double effects and a quick way back open it once", () => {
  const world = new World();
  const [first, second] = [() => {}, () => {}];
  const leave = world.store.subscribe(first);
  leave();
  const again = world.store.subscribe(first);
  const other = world.store.subscribe(second);
  again();
  vi.advanceTimersByTime(60_000);
  other();
  vi.advanceTimersByTime(4_000);
  expect([world.opened, world.closed]).toEqual([1, 0]);
  world.store.subscribe(first);
  vi.advanceTimersByTime(60_000);
  expect([world.opened, world.closed]).toEqual([1, 0]);
});

test("after a while without anybody it is closed, says nothing more, and begins anew with what is then", () => {
  const world = new World();
  const leave = world.store.subscribe(() => {});
  const late = world.changed;
  leave();
  vi.advanceTimersByTime(6_000);
  expect(world.closed).toBe(1);
  let told = 0;
  world.value = 7;
  world.store.subscribe(() => (told += 1));
  expect([world.opened, world.store.get().value]).toEqual([2, 7]);
  world.value = 8;
  late();
  world.paint();
  expect([told, world.store.get().value]).toEqual([0, 7]);
  world.changed();
  world.paint();
  expect([told, world.store.get().value]).toEqual([1, 8]);
});

test("what was dropped tells nobody, whatever its source still says", () => {
  const world = new World();
  let told = 0;
  const leave = world.store.subscribe(() => (told += 1));
  world.changed();
  world.store.drop();
  world.changed();
  world.paint();
  leave();
  vi.advanceTimersByTime(60_000);
  expect([told, world.closed]).toEqual([0, 1]);
});
