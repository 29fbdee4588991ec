import type { EventText, MarketText } from "@probity/core";
import { searchWords } from "@probity/market-data";
import type { Projection } from "../projector/projection.ts";

/** Words kept of one text; what comes later in a long one is not found. */
const WORDS_KEPT = 500;

/** What events and markets are found by. */
export const search: Projection = {
  name: "search",
  writes: ["eventWords", "marketWords"],
  prepare({ event: fact }, rows) {
    if (fact.type === "EventCreated") rows.eventWords.isNew(fact.event);
    if (fact.type === "EventUpdated") rows.eventWords.want(fact.event);
    if (fact.type === "MarketCreated") rows.marketWords.isNew(fact.market);
    if (fact.type === "MarketUpdated") rows.marketWords.want(fact.market);
  },
  fold({ event: fact }, rows) {
    switch (fact.type) {
      case "EventCreated": {
        const { event, slug, text } = fact;
        rows.eventWords.put({ event, slug, words: eventWordsOf(slug, text) });
        break;
      }
      case "EventUpdated": {
        if (fact.text === null) break;
        const row = rows.eventWords.get(fact.event);
        rows.eventWords.put({ ...row, words: eventWordsOf(row.slug, fact.text) });
        break;
      }
      case "MarketCreated": {
        const { market, event, spec } = fact;
        const words = marketWordsOf(spec.slug, spec.text);
        rows.marketWords.put({ market, event, slug: spec.slug, words });
        break;
      }
      case "MarketUpdated": {
        if (fact.text === null) break;
        const row = rows.marketWords.get(fact.market);
        rows.marketWords.put({ ...row, words: marketWordsOf(row.slug, fact.text) });
        break;
      }
      default:
        break;
    }
  },
};

function eventWordsOf(slug: string, { title, category, tags, description }: EventText): string {
  return wordsOf([title, category, ...tags, slug, description]);
}

function marketWordsOf(slug: string, { question, description }: MarketText): string {
  return wordsOf([question, slug, description]);
}

function wordsOf(texts: readonly string[]): string {
  return searchWords(texts.join("\n"), WORDS_KEPT).join(" ");
}
