/** Ending a market: proposing, disputing, resolving and voiding, with the dry run of a void. */
import { EVENT_MARKETS_MAX, amount } from "@probity/core";
import type { EndingRequestView, VoidPlan, VoidPolicy } from "@probity/core";
import { z } from "zod";
import { formatAmount, formatPrice } from "./decimal.ts";
import { answerOf } from "./envelope.ts";
import {
  amountText,
  formatTime,
  idField,
  idText,
  outcomeField,
  payout,
  priceText,
  quantityText,
  sequenceNumber,
  timeText,
} from "./fields.ts";
import { formatId, formatOwner } from "./ids.ts";
import { endingJson } from "./markets.ts";

/** What a YES share pays; a NO share pays the rest of a dollar. */
export const PayoutRequest = z.strictObject({ yes_payout: payout }).meta({ id: "Payout" });

/** Source S1: the outcome (our market) that wins; `share_type` "no" when it is the NO of a single question. */
const WinnerRequest = z
  .strictObject({ winning_outcome_id: idField("mkt"), share_type: outcomeField.default("yes") })
  .meta({ id: "S1Resolution" });

/** A market's payout; or, where the path may name an event too, what won. */
export const ResolveRequest = z.union([PayoutRequest, WinnerRequest]);

/** Exactly the event's markets that are not resolved yet, in any order. */
export const ResolveEventRequest = z
  .strictObject({
    payouts: z
      .array(z.strictObject({ market_id: idField("mkt"), yes_payout: payout }))
      .min(1)
      .max(EVENT_MARKETS_MAX),
  })
  .meta({ id: "EventPayouts" });

/** `split`: a stated payout to everybody. `last-price`: the last trade. `cost-basis`: to each what the shares cost. */
export const VoidRequest = z
  .discriminatedUnion("policy", [
    z.strictObject({ policy: z.literal("split"), yes_payout: payout.prefault("0.5") }),
    z.strictObject({ policy: z.literal("last-price") }),
    z.strictObject({ policy: z.literal("cost-basis") }),
  ])
  .meta({ id: "VoidPolicy" });
export type VoidJson = z.input<typeof VoidRequest>;

/** What a void would pay; nothing is changed. */
export const VoidPlanAnswer = answerOf({
  plan: z.object({
    markets: z.array(
      z.object({
        market_id: idText,
        ending: z.object({ kind: z.string(), yes_payout: priceText.nullable() }),
        pool: amountText,
        owed: amountText,
        reserve: amountText,
        shortfall: amountText.meta({ description: "Taken from the reserve." }),
        surplus: amountText.meta({ description: "Given to the reserve." }),
      }),
    ),
    holders: z
      .array(
        z.object({
          account_id: idText,
          owner_id: idText,
          paid: amountText,
          cost: amountText,
          gain: amountText,
        }),
      )
      .meta({ description: "The largest winners and losers first, at most 1,000." }),
  }),
  related: z
    .object({
      history_seq: sequenceNumber
        .nullable()
        .meta({ description: "History was seen up to here; null: it could not be asked." }),
      is_current: z.boolean().meta({ description: "Whether that is as new as the plan." }),
      trades_seen: z.int().meta({ description: "The latest of each market; at most 20,000." }),
      trades: z.int().meta({ description: "How many there were." }),
      pairs: z
        .array(
          z.object({
            owner_ids: z.array(idText).length(2),
            signs: z.array(z.enum(["two-sided", "exclusive"])).meta({
              description:
                "`two-sided`: each was long against the other three times or more. `exclusive`: of the shares either traded, four fifths were with the other.",
            }),
            trades: z.int(),
            quantity: quantityText,
            notional: amountText.meta({ description: "At YES prices." }),
            net_quantity: z.string().meta({
              description:
                "YES the first got of the second, less what it gave; NO counts as given.",
              examples: ["-12.5"],
            }),
          }),
        )
        .meta({
          description:
            "Pairs whose trades with each other look arranged, largest first, at most 100.",
        }),
    })
    .meta({
      id: "RelatedTrades",
      description:
        "To look at before a void at cost. Accounts of one owner cannot trade with each other, and owners cannot transfer to each other.",
    }),
});
export type RelatedTradesJson = VoidPlanAnswer["related"];
export type VoidPlanAnswer = z.output<typeof VoidPlanAnswer>;

/** How many operators must want the same ending of a market. */
export const VenueRequest = z
  .strictObject({ confirmations: z.union([z.literal(1), z.literal(2)]) })
  .meta({ id: "VenueChange" });
export const VenueAnswer = answerOf({ confirmations: z.int() });

/** Endings that one operator asked for and another may confirm, by asking for the same. */
export const EndingRequestsAnswer = answerOf({
  requests: z.array(
    z.object({
      market_id: idText.nullable(),
      event_id: idText.nullable(),
      wish: z.enum(["resolve", "void"]),
      payouts: z.array(z.object({ market_id: idText, yes_payout: priceText })),
      policy: z.enum(["split", "last-price", "cost-basis"]).nullable(),
      yes_payout: priceText.nullable().meta({ description: "Of a void by `split`." }),
      asked_by: idText,
      until: timeText,
    }),
  ),
});
export type EndingRequestsAnswer = z.output<typeof EndingRequestsAnswer>;

/** Oldest first. `details` are those of the kind. */
export const TimelineAnswer = answerOf({
  market_id: idText,
  milestones: z.array(
    z.object({
      seq: sequenceNumber,
      time: timeText,
      kind: z.enum([
        "created",
        "state",
        "proposed",
        "ending-requested",
        "ended",
        "tick-size-announced",
        "tick-size",
        "parameters",
        "rules",
      ]),
      from: z.string().optional(),
      to: z.string().optional(),
      mode: z.string().optional(),
      yes_payout: priceText.nullable().optional(),
      ending: z.string().optional(),
      tick_size: priceText.optional(),
      at: timeText.optional(),
      until: timeText.optional(),
      version: z.int().optional(),
    }),
  ),
});
export type TimelineAnswer = z.output<typeof TimelineAnswer>;

export function voidPolicy(request: z.output<typeof VoidRequest>): VoidPolicy {
  return request.policy === "split"
    ? { kind: "split", yesPayout: request.yes_payout }
    : { kind: request.policy };
}

export function voidPlanJson(plan: VoidPlan): VoidPlanAnswer["plan"] {
  return {
    markets: plan.markets.map((market) => ({
      market_id: formatId("mkt", market.market),
      ending: endingJson(market.ending),
      pool: formatAmount(market.pool),
      owed: formatAmount(market.owed),
      reserve: formatAmount(market.reserve),
      shortfall: formatAmount(market.shortfall),
      surplus: formatAmount(market.surplus),
    })),
    holders: plan.holders.map((holder) => ({
      account_id: formatId("acc", holder.account),
      owner_id: formatOwner(holder.owner),
      paid: formatAmount(holder.paid),
      cost: formatAmount(holder.cost),
      gain: formatAmount(amount(holder.paid - holder.cost)),
    })),
  };
}

export function endingRequestJson(
  request: EndingRequestView,
): EndingRequestsAnswer["requests"][number] {
  const { target, wish, actor, until } = request;
  const isVoid = wish.type === "VoidMarket" || wish.type === "VoidEvent";
  const payouts =
    wish.type === "ResolveEvent" ? wish.payouts : wish.type === "ResolveMarket" ? [wish] : [];
  return {
    market_id: target.kind === "market" ? formatId("mkt", target.market) : null,
    event_id: target.kind === "event" ? formatId("evt", target.event) : null,
    wish: isVoid ? "void" : "resolve",
    payouts: payouts.map(({ market, yesPayout }) => ({
      market_id: formatId("mkt", market),
      yes_payout: formatPrice(yesPayout),
    })),
    policy: isVoid ? wish.policy.kind : null,
    yes_payout: isVoid && wish.policy.kind === "split" ? formatPrice(wish.policy.yesPayout) : null,
    asked_by: formatOwner(actor),
    until: formatTime(until),
  };
}
