import { z } from "zod";
import { looseText, orNull } from "./upstream.ts";
import type { UpstreamEvent, UpstreamMarket } from "./upstream.ts";

const flag = z.boolean().nullish();

const Market = z.looseObject({
  condition_id: z.string().min(1),
  question_id: looseText,
  question: z.string().min(1),
  description: looseText,
  market_slug: looseText,
  image: looseText,
  end_date_iso: looseText,
  minimum_tick_size: looseText,
  minimum_order_size: looseText,
  neg_risk: flag,
  neg_risk_market_id: looseText,
  tags: z.array(looseText).nullish(),
  tokens: z.array(z.looseObject({ token_id: looseText, outcome: looseText })),
  active: flag,
  closed: flag,
  archived: flag,
});

/** Whether it looks like a market of the CLOB's `/markets`. */
export function isClobMarket(item: object): boolean {
  return "condition_id" in item && "tokens" in item;
}

/**
 * A market of the CLOB's, which names no event; those of a neg-risk one have its id in common.
 * @throws ZodError, TypeError
 */
export function readClobMarket(
  item: unknown,
  place: string,
): { readonly market: UpstreamMarket; readonly head: Omit<UpstreamEvent, "markets"> } {
  const market = Market.parse(item);
  const [first, second, ...more] = market.tokens;
  if (first === undefined || second === undefined || more.length > 0) {
    throw new TypeError(`it has ${market.tokens.length} outcomes, and a market has two`);
  }
  const isNegRisk = market.neg_risk ?? false;
  const hasTokens = first.token_id !== "" && second.token_id !== "";
  const hasNames = first.outcome !== "" && second.outcome !== "";
  const tags = (market.tags ?? []).filter((tag) => tag !== "" && tag !== "All");
  return {
    market: {
      place,
      gammaId: null,
      slug: orNull(market.market_slug),
      question: market.question,
      description: market.description,
      image: market.image,
      conditionId: market.condition_id,
      questionId: orNull(market.question_id),
      tokens: hasTokens ? [first.token_id, second.token_id] : null,
      outcomes: hasNames ? [first.outcome, second.outcome] : null,
      isNegRisk,
      negRiskMarketId: isNegRisk ? orNull(market.neg_risk_market_id) : null,
      groupItemTitle: "",
      endDate: orNull(market.end_date_iso),
      tickSize: orNull(market.minimum_tick_size),
      minQuantity: orNull(market.minimum_order_size),
      fees: null,
      isClosed: market.closed === true || market.archived === true || market.active === false,
    },
    head: {
      gammaId: null,
      slug: null,
      title: market.question,
      description: "",
      image: market.image,
      category: tags[0] ?? "",
      tags,
      isWhole: false,
    },
  };
}
