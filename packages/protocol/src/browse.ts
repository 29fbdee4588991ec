/** How lists of events and markets are searched, filtered and sorted. */
import { z } from "zod";
import { answerOf, countInQuery, minSequence, placeQuery } from "./envelope.ts";
import { idField, instant, marketIds, movableAmount } from "./fields.ts";
import { MARKET_STATES } from "./markets.ts";

/** Orders of lists. All but `new` and `closing-soon` are largest first. */
export const LIST_SORTS = [
  "new",
  "closing-soon",
  "volume",
  "volume-24h",
  "probability",
  "liquidity",
  "trending",
] as const;
export type ListSort = (typeof LIST_SORTS)[number];

/** Longest text searched for. */
const SEARCH_LENGTH = 200;

const listQuery = {
  ...placeQuery,
  q: z.string().min(1).max(SEARCH_LENGTH).optional().meta({
    description:
      "Words, or their beginnings, that all occur in title, question, description, category or tags.",
  }),
  category: z.string().max(200).optional(),
  tag: z.string().max(200).optional(),
  state: z
    .enum(MARKET_STATES)
    .optional()
    .meta({ description: "Drafts and deleted markets are listed only when asked for." }),
  closes_after: instant.optional(),
  closes_before: instant.optional(),
  min_volume: movableAmount.optional().meta({ description: "Dollars traded, at YES prices." }),
  sort: z.enum(LIST_SORTS).default("new"),
  min_seq: minSequence,
};

/** Markets of one event that go along with a list of events. */
const MARKETS_ALONG = 12;

export const EventsQuery = z.strictObject({
  ...listQuery,
  markets: countInQuery(0, MARKETS_ALONG, 0).meta({
    description: "How many markets of each event go along, the likeliest first; 0 to 12.",
  }),
});
/** Markets that can be asked for by name at once. */
const NAMED_MOST = 100;

export const MarketsQuery = z.strictObject({
  ...listQuery,
  event_id: idField("evt").optional(),
  market_ids: marketIds(NAMED_MOST)
    .optional()
    .meta({
      description: `Only these, drafts too; at most ${NAMED_MOST}, neither searched nor sorted.`,
      examples: ["mkt_12-1,mkt_12-2"],
    }),
});

const Count = z.object({ name: z.string(), events: z.int() });
/** Most used first; only of events with a market that was opened. */
export const CategoriesAnswer = answerOf({ categories: z.array(Count) });
export const TagsAnswer = answerOf({ tags: z.array(Count) });
