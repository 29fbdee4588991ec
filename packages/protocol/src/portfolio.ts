/** Positions and complete sets. */
import { EVENT_MARKETS_MAX, amount, complement, notional } from "@probity/core";
import type { Amount, EventId, Outcome, PositionView, Price, Quantity } from "@probity/core";
import { z } from "zod";
import { averagePrice, formatAmount, formatPrice, formatQuantity } from "./decimal.ts";
import { answerOf } from "./envelope.ts";
import {
  amountText,
  idField,
  idText,
  orderQuantity,
  outcomeField,
  priceText,
  quantityText,
} from "./fields.ts";
import { formatId } from "./ids.ts";
import { accountChoice } from "./orders.ts";

// ---- requests ----

/** Split: a dollar a share becomes one YES and one NO. Merge: the reverse. */
export const SetRequest = z
  .strictObject({ ...accountChoice, market_id: idField("mkt"), quantity: orderQuantity })
  .meta({ id: "SetChange" });
export type SetJson = z.input<typeof SetRequest>;

/** NO of each given market becomes YES of the event's others, and a dollar a share for each given but one. */
export const ConvertRequest = z
  .strictObject({
    ...accountChoice,
    event_id: idField("evt"),
    market_ids: z.array(idField("mkt")).min(1).max(EVENT_MARKETS_MAX),
    quantity: orderQuantity,
  })
  .refine((request) => new Set(request.market_ids).size === request.market_ids.length, {
    path: ["market_ids"],
    message: "each market is named once",
  })
  .meta({ id: "Conversion" });

export const ClaimRequest = z
  .strictObject({ ...accountChoice, market_id: idField("mkt") })
  .meta({ id: "Claim" });

// ---- answers ----

/** Shares of one outcome. Valued at the last trade, or at the payout once it is fixed; null before the first trade. */
export const Position = z
  .object({
    market_id: idText,
    market_question: z.string(),
    event_id: idText,
    event_title: z.string(),
    outcome: outcomeField,
    outcome_name: z.string(),
    quantity: quantityText,
    held: quantityText.meta({ description: "Locked by resting sells." }),
    cost: amountText.meta({ description: "Fees excluded." }),
    average_cost: priceText.nullable(),
    current_price: priceText.nullable(),
    value: amountText.nullable(),
    unrealized_pnl: amountText.nullable(),
  })
  .meta({ id: "Position" });
export type Position = z.output<typeof Position>;

/** Totals leave out what has no price yet. */
export const PositionsAnswer = answerOf({
  account_id: idText,
  positions: z.array(Position),
  total_cost: amountText,
  total_value: amountText,
  total_unrealized_pnl: amountText,
});
export type PositionsAnswer = z.output<typeof PositionsAnswer>;

export const ClaimAnswer = answerOf({ market_id: idText, paid: amountText });
export type ClaimAnswer = z.output<typeof ClaimAnswer>;

// ---- between text and the machine ----

/** @param yesPrice what a YES share is worth now; null when nobody knows. */
export interface PositionInput {
  readonly view: PositionView;
  readonly question: string;
  readonly event: { readonly id: EventId; readonly title: string };
  readonly yesPrice: Price | null;
}

/** One entry for each outcome of which there are shares, with the totals. */
export function positionsJson(inputs: readonly PositionInput[]) {
  const priced = inputs.flatMap(holdings);
  const known = priced.filter((holding) => holding.value !== null);
  const cost = sum(known.map((holding) => holding.cost));
  const value = sum(known.map((holding) => holding.value ?? amount(0)));
  return {
    positions: priced.map(positionJson),
    total_cost: formatAmount(cost),
    total_value: formatAmount(value),
    total_unrealized_pnl: formatAmount(amount(value - cost)),
  };
}

interface Holding {
  readonly view: PositionView;
  readonly question: string;
  readonly event: PositionInput["event"];
  readonly outcome: Outcome;
  readonly lots: Quantity;
  readonly held: Quantity;
  readonly cost: Amount;
  readonly price: Price | null;
  readonly value: Amount | null;
}

function holdings({ view, question, event, yesPrice }: PositionInput): Holding[] {
  const noPrice = yesPrice === null ? null : complement(yesPrice);
  const both: Omit<Holding, "value">[] = [
    {
      view,
      question,
      event,
      outcome: "yes",
      lots: view.yes,
      held: view.heldYes,
      cost: view.costYes,
      price: yesPrice,
    },
    {
      view,
      question,
      event,
      outcome: "no",
      lots: view.no,
      held: view.heldNo,
      cost: view.costNo,
      price: noPrice,
    },
  ];
  return both
    .filter(({ lots }) => lots > 0)
    .map((side) => ({
      ...side,
      value: side.price === null ? null : notional(side.price, side.lots),
    }));
}

function positionJson(holding: Holding): Position {
  const { view, question, event, outcome, lots, held, cost, price, value } = holding;
  return {
    market_id: formatId("mkt", view.market),
    market_question: question,
    event_id: formatId("evt", event.id),
    event_title: event.title,
    outcome,
    outcome_name: outcome === "yes" ? "Yes" : "No",
    quantity: formatQuantity(lots),
    held: formatQuantity(held),
    cost: formatAmount(cost),
    average_cost: averagePrice(cost, lots),
    current_price: price === null ? null : formatPrice(price),
    value: value === null ? null : formatAmount(value),
    unrealized_pnl: value === null ? null : formatAmount(amount(value - cost)),
  };
}

function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((total, next) => amount(total + next), amount(0));
}
