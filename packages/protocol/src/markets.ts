/** Events and markets: what operators write, what everybody reads. Books and trades are in `books.ts`. */
import {
  EVENT_MARKETS_MAX,
  EXTERNAL_TEXT_MAX,
  TAKER_DELAY_MAX_MS,
  TICK_SIZES,
  ZERO_QUANTITY,
  price,
  quantity,
} from "@probity/core";
import type {
  Ending,
  EventText,
  EventView,
  FeeSchedule,
  MarketParameters,
  MarketSpec,
  MarketText,
  MarketView,
  Price,
  Timestamp,
} from "@probity/core";
import { z } from "zod";
import { formatAmount, formatBigAmount, formatPrice, formatQuantity } from "./decimal.ts";
import { S1_STATUSES, S3_STATUSES, dialectNames } from "./dialect-states.ts";
import { answerOf, pageOf } from "./envelope.ts";
import {
  amountText,
  assetSymbol,
  bookPrice,
  formatTime,
  idText,
  instant,
  orderQuantity,
  priceText,
  quantityOrZero,
  quantityText,
  text,
  timeText,
  wholeNumber,
} from "./fields.ts";
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

// ---- requests ----

export const slug = z
  .string()
  .regex(/^[a-z0-9-]{1,128}$/, "a slug is 1 to 128 lower-case letters, digits and hyphens");
const tickSize = bookPrice.refine((tick) => TICK_SIZES.includes(tick), {
  message: "a tick size is 0.1, 0.01, 0.005, 0.0025, 0.001 or 0.0001",
});
const basisPoints = wholeNumber(0, 10_000);

const Fees = z
  .strictObject({
    formula: z.enum(["symmetric", "quadratic"]).default("symmetric"),
    exponent: z.int().min(1).max(2).default(1),
    taker_bps: basisPoints,
    maker_bps: basisPoints.default(0),
    rebate_bps: basisPoints.default(0),
  })
  .refine((fees) => fees.formula === "quadratic" || fees.exponent === 1, {
    path: ["exponent"],
    message: "only the quadratic formula has an exponent other than 1",
  })
  .meta({ id: "FeeSchedule" });

const eventText = {
  title: text(1, 1_000),
  description: text(0, 100_000),
  category: text(0, 200),
  tags: z.array(text(0, 200)).max(50),
  image: text(0, 2_000),
  rules: text(0, 100_000),
};
const marketText = {
  question: text(1, 1_000),
  description: text(0, 100_000),
  image: text(0, 2_000),
  external: text(0, EXTERNAL_TEXT_MAX).meta({
    description: "What the market is called elsewhere, for whoever imported it.",
  }),
};
const takerDelay = z.int().min(0).max(TAKER_DELAY_MAX_MS).meta({
  description: "How long an order that would trade at once waits first; 0 is not at all.",
});
const parameters = {
  min_quantity: orderQuantity,
  fees: Fees,
  position_limit: quantityOrZero,
  band_low: bookPrice,
  band_high: bookPrice,
  close_time: instant.nullable(),
  taker_delay_ms: takerDelay,
};

export const MarketRequest = z
  .strictObject({
    slug,
    ...marketText,
    description: marketText.description.default(""),
    image: marketText.image.default(""),
    external: marketText.external.default(""),
    tick_size: tickSize.prefault("0.01"),
    min_quantity: orderQuantity.prefault("1"),
    fees: Fees.prefault({ taker_bps: 0 }),
    position_limit: quantityOrZero.prefault("0"),
    band_low: bookPrice.prefault("0.0001"),
    band_high: bookPrice.prefault("0.9999"),
    close_time: instant.nullable().default(null),
    taker_delay_ms: takerDelay.default(0),
  })
  .refine((market) => market.band_low <= market.band_high, {
    path: ["band_low"],
    message: "band_low is at most band_high",
  })
  .meta({ id: "NewMarket" });
export type MarketRequest = z.output<typeof MarketRequest>;

export const CreateEventRequest = z
  .strictObject({
    slug,
    ...eventText,
    description: eventText.description.default(""),
    category: eventText.category.default(""),
    tags: eventText.tags.default([]),
    image: eventText.image.default(""),
    rules: eventText.rules.default(""),
    collateral: assetSymbol.default("USD"),
    mutually_exclusive: z.boolean().default(false),
    exhaustive: z.boolean().default(false),
    markets: z.array(MarketRequest).min(1).max(EVENT_MARKETS_MAX).optional().meta({
      description: "Left out: one market, which asks what the event's title asks.",
    }),
  })
  .refine(
    (event) => !(event.mutually_exclusive && event.exhaustive) || (event.markets ?? []).length > 1,
    {
      path: ["markets"],
      message: "an exclusive and exhaustive event has at least two markets",
    },
  )
  .meta({ id: "NewEvent" });
export type CreateEventJson = z.input<typeof CreateEventRequest>;

const somethingChanges = { message: "name at least one field to change" };

/** Left out: stays. */
export const UpdateEventRequest = z
  .strictObject(eventText)
  .partial()
  .refine((change) => Object.keys(change).length > 0, somethingChanges)
  .meta({ id: "EventChange" });

/** Left out: stays. A change of parameters binds new orders only. */
export const UpdateMarketRequest = z
  .strictObject({ ...marketText, ...parameters })
  .partial()
  .refine((change) => Object.keys(change).length > 0, somethingChanges)
  .meta({ id: "MarketChange" });

/** Open, halt, resume, close or delete. `mode` is how an open market takes orders. */
export const ChangeStateRequest = z
  .strictObject({
    to: z.enum(["open", "halted", "closed", "deleted"]),
    mode: z.enum(MARKET_MODES).default("normal"),
  })
  .meta({ id: "StateChange" });
export type ChangeStateJson = z.input<typeof ChangeStateRequest>;

/** `at` left out: now. Orders off a coarser grid are cancelled. */
export const TickSizeRequest = z
  .strictObject({ tick_size: tickSize, at: instant.optional() })
  .meta({ id: "TickSizeChange" });

// ---- answers ----

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

// ---- between text and the machine ----

/** The markets of a new event: those named, or the one of a single question. */
export function marketsOf(request: z.output<typeof CreateEventRequest>): readonly MarketRequest[] {
  if (request.markets !== undefined) return request.markets;
  // Slugs are unique across events and markets.
  const own = `${request.slug.slice(0, 121)}-market`;
  return [MarketRequest.parse({ slug: own, question: request.title })];
}

export function marketSpec(request: MarketRequest): MarketSpec {
  return {
    slug: request.slug,
    text: {
      question: request.question,
      description: request.description,
      image: request.image,
      external: request.external,
    },
    tickSize: request.tick_size,
    parameters: changedParameters(NO_PARAMETERS, request),
  };
}

/** The event's text with what the request changes. */
export function changedEventText(
  old: EventText,
  change: Omit<z.output<typeof UpdateEventRequest>, "rules">,
): EventText {
  return {
    title: change.title ?? old.title,
    description: change.description ?? old.description,
    category: change.category ?? old.category,
    tags: change.tags ?? old.tags,
    image: change.image ?? old.image,
  };
}

type MarketChange = z.output<typeof UpdateMarketRequest>;

/** The market's text with what the request changes. */
export function changedMarketText(old: MarketText, change: MarketChange): MarketText {
  return {
    question: change.question ?? old.question,
    description: change.description ?? old.description,
    image: change.image ?? old.image,
    external: change.external ?? old.external,
  };
}

/** The market's parameters with what the request changes. */
export function changedParameters(old: MarketParameters, change: MarketChange): MarketParameters {
  return {
    minQuantity: change.min_quantity ?? old.minQuantity,
    fees: change.fees === undefined ? old.fees : feeSchedule(change.fees),
    positionLimit: change.position_limit ?? old.positionLimit,
    bandLow: change.band_low ?? old.bandLow,
    bandHigh: change.band_high ?? old.bandHigh,
    closeTime: change.close_time === undefined ? old.closeTime : (change.close_time ?? NEVER),
    takerDelayMs: change.taker_delay_ms ?? old.takerDelayMs,
  };
}

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

const NEVER = 0 as Timestamp;

/** What a new market's parameters are laid over; every field of it is in a new market's request. */
const NO_PARAMETERS: MarketParameters = {
  minQuantity: quantity(1),
  fees: { formula: "symmetric", exponent: 1, takerBps: 0, makerBps: 0, rebateBps: 0 },
  positionLimit: ZERO_QUANTITY,
  bandLow: price(1),
  bandHigh: price(9_999),
  closeTime: NEVER,
  takerDelayMs: 0,
};

function feeSchedule(fees: z.output<typeof Fees>): FeeSchedule {
  return {
    formula: fees.formula,
    exponent: fees.exponent,
    takerBps: fees.taker_bps,
    makerBps: fees.maker_bps,
    rebateBps: fees.rebate_bps,
  };
}

function priceOrNull(value: Price | null): string | null {
  return value === null ? null : formatPrice(value);
}
