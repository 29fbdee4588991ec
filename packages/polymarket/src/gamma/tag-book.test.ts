import type { EventId } from "@probity/core";
import type { CatalogueEvent } from "@probity/market-data";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TagBook } from "./tag-book.ts";

const STANDINGS = ["open", "closed", null] as const;
const LABELS = ["Rain", "rain ", "Up or Down", "Ünïcode", "", "!?"];

const change = fc.record({
  event: fc.integer({ min: 1, max: 6 }).map((id) => id as EventId),
  standing: fc.constantFrom(...STANDINGS),
  category: fc.constantFrom(...LABELS),
  tags: fc.array(fc.constantFrom(...LABELS), { maxLength: 3 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function eventOf({ event, category, tags }: Change): CatalogueEvent {
  return { event, text: { category, tags } } as unknown as CatalogueEvent;
}

test("a tag's events, and how many are open, are those of what was said last of each", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const book = new TagBook();
      const last = new Map<EventId, Change>();
      for (const one of changes) {
        book.set(eventOf(one), one.standing);
        last.set(one.event, one);
      }
      for (const tag of book.all()) {
        const having = [...last.values()].filter(({ standing, category, tags }) => {
          if (standing === null) return false;
          return [category, ...tags].some((label) => book.bySlug(slugOf(label)) === tag);
        });
        expect(new Set(book.eventsOf(tag))).toEqual(new Set(having.map(({ event }) => event)));
        expect(book.eventsOf(tag)).toHaveLength(having.length);
        expect(book.openEventsOf(tag)).toBe(having.filter((one) => one.standing === "open").length);
      }
    }),
  );
});

function slugOf(label: string): string {
  return (
    { Rain: "rain", "rain ": "rain", "Up or Down": "up-or-down", Ünïcode: "unicode" }[label] ?? ""
  );
}

test.each([
  ["São Paulo", "sao-paulo"],
  ["U.S. Politics", "u-s-politics"],
  ["हिन्दी", "हिन्दी"],
  ["大选 2028", "大选-2028"],
])("%s is found under %s", (label, slug) => {
  const book = new TagBook();
  const event = 1 as EventId;
  book.set(eventOf({ event, standing: "open", category: label, tags: [] }), "open");
  expect(book.bySlug(slug)?.label).toBe(label);
});
