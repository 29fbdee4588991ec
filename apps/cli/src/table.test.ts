import { expect, test } from "vitest";
import { table } from "./table.ts";

test("columns are as wide as they must be, numbers stand to the right", () => {
  const rows = [
    ["ok", "books", "523"],
    ["DIFFERS", "trades", "-1.5"],
  ];
  expect(table(["", "Check", "Found"], rows)).toBe(
    [
      "         Check   Found",
      "───────  ──────  ─────",
      "ok       books     523",
      "DIFFERS  trades   -1.5",
    ].join("\n"),
  );
});
