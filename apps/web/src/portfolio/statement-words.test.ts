import { StatementEntry } from "@probity/protocol";
import { expect, test } from "vitest";
import en from "../i18n/en.json" with { type: "json" };
import zh from "../i18n/zh.json" with { type: "json" };
import { wordsOf } from "./statement-words.ts";

const { reason, change_type: changeType } = StatementEntry.shape;

/** Every movement there can be, in and out. */
const movements = ["5", "-5"].flatMap((change) => [
  ...reason.options.map((why) => ({ reason: why, asset: "USD", change_type: null, change })),
  ...changeType
    .unwrap()
    .options.map((how) => ({ reason: "trade" as const, asset: null, change_type: how, change })),
]);

test.each([
  ["English", en],
  ["Chinese", zh],
])("every movement has its words in %s", (_, language) => {
  const { moved } = language.portfolio as unknown as {
    readonly moved: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  const wordless = movements.map(wordsOf).filter((words) => {
    const [of = "", key = ""] = words.split(".");
    return moved[of]?.[key] === undefined;
  });
  expect(wordless).toEqual([]);
});
