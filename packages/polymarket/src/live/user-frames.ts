/** The messages of the user channel. */
import type { Leg, MarketId, MatchId } from "@probity/core";
import type { OwnOrder } from "@probity/market-data";
import { formatPrice, formatQuantity } from "@probity/protocol";
import { tokenOf } from "../markets/token-books.ts";
import { orderHash } from "../orders/order-hash.ts";
import { tradeId } from "../orders/trade-id.ts";
import type { Address, ChainMarket, KeptOrder, TradeStanding } from "../ports.ts";

/** What an order is told with: what was signed, or who placed it by another door. */
export interface OrderWords {
  readonly kept: KeptOrder | null;
  /** Of whoever placed it. */
  readonly address: Address;
  /** The client order id. */
  readonly key: string | null;
}

/** What a command did to an order. */
export interface OrderChange {
  readonly order: OwnOrder;
  readonly type: "PLACEMENT" | "UPDATE" | "CANCELLATION";
  readonly isDelayed: boolean;
  /** Matches the order had so far, the latest first. */
  readonly matches: readonly MatchId[];
}

/** A match, as it happened. */
export interface ToldMatch {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly maker: Leg;
  readonly taker: Leg;
  /** Ms since 1970. */
  readonly time: number;
}

/** Of orders that came in by another door. */
const NO_KEY = "00000000-0000-0000-0000-000000000000";

export function orderJson(chain: ChainMarket, change: OrderChange, words: OrderWords): string {
  const { order, type, isDelayed, matches } = change;
  const { spec } = order;
  const apiKey = words.kept?.apiKey ?? NO_KEY;
  return JSON.stringify({
    event_type: "order",
    id: orderHash(order.order, order.key),
    owner: apiKey,
    order_owner: apiKey,
    market: chain.conditionId,
    asset_id: tokenOf(chain, spec.outcome),
    side: spec.side === "buy" ? "BUY" : "SELL",
    original_size: formatQuantity(order.quantity ?? order.filled),
    size_matched: formatQuantity(order.filled),
    price: formatPrice(order.price),
    associate_trades: matches.map(tradeId),
    outcome: chain.outcomes[spec.outcome === "yes" ? 0 : 1],
    type,
    created_at: seconds(order.placedAt),
    expiration: expirationOf(order, words.kept),
    order_type: words.kept?.orderType ?? orderTypeOf(order),
    status: statusOf(order, isDelayed),
    maker_address: words.kept?.signed.maker ?? words.address,
    timestamp: String(order.updatedAt),
  });
}

/** A match as one of its two sees it. */
export function tradeJson(
  chain: ChainMarket,
  told: ToldMatch,
  role: "maker" | "taker",
  {
    standing,
    words,
  }: {
    readonly standing: TradeStanding;
    readonly words: { readonly maker: OrderWords; readonly taker: OrderWords };
  },
): string {
  const { match, maker, taker, time } = told;
  const takerKey = words.taker.kept?.apiKey ?? NO_KEY;
  const ownKey = words[role].kept?.apiKey ?? NO_KEY;
  return JSON.stringify({
    event_type: "trade",
    type: "TRADE",
    id: tradeId(match),
    taker_order_id: orderHash(taker.order, words.taker.key),
    market: chain.conditionId,
    asset_id: tokenOf(chain, taker.outcome),
    side: sideOf(taker),
    size: formatQuantity(taker.quantity),
    fee_rate_bps: "0",
    price: formatPrice(taker.price),
    status: standing.status,
    match_time: seconds(time),
    matchtime: seconds(time),
    last_update: seconds(standing.updatedAt),
    outcome: outcomeName(chain, taker),
    owner: takerKey,
    trade_owner: ownKey,
    maker_address: words.taker.kept?.signed.maker ?? words.taker.address,
    transaction_hash: standing.transactionHash,
    bucket_index: 0,
    maker_orders: [
      {
        order_id: orderHash(maker.order, words.maker.key),
        owner: words.maker.kept?.apiKey ?? NO_KEY,
        maker_address: words.maker.kept?.signed.maker ?? words.maker.address,
        matched_amount: formatQuantity(maker.quantity),
        price: formatPrice(maker.price),
        fee_rate_bps: "0",
        asset_id: tokenOf(chain, maker.outcome),
        outcome: outcomeName(chain, maker),
        outcome_index: maker.outcome === "yes" ? 0 : 1,
        side: sideOf(maker),
      },
    ],
    trader_side: role === "maker" ? "MAKER" : "TAKER",
    timestamp: String(standing.updatedAt),
    ...(standing.error === "" ? {} : { err_msg: standing.error }),
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

function sideOf({ side }: Leg): "BUY" | "SELL" {
  return side === "buy" ? "BUY" : "SELL";
}

function outcomeName({ outcomes }: ChainMarket, { outcome }: Leg): string {
  return outcomes[outcome === "yes" ? 0 : 1];
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
