/** The bodies of source S3. Its market is ours; sides, outcomes and states are written in capitals. */
import { z } from "zod";
import { S3_STATUSES } from "./dialect-states.ts";
import { answerOf, countInQuery, minSequence, pageOf, pageQuery } from "./envelope.ts";
import {
  amountText,
  assetSymbol,
  clientKey,
  idText,
  priceText,
  sequenceNumber,
  text,
  timeText,
} from "./fields.ts";
import { slug } from "./market-requests.ts";
import { awaitingConfirmation } from "./markets.ts";
import { accountChoice } from "./orders.ts";
import { VoidRequest } from "./resolution.ts";

export const S3_SIDES = ["BUY", "SELL"] as const;
export const S3_OUTCOMES = ["YES", "NO"] as const;

// ---- requests ----

/** It is open at once. */
export const S3CreateMarketRequest = z
  .strictObject({
    slug,
    question: text(1, 1_000),
    description: text(0, 100_000).default(""),
    category: text(0, 200).default(""),
  })
  .meta({ id: "S3NewMarket" });

/** `RESOLVED` says who won, `CANCELLED` by which policy. */
export const S3StatusRequest = z
  .discriminatedUnion("status", [
    z.strictObject({ status: z.enum(["OPEN", "PAUSED", "CLOSED"]) }),
    z.strictObject({ status: z.literal("RESOLVED"), outcome: z.enum(S3_OUTCOMES) }),
    z.strictObject({ status: z.literal("CANCELLED"), void: VoidRequest }),
  ])
  .meta({ id: "S3StatusChange" });

/** A decimal as S3 writes it, text or a number. */
const decimal = z
  .union([z.number(), z.string().max(40)])
  .transform((value) => String(value))
  .meta({ examples: ["0.55"] });

/** A LIMIT order has a price, a MARKET order may have one as its cap. Prices are dollars a share. */
export const S3OrderRequest = z
  .strictObject({
    ...accountChoice,
    side: z.enum(S3_SIDES),
    outcome: z.enum(S3_OUTCOMES),
    type: z.enum(["LIMIT", "MARKET"]).default("LIMIT"),
    price: decimal.optional(),
    quantity: decimal,
    clientOrderId: clientKey.optional(),
  })
  .superRefine((order, context) => {
    if (order.type === "MARKET" || order.price !== undefined) return;
    context.addIssue({ code: "custom", path: ["price"], message: "a LIMIT order has a price" });
  })
  .meta({ id: "S3NewOrder" });
export type S3OrderRequest = z.output<typeof S3OrderRequest>;

export const S3OrdersQuery = z.strictObject({
  ...accountChoice,
  ...pageQuery,
  min_seq: minSequence,
});
export const S3BookQuery = z.strictObject({
  depth: countInQuery(1, 1_000, 25),
  min_seq: minSequence,
});
export const S3UserQuery = z.strictObject({
  ...accountChoice,
  asset: assetSymbol.default("USD"),
  min_seq: minSequence,
});

// ---- answers ----

const side = z.enum(S3_SIDES);
const outcome = z.enum(S3_OUTCOMES);
const shareCount = z.number().meta({ description: "Shares.", examples: [10] });

export const S3Market = z
  .object({
    id: idText,
    slug: z.string(),
    question: z.string(),
    description: z.string(),
    status: z.enum(S3_STATUSES),
  })
  .meta({ id: "S3Market" });
export const S3MarketAnswer = answerOf({ market: S3Market, ...awaitingConfirmation });

export const S3Order = z
  .object({
    id: idText,
    marketId: idText,
    userId: idText,
    side,
    outcome,
    type: z.enum(["LIMIT", "MARKET"]),
    price: priceText.nullable(),
    quantity: shareCount.nullable(),
    filled: shareCount,
    status: z.enum(["OPEN", "PARTIALLY_FILLED", "FILLED", "CANCELLED"]),
    createdAt: timeText.optional().meta({ description: "Not in the answer to placing." }),
  })
  .meta({ id: "S3Order" });
export type S3Order = z.output<typeof S3Order>;
export const S3OrderAnswer = answerOf({ order: S3Order });
/** Newest first. */
export const S3OrdersPage = pageOf({ orders: z.array(S3Order) });

const S3Level = z.object({ price: priceText, quantity: shareCount });
export const S3BookAnswer = answerOf({
  marketId: idText,
  YES: z.object({ bids: z.array(S3Level), asks: z.array(S3Level) }),
  NO: z.object({ bids: z.array(S3Level), asks: z.array(S3Level) }),
});
/** Newest first. Who bought and who sold is nobody else's business, so there are no user ids. */
export const S3TradesPage = pageOf({
  trades: z.array(
    z.object({
      id: idText,
      marketId: idText,
      outcome,
      price: priceText,
      quantity: shareCount,
      seq: sequenceNumber,
      createdAt: timeText,
    }),
  ),
});

export const S3BalanceAnswer = answerOf({
  available: amountText,
  locked: amountText,
  total: amountText,
});
const S3Position = z
  .object({
    marketId: idText,
    slug: z.string(),
    question: z.string(),
    outcome,
    shares: shareCount,
    vwap: priceText,
    currentPrice: priceText.nullable(),
    value: amountText.nullable(),
    unrealizedPnl: amountText.nullable(),
  })
  .meta({ id: "S3Position" });
export type S3Position = z.output<typeof S3Position>;
export const S3PositionsAnswer = answerOf({ positions: z.array(S3Position) });
/** `totalValue` is the balance and the shares at their current prices. */
export const S3PortfolioAnswer = answerOf({
  balance: z.object({ available: amountText, locked: amountText, total: amountText }),
  positions: z.array(S3Position),
  positionsValue: amountText,
  totalCost: amountText,
  unrealizedPnl: amountText,
  totalValue: amountText,
});
