import { z } from "zod";
import { listInText, looseText, orNull, pairOf } from "./upstream.ts";
import type { UpstreamEvent, UpstreamMarket } from "./upstream.ts";

const flag = z.boolean().nullish();

const EventHead = z.looseObject({
  id: looseText,
  slug: looseText,
  title: looseText,
  description: looseText,
  image: looseText,
  category: looseText,
  negRisk: flag,
  negRiskMarketID: looseText,
  /** Outcomes may be added, so those there need not hold the one that comes true. */
  negRiskAugmented: flag,
  closed: flag,
  archived: flag,
  tags: z.array(z.looseObject({ label: looseText })).nullish(),
});
type EventHead = z.output<typeof EventHead>;

const Market = z.looseObject({
  id: looseText,
  question: z.string().min(1),
  conditionId: looseText,
  questionID: looseText,
  slug: looseText,
  description: looseText,
  image: looseText,
  category: looseText,
  outcomes: listInText,
  clobTokenIds: listInText,
  negRisk: flag,
  negRiskMarketID: looseText,
  groupItemTitle: looseText,
  endDate: looseText,
  orderPriceMinTickSize: looseText,
  orderMinSize: looseText,
  feesEnabled: flag,
  feeSchedule: z
    .looseObject({ exponent: z.number(), rate: z.number(), rebateRate: z.number().nullish() })
    .nullish(),
  active: flag,
  closed: flag,
  archived: flag,
  events: z.array(EventHead).nullish(),
});

const Event = EventHead.extend({ markets: z.array(z.unknown()) });

/** Whether it looks like one of Gamma's events; else it is a market, if it is anything. */
export function isGammaEvent(item: object): boolean {
  return "markets" in item && Array.isArray(item.markets);
}

/** An event without its markets, and these as they came. @throws ZodError */
export function readGammaEvent(item: unknown): {
  readonly head: Omit<UpstreamEvent, "markets">;
  readonly markets: readonly unknown[];
  readonly context: EventHead;
} {
  const event = Event.parse(item);
  return { head: headOf(event, true), markets: event.markets, context: event };
}

/**
 * A market of Gamma's.
 * @param event it stands in; null: it names its event itself, or has none.
 * @throws ZodError, TypeError
 */
export function readGammaMarket(
  item: unknown,
  place: string,
  event: EventHead | null,
): { readonly market: UpstreamMarket; readonly head: Omit<UpstreamEvent, "markets"> } {
  const market = Market.parse(item);
  const parent = event ?? market.events?.[0] ?? null;
  const isNegRisk = market.negRisk ?? parent?.negRisk ?? false;
  return {
    market: {
      place,
      gammaId: orNull(market.id),
      slug: orNull(market.slug),
      question: market.question,
      description: market.description,
      image: market.image,
      conditionId: orNull(market.conditionId),
      questionId: orNull(market.questionID),
      tokens: pairOf(market.clobTokenIds, "tokens"),
      outcomes: pairOf(market.outcomes, "outcomes"),
      isNegRisk,
      negRiskMarketId: isNegRisk
        ? orNull(market.negRiskMarketID || (parent?.negRiskMarketID ?? ""))
        : null,
      groupItemTitle: market.groupItemTitle,
      endDate: orNull(market.endDate),
      tickSize: orNull(market.orderPriceMinTickSize),
      minQuantity: orNull(market.orderMinSize),
      fees: feesOf(market),
      isClosed:
        market.closed === true ||
        market.archived === true ||
        market.active === false ||
        parent?.closed === true ||
        parent?.archived === true,
    },
    head:
      parent === null
        ? {
            gammaId: null,
            slug: null,
            title: market.question,
            description: "",
            image: market.image,
            category: market.category,
            tags: [],
            isWhole: false,
          }
        : headOf(parent, event !== null, market.category),
  };
}

function feesOf({ feesEnabled, feeSchedule }: z.output<typeof Market>): UpstreamMarket["fees"] {
  if (feesEnabled !== true || !feeSchedule) return null;
  const { exponent, rate, rebateRate } = feeSchedule;
  return { exponent, rate, rebateRate: rebateRate ?? 0 };
}

function headOf(event: EventHead, isWhole: boolean, category = ""): Omit<UpstreamEvent, "markets"> {
  const tags = (event.tags ?? []).map(({ label }) => label).filter((label) => label !== "");
  return {
    gammaId: orNull(event.id),
    slug: orNull(event.slug),
    title: event.title || event.slug,
    description: event.description,
    image: event.image,
    // Gamma left categories for tags; the first that says something stands for one.
    category: event.category || category || (tags.find((tag) => !VAGUE.has(tag)) ?? ""),
    tags,
    isWhole: isWhole && event.negRiskAugmented !== true,
  };
}

/** Tags that say how Polymarket shows an event rather than what it is about. */
const VAGUE = new Set(["All", "Featured", "Hide From New", "Recurring", "Up or Down", "Earn 4%"]);
