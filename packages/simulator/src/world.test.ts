import { expect, test } from "vitest";
import { runWorld } from "./world.ts";
import type { WorldReport } from "./world.ts";

const reports: WorldReport[] = [];

test.each([1, 2, 3, 4])(
  "a world whose disk fails loses nothing it acknowledged, seed %i",
  async (seed) => {
    const report = await runWorld({ seed, lives: 12, commandsPerLife: 300 });
    expect(report.acknowledged).toBeGreaterThan(200);
    reports.push(report);
  },
  60_000,
);

test("what the worlds are for did happen", () => {
  const sum = (part: (report: WorldReport) => number): number =>
    reports.reduce((total, report) => total + part(report), 0);
  expect(sum(({ crashes }) => crashes)).toBeGreaterThan(12);
  expect(sum(({ unanswered }) => unanswered)).toBeGreaterThan(5);
  expect(sum(({ survivedUnanswered }) => survivedUnanswered)).toBeGreaterThan(0);
  expect(sum(({ tornBatches }) => tornBatches)).toBeGreaterThan(0);
  expect(sum(({ recoveredFromSnapshot }) => recoveredFromSnapshot)).toBeGreaterThan(0);
});

test("the same seed gives the same world", async () => {
  const options = { seed: "again", lives: 4, commandsPerLife: 100 };
  expect(await runWorld(options)).toEqual(await runWorld(options));
});
