import type { MatchId } from "@probity/core";
import type { OwnFill } from "@probity/market-data";
import type { Desk } from "../desk.ts";
import { formatDollars, formatShares } from "../orders/decimals.ts";
import { tradeId } from "../orders/trade-id.ts";
import type { ChainMarket, TradeStatus } from "../ports.ts";
import { orderWords } from "./order-words.ts";
import type { OrderWords } from "./order-words.ts";

/** A trade as REST tells it (reference §5.3): what stands at the top is the taker's. */
interface TradeJson {
  readonly id: string;
  readonly taker_order_id: string;
  readonly market: string;
  readonly asset_id: string;
  readonly side: "BUY" | "SELL";
  readonly size: string;
  readonly fee_rate_bps: string;
  readonly price: string;
  readonly status: TradeStatus;
  readonly match_time: string;
  readonly match_time_nano: string;
  readonly last_update: string;
  readonly outcome: string;
  readonly bucket_index: 0;
  readonly owner: string;
  readonly maker_address: string;
  readonly transaction_hash: string;
  readonly err_msg: string | null;
  readonly trader_side: "TAKER" | "MAKER";
  readonly maker_orders: readonly MakerOrderJson[];
}

interface MakerOrderJson {
  readonly order_id: string;
  readonly owner: string;
  readonly maker_address: string;
  readonly matched_amount: string;
  readonly price: string;
  readonly fee_rate_bps: string;
  readonly asset_id: string;
  readonly outcome: string;
  readonly outcome_index: 0 | 1;
  readonly side: "BUY" | "SELL";
}

/** Fees are of the match, and no order's own. */
const NO_FEE_RATE = "0";

/** Trades as whoever has the `own` fills sees them, in their order. @param legs of the same matches, all. */
export async function tradesJson(
  desk: Desk,
  own: readonly OwnFill[],
  legs: readonly OwnFill[],
): Promise<readonly TradeJson[]> {
  const words = await orderWords(desk, legs);
  const takers = new Map<MatchId, OwnFill>();
  const makers = new Map<MatchId, OwnFill>();
  for (const leg of legs) (leg.role === "taker" ? takers : makers).set(leg.match, leg);
  return own.flatMap((fill) => {
    const [taker, maker] = [takers.get(fill.match), makers.get(fill.match)];
    const chain = desk.markets.of(fill.market);
    if (taker === undefined || maker === undefined || chain === null) return [];
    const [taking, making] = [words.get(taker.order), words.get(maker.order)];
    if (taking === undefined || making === undefined) return [];
    return tradeJson(desk, chain, fill, { taker, taking, maker, making });
  });
}

interface Sides {
  readonly taker: OwnFill;
  readonly taking: OrderWords;
  readonly maker: OwnFill;
  readonly making: OrderWords;
}

function tradeJson(
  { settlements }: Desk,
  chain: ChainMarket,
  { match, role, time }: OwnFill,
  { taker, taking, maker, making }: Sides,
): TradeJson {
  const standing = settlements.of(match, time);
  return {
    id: tradeId(match),
    taker_order_id: taking.hash,
    market: chain.conditionId,
    asset_id: chain.tokens[placeOf(taker)],
    side: sideOf(taker),
    size: formatShares(taker.quantity),
    fee_rate_bps: NO_FEE_RATE,
    price: formatDollars(taker.price),
    status: standing.status,
    match_time: seconds(time),
    match_time_nano: `${time}000000`,
    last_update: seconds(standing.updatedAt),
    outcome: chain.outcomes[placeOf(taker)],
    bucket_index: 0,
    owner: taking.apiKey,
    maker_address: taking.address,
    transaction_hash: standing.transactionHash,
    err_msg: standing.error === "" ? null : standing.error,
    trader_side: role === "taker" ? "TAKER" : "MAKER",
    maker_orders: [
      {
        order_id: making.hash,
        owner: making.apiKey,
        maker_address: making.address,
        matched_amount: formatShares(maker.quantity),
        price: formatDollars(maker.price),
        fee_rate_bps: NO_FEE_RATE,
        asset_id: chain.tokens[placeOf(maker)],
        outcome: chain.outcomes[placeOf(maker)],
        outcome_index: placeOf(maker),
        side: sideOf(maker),
      },
    ],
  };
}

function placeOf({ outcome }: OwnFill): 0 | 1 {
  return outcome === "yes" ? 0 : 1;
}

function sideOf({ side }: OwnFill): "BUY" | "SELL" {
  return side === "buy" ? "BUY" : "SELL";
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1_000));
}
