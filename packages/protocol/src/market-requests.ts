/** What operators ask for of events and markets, and the machine's values for it. */
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
  EventText,
  FeeSchedule,
  MarketParameters,
  MarketSpec,
  MarketText,
  Timestamp,
} from "@probity/core";
import { z } from "zod";
import {
  assetSymbol,
  bookPrice,
  instant,
  orderQuantity,
  quantityOrZero,
  text,
  wholeNumber,
} from "./fields.ts";
import { MARKET_MODES } from "./markets.ts";

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

// ---- for the machine ----

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
