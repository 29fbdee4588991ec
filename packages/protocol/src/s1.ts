/** The bodies of source S1. Its market is our event, its outcome our market; `share_type` is our outcome. */
import { EVENT_MARKETS_MAX, price } from "@probity/core";
import type { Price } from "@probity/core";
import { z } from "zod";
import { formatPrice } from "./decimal.ts";
import { answerOf, minSequence } from "./envelope.ts";
import {
  amountText,
  idField,
  idText,
  instant,
  outcomeField,
  quantityText,
  text,
} from "./fields.ts";
import { slug } from "./market-requests.ts";
import { accountChoice } from "./orders.ts";
import { VoidRequest } from "./resolution.ts";

const outcomeId = idField("mkt").meta({ description: "Of the market that is S1's outcome." });

// ---- requests ----

/** No `outcomes`: one question, answered YES or NO. Otherwise exactly one of them wins. It is open at once. */
export const S1CreateMarketRequest = z
  .strictObject({
    question: text(1, 1_000),
    description: text(0, 100_000).default(""),
    category: text(0, 200).default(""),
    image: text(0, 2_000).default(""),
    rules: text(0, 100_000).default(""),
    slug: slug.optional(),
    outcomes: z.array(text(1, 1_000)).min(2).max(EVENT_MARKETS_MAX).optional(),
    close_time: instant.nullable().default(null),
  })
  .meta({ id: "S1NewMarket" });
export type S1CreateMarketRequest = z.output<typeof S1CreateMarketRequest>;

const AT_COST = { policy: "cost-basis" } as const;
/** Source S1 refunds what the shares cost, and says nothing more; another policy can be named. */
export const S1CancelRequest = z
  .union([VoidRequest, z.strictObject({ policy: z.undefined().optional() })])
  .transform((body) => (body.policy === undefined ? AT_COST : body));

const wholeNumberText = z.string().regex(/^(0|[1-9][0-9]{0,15})$/, "a cursor is a whole number");

/** A probability travels as S1 writes it, a number; decimal text is taken too. At most four decimals. */
const probability = z
  .union([z.number(), z.string()])
  .meta({ examples: [0.65] })
  .transform((value) => String(value))
  .pipe(
    z
      .string()
      .regex(/^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$/, "a probability is 0 to 1, at most four decimals"),
  )
  .transform((value) => price(Math.round(Number(value) * 10_000)));

export const SetProbabilityRequest = z
  .strictObject({ outcome_id: outcomeId.optional(), probability })
  .meta({ id: "NewProbability" });

const PROBABILITY_SOURCES = ["orderbook", "chainlink", "uma", "pyth"] as const;
export const RefreshProbabilityRequest = z
  .strictObject({ outcome_id: outcomeId.optional(), source: z.enum(PROBABILITY_SOURCES) })
  .meta({ id: "ProbabilityRefresh" });

export const RefreshAllRequest = z
  .strictObject({
    source: z.enum(PROBABILITY_SOURCES).default("orderbook"),
    cursor: wholeNumberText.optional(),
  })
  .meta({ id: "ProbabilitiesRefresh" });

export const SharesQuery = z.strictObject({
  ...accountChoice,
  market_id: z.union([idField("evt"), idField("mkt")]).optional(),
  active_only: z.enum(["true", "false"]).default("true"),
  min_seq: minSequence,
});
export const SettleQuery = z.strictObject({ ...accountChoice, min_seq: minSequence });

// ---- answers ----

const asNumber = z.number().meta({ examples: [0.65] });
const Probability = z.object({
  market_id: idText,
  outcome_id: idText,
  yes_probability: asNumber,
  no_probability: asNumber,
  source: z.enum(["manual", "orderbook", "trade"]),
});

export const ProbabilityAnswer = answerOf({ ...Probability.shape, message: z.string() });
/** One entry for each outcome that was refreshed; `skipped` are those whose book has an empty side. */
export const ProbabilitiesAnswer = answerOf({
  updated: z.array(Probability),
  skipped: z.array(idText),
  next_cursor: z.string().nullable(),
});

/** Numbers are decimal strings. Without a price yet, `current_price` and what follows from it are null. */
const Share = z
  .object({
    id: idText,
    market_id: idText,
    outcome_id: idText,
    share_type: outcomeField,
    amount: quantityText,
    avg_cost: z.string(),
    current_price: z.string().nullable(),
    unrealized_pnl: amountText.nullable(),
    market_question: z.string(),
    outcome_name: z.string(),
  })
  .meta({ id: "S1Share" });
export type S1Share = z.output<typeof Share>;

export const SharesAnswer = answerOf({
  account_id: idText,
  shares: z.array(Share),
  total_value: amountText,
  total_cost: amountText,
  total_unrealized_pnl: amountText,
});

const SettledShare = z
  .object({
    outcome_id: idText,
    share_type: outcomeField,
    amount: quantityText,
    payout_per_share: z.string(),
    total_payout: amountText,
  })
  .meta({ id: "S1SettledShare" });
export type S1SettledShare = z.output<typeof SettledShare>;

const settled = {
  market_id: idText,
  settlement_type: z.enum(["resolution", "cancellation"]),
  shares_settled: z.array(SettledShare),
  total_payout: amountText,
};
/** What was paid now. */
export const SettlementAnswer = answerOf({ ...settled, message: z.string() });
/** What was paid, what is still to be paid, and whether there is anything to wait for. */
export const SettlementStatusAnswer = answerOf({
  ...settled,
  settlement_type: settled.settlement_type.nullable(),
  status: z.enum(["not-settleable", "pending", "settled", "no-shares"]),
  potential_payout: amountText.meta({ description: "What the shares held now are owed." }),
  shares_pending: z.array(SettledShare),
});

/** A probability as S1 writes it. Display only: no money is reckoned from it. */
export function probabilityNumber(value: Price): number {
  return Number(formatPrice(value));
}
