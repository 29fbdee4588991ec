/** What happened to accounts: the statement, equity over time, exports; and what operators did. */
import { amount, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  EventId,
  MarketId,
  Outcome,
  OwnerId,
  TransferReason,
  WithdrawalId,
} from "@probity/core";
import { z } from "zod";
import { ownerField } from "./accounts.ts";
import type { SymbolOf } from "./accounts.ts";
import { formatAmount, formatQuantity } from "./decimal.ts";
import { answerOf, countInQuery, minSequence, pageOf, placeQuery } from "./envelope.ts";
import {
  amountText,
  assetSymbol,
  formatTime,
  idField,
  idText,
  instant,
  outcomeField,
  sequenceNumber,
  timeText,
} from "./fields.ts";
import { formatId, formatOwner } from "./ids.ts";
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

export const ClosedPositionsQuery = z.strictObject({
  ...accountChoice,
  ...placeQuery,
  min_seq: minSequence,
});

/** Everything an account did in a period, as a table for a spreadsheet. */
export const ExportQuery = z.strictObject({ ...accountChoice, ...period, min_seq: minSequence });

export const AuditQuery = z.strictObject({
  ...placeQuery,
  ...period,
  actor: ownerField.optional().meta({ description: "Only what this owner did." }),
  min_seq: minSequence,
});

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
      "reversal",
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
    change_type: z
      .enum(["buy", "sell", "split", "merge", "convert", "transfer", "redeem", "reversal"])
      .nullable()
      .meta({ description: "How shares came or left, in the words of source S1; null for money." }),
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

const ClosedPosition = z
  .object({
    market_id: idText,
    market_question: z.string(),
    outcome: outcomeField,
    realized_pnl: amountText.meta({ description: "Fees excluded." }),
    fees_paid: amountText.meta({ description: "Less rebates received." }),
    opened_at: timeText,
    closed_at: timeText,
  })
  .meta({ id: "ClosedPosition" });
/** The one closed last first. */
export const ClosedPositionsPage = pageOf({
  account_id: idText,
  positions: z.array(ClosedPosition),
});

const EquityPoint = z
  .object({
    time: timeText,
    cash: amountText,
    positions: amountText,
    equity: amountText,
    net_deposits: amountText,
    profit: amountText,
  })
  .meta({ id: "EquityPoint" });

/** Oldest first, at even distances. */
export const EquityAnswer = answerOf({
  account_id: idText,
  asset: z.string(),
  points: z.array(EquityPoint),
});

/** One act of an operator, or of the venue itself. */
const AuditEntry = z
  .object({
    entry_id: z.string(),
    seq: sequenceNumber,
    time: timeText,
    actor: z.string().nullable().meta({ description: "An owner; null for the venue itself." }),
    action: z.string().meta({ examples: ["MarketStateChanged"] }),
    target: z.string().nullable().meta({ description: "What it was done to; null for the venue." }),
    details: z.record(z.string(), z.unknown()).meta({
      description: "The event of the machine, in the machine's own units.",
    }),
  })
  .meta({ id: "AuditEntry" });
/** Newest first. */
export const AuditPage = pageOf({ entries: z.array(AuditEntry) });

// ---- between text and the units of the machine ----

/** One line of a statement: lots of shares, or µ$ of money. Exactly one of `asset` and `market` is set. */
export interface StatementLine {
  readonly sequence: number;
  /** Place in the command. */
  readonly line: number;
  readonly time: number;
  readonly asset: number | null;
  readonly market: MarketId | null;
  readonly outcome: Outcome | null;
  readonly amount: number;
  readonly balance: number;
  readonly reason: TransferReason;
  readonly otherKind: "account" | "pool" | "reserve" | "fees" | "rewards" | "external";
  /** The account, or the market of a pool or reserve. */
  readonly otherId: number;
  /** Of money that moved in a trade: the market whose shares went the other way. */
  readonly tradedMarket: MarketId | null;
}

/** The market whose shares a line is about or was paid for, or whose pool or reserve is its other side. */
export function marketOfLine(line: StatementLine): MarketId | null {
  const { market, otherKind, otherId, tradedMarket } = line;
  if (market !== null) return market;
  return otherKind === "pool" || otherKind === "reserve" ? (otherId as MarketId) : tradedMarket;
}

export function statementEntryJson(line: StatementLine, symbolOf: SymbolOf): StatementEntry {
  const market = marketOfLine(line);
  const isMoney = line.asset !== null;
  const text = (value: number): string =>
    isMoney ? formatAmount(amount(value)) : signedQuantity(value);
  return {
    entry_id: `${line.sequence}-${line.line}`,
    seq: line.sequence,
    time: formatTime(line.time),
    reason: line.reason,
    asset: line.asset === null ? null : symbolOf(line.asset as AssetId),
    market_id: market === null ? null : formatId("mkt", market),
    outcome: line.outcome,
    change_type: isMoney ? null : changeTypeOf(line),
    change: text(line.amount),
    balance: text(line.balance),
  };
}

/** The same words as the view `share_changes` of the database. */
function changeTypeOf({ reason, amount: lots }: StatementLine): StatementEntry["change_type"] {
  switch (reason) {
    case "payout":
      return "redeem";
    case "trade":
      return lots > 0 ? "buy" : "sell";
    case "split":
    case "merge":
    case "convert":
    case "transfer":
    case "reversal":
      return reason;
    default:
      return null;
  }
}

/** An act as the read side has it; `actor` 0 is the venue itself. */
export interface AuditAct {
  readonly sequence: number;
  /** Place among the command's events. */
  readonly place: number;
  readonly time: number;
  readonly actor: number;
  readonly action: string;
  readonly targetKind: "venue" | "owner" | "account" | "event" | "market" | "withdrawal";
  readonly targetId: number;
  readonly details: Readonly<Record<string, unknown>>;
}

export function auditEntryJson(act: AuditAct): z.output<typeof AuditEntry> {
  return {
    entry_id: `${act.sequence}-${act.place}`,
    seq: act.sequence,
    time: formatTime(act.time),
    actor: act.actor === 0 ? null : formatOwner(act.actor as OwnerId),
    action: act.action,
    target: targetText(act),
    details: { ...act.details },
  };
}

function targetText({ targetKind, targetId }: AuditAct): string | null {
  switch (targetKind) {
    case "venue":
      return null;
    case "owner":
      return formatOwner(targetId as OwnerId);
    case "account":
      return formatId("acc", targetId as AccountId);
    case "event":
      return formatId("evt", targetId as EventId);
    case "market":
      return formatId("mkt", targetId as MarketId);
    case "withdrawal":
      return formatId("wdr", targetId as WithdrawalId);
    default:
      return targetKind satisfies never;
  }
}

function signedQuantity(lots: number): string {
  return `${lots < 0 ? "-" : ""}${formatQuantity(quantity(Math.abs(lots)))}`;
}

export function closedPositionJson(position: {
  readonly market: MarketId;
  readonly question: string;
  readonly outcome: Outcome;
  readonly realised: number;
  readonly fees: number;
  readonly openedAt: number;
  readonly closedAt: number;
}): z.output<typeof ClosedPosition> {
  return {
    market_id: formatId("mkt", position.market),
    market_question: position.question,
    outcome: position.outcome,
    realized_pnl: formatAmount(amount(position.realised)),
    fees_paid: formatAmount(amount(position.fees)),
    opened_at: formatTime(position.openedAt),
    closed_at: formatTime(position.closedAt),
  };
}

/** @param point amounts in µ$, the time in ms. */
export function equityPointJson(point: {
  readonly time: number;
  readonly cash: number;
  readonly positions: number;
  readonly equity: number;
  readonly netDeposits: number;
  readonly profit: number;
}): z.output<typeof EquityPoint> {
  return {
    time: formatTime(point.time),
    cash: formatAmount(amount(point.cash)),
    positions: formatAmount(amount(point.positions)),
    equity: formatAmount(amount(point.equity)),
    net_deposits: formatAmount(amount(point.netDeposits)),
    profit: formatAmount(amount(point.profit)),
  };
}
