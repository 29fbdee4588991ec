/** What happened to accounts: the statement, equity over time, exports; and what operators did. */
import { z } from "zod";
import { answerOf, countInQuery, minSequence, pageOf, placeQuery } from "./envelope.ts";
import {
  amountText,
  assetSymbol,
  idField,
  idText,
  instant,
  outcomeField,
  sequenceNumber,
  timeText,
} from "./fields.ts";
import { accountChoice } from "./orders.ts";

// ---- requests ----

const period = { from: instant.optional(), to: instant.optional() };

export const StatementQuery = z.strictObject({
  ...accountChoice,
  ...placeQuery,
  ...period,
  asset: assetSymbol.optional().meta({ description: "Only money of this asset." }),
  market_id: idField("mkt").optional().meta({ description: "Only shares of this market." }),
  min_seq: minSequence,
});

export const PortfolioQuery = z.strictObject({
  ...accountChoice,
  asset: assetSymbol.default("USD"),
  min_seq: minSequence,
});

export const EquityQuery = z.strictObject({
  ...accountChoice,
  ...period,
  asset: assetSymbol.default("USD"),
  points: countInQuery(2, 500, 100),
  min_seq: minSequence,
});

/** Everything an account did in a period, as a table for a spreadsheet. */
export const ExportQuery = z.strictObject({ ...accountChoice, ...period, min_seq: minSequence });

export const AuditQuery = z.strictObject({ ...placeQuery, ...period, min_seq: minSequence });

// ---- answers ----

/** One movement of money or shares. Money in dollars, shares in shares; negative: they left. */
export const StatementEntry = z
  .object({
    entry_id: z.string(),
    seq: sequenceNumber,
    time: timeText,
    reason: z.enum([
      "deposit",
      "withdrawal",
      "transfer",
      "trade",
      "fee",
      "rebate",
      "split",
      "merge",
      "convert",
      "payout",
      "reserve",
    ]),
    asset: z.string().nullable().meta({ description: "Of money; null for shares." }),
    market_id: idText
      .nullable()
      .meta({ description: "Of shares, and of money where a market is the reason." }),
    outcome: outcomeField.nullable().meta({ description: "Of shares; null for money." }),
    change: z.string().meta({ examples: ["-12.5"] }),
    balance: z
      .string()
      .meta({ description: "Afterwards, held parts included.", examples: ["87.5"] }),
  })
  .meta({ id: "StatementEntry" });
export type StatementEntry = z.output<typeof StatementEntry>;

/** Newest first. */
export const StatementPage = pageOf({ account_id: idText, entries: z.array(StatementEntry) });

/**
 * Balances and positions at `seq`; what is realised and paid in comes from
 * history, which reached `history_seq`. Positions without a price count at their cost.
 */
export const PortfolioAnswer = answerOf({
  account_id: idText,
  asset: z.string(),
  cash: z.object({ available: amountText, locked: amountText, total: amountText }),
  positions_value: amountText,
  positions_cost: amountText,
  unrealized_pnl: amountText,
  realized_pnl: amountText.meta({ description: "Of sales, merges and payouts; fees excluded." }),
  fees_paid: amountText.meta({ description: "Less rebates received." }),
  net_deposits: amountText,
  equity: amountText.meta({ description: "Cash and positions." }),
  open_orders: z.int(),
  history_seq: sequenceNumber,
});
export type PortfolioAnswer = z.output<typeof PortfolioAnswer>;

/** Oldest first, at even distances. */
export const EquityAnswer = answerOf({
  account_id: idText,
  asset: z.string(),
  points: z.array(
    z
      .object({
        time: timeText,
        cash: amountText,
        positions: amountText,
        equity: amountText,
        net_deposits: amountText,
        profit: amountText,
      })
      .meta({ id: "EquityPoint" }),
  ),
});

/** One act of an operator or of the venue itself (`actor` null). */
export const AuditEntry = z
  .object({
    seq: sequenceNumber,
    time: timeText,
    actor: z.string().nullable(),
    action: z.string(),
    target: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });
/** Newest first. */
export const AuditPage = pageOf({ entries: z.array(AuditEntry) });
