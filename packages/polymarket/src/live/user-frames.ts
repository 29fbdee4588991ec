/** The messages of the user channel. */
import type { MatchId } from "@probity/core";
import type { OwnFill, OwnOrder } from "@probity/market-data";
import { formatPrice, formatQuantity } from "@probity/protocol";
import { originalSize } from "../account/order-words.ts";
import type { OrderWords } from "../account/order-words.ts";
import { tradesJson } from "../account/trade-json.ts";
import type { Desk } from "../desk.ts";
import { tokenOf } from "../markets/token-books.ts";
import { formatUnits } from "../orders/decimals.ts";
import { tradeId } from "../orders/trade-id.ts";
import type { ChainMarket, KeptOrder, TradeStanding } from "../ports.ts";

/** What a command did to an order. */
export interface OrderChange {
  readonly order: OwnOrder;
  readonly type: "PLACEMENT" | "UPDATE" | "CANCELLATION";
  readonly isDelayed: boolean;
  /** Matches the order had so far, the latest first. */
  readonly matches: readonly MatchId[];
}

export function orderJson(chain: ChainMarket, change: OrderChange, words: OrderWords): string {
  const { order, type, isDelayed, matches } = change;
  const { spec } = order;
  return JSON.stringify({
    event_type: "order",
    id: words.hash,
    owner: words.apiKey,
    order_owner: words.apiKey,
    market: chain.conditionId,
    asset_id: tokenOf(chain, spec.outcome),
    side: spec.side === "buy" ? "BUY" : "SELL",
    original_size: formatUnits(originalSize(order, words.kept)),
    size_matched: formatQuantity(order.filled),
    price: formatPrice(order.price),
    associate_trades: matches.map(tradeId),
    outcome: chain.outcomes[spec.outcome === "yes" ? 0 : 1],
    type,
    created_at: seconds(order.placedAt),
    expiration: expirationOf(order, words.kept),
    order_type: words.kept?.orderType ?? orderTypeOf(order),
    status: statusOf(order, isDelayed),
    maker_address: words.address,
    timestamp: String(order.updatedAt),
  });
}

/** A match as one of its two sees it, at a moment on its way. @param own the fill of that one. */
export async function tradeJson(
  desk: Desk,
  own: OwnFill,
  legs: readonly OwnFill[],
  standing: TradeStanding,
): Promise<string | null> {
  const [trade] = await tradesJson(desk, [own], legs);
  if (trade === undefined) return null;
  const [maker] = trade.maker_orders;
  return JSON.stringify({
    event_type: "trade",
    type: "TRADE",
    ...trade,
    // By now it may be further, which is told next.
    status: standing.status,
    last_update: seconds(standing.updatedAt),
    err_msg: standing.error === "" ? null : standing.error,
    matchtime: trade.match_time,
    trade_owner: own.role === "maker" ? (maker?.owner ?? trade.owner) : trade.owner,
    timestamp: String(standing.updatedAt),
  });
}

function statusOf({ status }: OwnOrder, isDelayed: boolean): string {
  if (status === "open") return isDelayed ? "DELAYED" : "LIVE";
  return status === "filled" ? "MATCHED" : "CANCELED";
}

function orderTypeOf({ spec: { pricing } }: OwnOrder): string {
  if (pricing.kind !== "limit") return pricing.fillOrKill ? "FOK" : "FAK";
  switch (pricing.timeInForce.kind) {
    case "gtc":
      return "GTC";
    case "gtd":
      return "GTD";
    case "ioc":
      return "FAK";
    case "fok":
      return "FOK";
    default:
      return pricing.timeInForce satisfies never;
  }
}

/** Seconds since 1970, as it was signed; "0": never. */
function expirationOf({ spec: { pricing } }: OwnOrder, kept: KeptOrder | null): string {
  if (kept !== null) return kept.signed.expiration;
  const isGtd = pricing.kind === "limit" && pricing.timeInForce.kind === "gtd";
  return isGtd ? seconds(pricing.timeInForce.expiresAt) : "0";
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
