import { expect, test } from "vitest";
import { topFunctions } from "./top-functions.ts";

test("own time is added up by function, most first, without the profiler's", () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, scriptId: "1", lineNumber: 1, columnNumber: 1 },
  });
  const profile = {
    nodes: [
      node(1, "slow", "file:///a/b/walk.ts"),
      node(2, "", "file:///a/b/fees.ts"),
      node(3, "post", "node:inspector"),
      node(4, "slow", "file:///a/b/walk.ts"),
    ],
    startTime: 0,
    endTime: 100,
    samples: [1, 2, 3, 4],
    timeDeltas: [30, 25, 900, 45],
  };
  expect(topFunctions(profile, 5)).toEqual([
    { name: "slow in walk.ts", share: 0.75 },
    { name: "(anonymous) in fees.ts", share: 0.25 },
  ]);
});
