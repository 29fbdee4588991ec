import { expect, test } from "vitest";
import { namesOf } from "./market-name.ts";

const named = (...questions: string[]) => [
  ...namesOf(questions.map((question, at) => ({ market_id: String(at), question }))).values(),
];

test("what all questions of an event share is left out", () => {
  expect(named("Will Norway win the cup?", "Will South Korea win the cup?")).toEqual([
    "Norway",
    "South Korea",
  ]);
  expect(named("Ada", "Grace")).toEqual(["Ada", "Grace"]);
  expect(named("Above 100 by June?", "Above 120 by June?")).toEqual(["100", "120"]);
});

test("a market alone, and one of twins, keep their question", () => {
  expect(named("Will it rain?")).toEqual(["Will it rain?"]);
  expect(named("Will it rain?", "Will it rain?")).toEqual(["Rain", "Rain"]);
});

test("a name begins with a capital, if it has none of its own", () => {
  expect(named("Will Bitcoin reach $80?", "Will Bitcoin fall to $50?")).toEqual([
    "Reach $80",
    "Fall to $50",
  ]);
  expect(named("Will xAI win?", "Will the others win?")).toEqual(["xAI", "The others"]);
});
