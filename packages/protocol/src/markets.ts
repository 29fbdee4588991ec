/** Events and markets as everybody reads them; what operators ask for is in `market-requests.ts`. Books and trades are in `books.ts`. */
import type { Ending, EventText, EventView, MarketText, MarketView, Price } from "@probity/core";
import { z } from "zod";
import { formatAmount, formatBigAmount, formatPrice, formatQuantity } from "./decimal.ts";
import { S1_STATUSES, S3_STATUSES, dialectNames } from "./dialect-states.ts";
import { answerOf, pageOf } from "./envelope.ts";
import { amountText, formatTime, idText, priceText, quantityText, timeText } from "./fields.ts";
import { formatId } from "./ids.ts";

export const MARKET_STATES = [
  "draft",
  "open",
  "halted",
  "closed",
  "proposed",
  "disputed",
  "resolving",
  "resolved",
  "voided",
  "deleted",
] as const satisfies readonly MarketView["state"][];
export const MARKET_MODES = ["normal", "post-only", "cancel-only"] as const;

/** What a market pays: `yes_payout` a YES share and the rest of a dollar a NO share, or each holder's own cost. */
export const EndingJson = z
  .object({
    kind: z.enum(["resolved", "voided", "voided-at-cost"]),
    yes_payout: priceText.nullable(),
  })
  .meta({ id: "Ending" });

export const Market = z
  .object({
    market_id: idText,
    event_id: idText,
    slug: z.string(),
    question: z.string(),
    description: z.string(),
    image: z.string(),
    state: z.enum(MARKET_STATES),
    mode: z.enum(MARKET_MODES),
    tick_size: priceText,
    min_quantity: quantityText,
    fees: z.object({
      formula: z.enum(["symmetric", "quadratic"]),
      exponent: z.int(),
      taker_bps: z.int(),
      maker_bps: z.int(),
      rebate_bps: z.int(),
    }),
    position_limit: quantityText.nullable(),
    band_low: priceText,
    band_high: priceText,
    close_time: timeText.nullable(),
    taker_delay_ms: z.int(),
    parameters_version: z.int(),
    last_price: priceText.nullable().meta({ description: "Of YES; null before the first trade." }),
    probability: priceText.nullable().meta({
      description:
        "For display: of the last trade, what an operator set, or the middle of the book.",
    }),
    volume_24h: amountText.meta({ description: "Dollars traded in a day, at the prices of YES." }),
    total_volume: amountText.meta({ description: "Dollars traded, at the prices of YES." }),
    tick_change: z
      .object({ tick_size: priceText, at: timeText, has_begun: z.boolean() })
      .nullable()
      .meta({ description: "A change of the tick size that is to come or under way." }),
    id: idText.meta({ description: "`market_id`, as source S3 calls it." }),
    status: z.enum(S3_STATUSES).meta({ description: "The state, as source S3 calls it." }),
    outstanding: quantityText.meta({ description: "Full sets outstanding." }),
    pool: amountText,
    reserve: amountText,
    proposed_payout: priceText.nullable(),
    ending: EndingJson.nullable(),
    open_orders: z.int(),
    external: z.string().optional().meta({
      description: "What the market is called elsewhere; left out where nobody said.",
    }),
  })
  .meta({ id: "Market" });
export type Market = z.output<typeof Market>;

export const EventSummary = z
  .object({
    event_id: idText,
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    tags: z.array(z.string()),
    image: z.string(),
    rules: z.string(),
    rules_version: z.int(),
    rules_hash: z
      .string()
      .meta({ description: "SHA-256 of the rules' text in UTF-8, in hexadecimal." }),
    collateral: z.string(),
    mutually_exclusive: z.boolean(),
    exhaustive: z.boolean(),
    conversion_debt: amountText,
    volume_24h: amountText.meta({
      description: "Dollars traded in a day in all its markets, at the prices of YES.",
    }),
    total_volume: amountText.meta({
      description: "Dollars traded in all its markets, at the prices of YES.",
    }),
    market_ids: z.array(idText),
  })
  .meta({ id: "Event" });
export type EventSummary = z.output<typeof EventSummary>;

export const EventAnswer = answerOf({ event: EventSummary, markets: z.array(Market) });
export type EventAnswer = z.output<typeof EventAnswer>;
export const MarketAnswer = answerOf({ market: Market, event: EventSummary });
export type MarketAnswer = z.output<typeof MarketAnswer>;
/**
 * What was asked for as one thing, for sources S1 and S3: an event is what S1 calls a market,
 * with our markets as its outcomes; a market is what S3 calls one. `status` is in the words of whose noun it is.
 */
const asOneThing = {
  id: idText,
  slug: z.string(),
  question: z.string(),
  description: z.string(),
  category: z.string(),
  status: z.enum([...S1_STATUSES, ...S3_STATUSES]),
  outcomes: z.array(z.object({ id: idText, name: z.string(), probability: priceText.nullable() })),
  volume_24h: amountText,
  total_volume: amountText,
  created_at: timeText,
  updated_at: timeText,
};
/** `/markets/{ref}` takes a market or an event: a market comes alone, an event with all of its markets. */
export const MarketOrEventAnswer = answerOf({
  kind: z.enum(["market", "event"]),
  event: EventSummary,
  markets: z.array(Market),
  ...asOneThing,
});
export type MarketOrEventAnswer = z.output<typeof MarketOrEventAnswer>;
export const EventsPage = pageOf({
  events: z.array(EventSummary),
  markets: z
    .array(Market)
    .optional()
    .meta({ description: "As many of each event as were asked for, the likeliest first." }),
});
export type EventsPage = z.output<typeof EventsPage>;
export const MarketsPage = pageOf({ markets: z.array(Market) });
export type MarketsPage = z.output<typeof MarketsPage>;
/** Of what ends markets, where two operators must want the same. */
export const awaitingConfirmation = {
  awaiting_confirmation: timeText.optional().meta({
    description: "Nothing has changed yet: another operator must ask for the same until then.",
  }),
};
/** What creating or changing made of the markets concerned. */
export const MarketsAnswer = answerOf({ markets: z.array(Market), ...awaitingConfirmation });
export type MarketsAnswer = z.output<typeof MarketsAnswer>;

// ---- from the machine ----

/** What the read side knows of a market beside the machine. */
export interface MarketFigures {
  /** For display. */
  readonly probability: Price | null;
  /** Micro-dollars traded in 24 hours, and in all. */
  readonly volume24h: number;
  readonly volume: bigint;
}

export function marketJson(view: MarketView, words: MarketText, figures: MarketFigures): Market {
  const { parameters: now } = view;
  const id = formatId("mkt", view.market);
  return {
    // What people look for comes first: a narrow terminal shows no more.
    market_id: id,
    slug: view.slug,
    question: words.question,
    state: view.state,
    probability: priceOrNull(figures.probability),
    last_price: priceOrNull(view.lastPrice),
    volume_24h: formatBigAmount(BigInt(figures.volume24h)),
    total_volume: formatBigAmount(figures.volume),
    event_id: formatId("evt", view.event),
    description: words.description,
    image: words.image,
    mode: view.mode,
    tick_size: formatPrice(view.tickSize),
    min_quantity: formatQuantity(now.minQuantity),
    fees: {
      formula: now.fees.formula,
      exponent: now.fees.exponent,
      taker_bps: now.fees.takerBps,
      maker_bps: now.fees.makerBps,
      rebate_bps: now.fees.rebateBps,
    },
    position_limit: now.positionLimit === 0 ? null : formatQuantity(now.positionLimit),
    band_low: formatPrice(now.bandLow),
    band_high: formatPrice(now.bandHigh),
    close_time: now.closeTime === 0 ? null : formatTime(now.closeTime),
    taker_delay_ms: now.takerDelayMs,
    parameters_version: view.parametersVersion,
    tick_change:
      view.tickChange === null
        ? null
        : {
            tick_size: formatPrice(view.tickChange.tickSize),
            at: formatTime(view.tickChange.at),
            has_begun: view.tickChange.hasBegun,
          },
    id,
    status: dialectNames(view).s3,
    outstanding: formatQuantity(view.outstanding),
    pool: formatAmount(view.pool),
    reserve: formatAmount(view.reserve),
    proposed_payout: priceOrNull(view.proposedPayout),
    ending: view.ending === null ? null : endingJson(view.ending),
    open_orders: view.openOrders,
    ...(words.external === "" ? {} : { external: words.external }),
  };
}

export function eventJson(
  view: EventView,
  words: { readonly text: EventText; readonly rules: string; readonly rulesHash: string },
  collateral: string,
  figures: Pick<MarketFigures, "volume24h" | "volume">,
): EventSummary {
  return {
    event_id: formatId("evt", view.event),
    slug: view.slug,
    ...words.text,
    tags: [...words.text.tags],
    rules: words.rules,
    rules_version: view.rulesVersion,
    rules_hash: words.rulesHash,
    collateral,
    mutually_exclusive: view.mutuallyExclusive,
    exhaustive: view.exhaustive,
    conversion_debt: formatAmount(view.conversionDebt),
    volume_24h: formatBigAmount(BigInt(figures.volume24h)),
    total_volume: formatBigAmount(figures.volume),
    market_ids: view.markets.map((market) => formatId("mkt", market)),
  };
}

export function endingJson(ending: Ending): z.output<typeof EndingJson> {
  return {
    kind: ending.kind,
    yes_payout: ending.kind === "voided-at-cost" ? null : formatPrice(ending.yesPayout),
  };
}

function priceOrNull(value: Price | null): string | null {
  return value === null ? null : formatPrice(value);
}
