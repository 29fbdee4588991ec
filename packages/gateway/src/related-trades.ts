/** Whose trades look arranged, for whoever is about to give people back what they paid. */
import type { MarketId } from "@probity/core";
import { formatBigAmount, formatBigQuantity, formatOwner } from "@probity/protocol";
import type { RelatedTradesJson } from "@probity/protocol";
import { fromHistory } from "./history.ts";
import { Refusal } from "./refusal.ts";
import type { Venue } from "./venue.ts";

const PAIRS_MOST = 100;

/** @param sequence of the plan they belong to; history may be behind it, or away, and the answer says so. */
export async function relatedTrades(
  venue: Pick<Venue, "store">,
  markets: readonly MarketId[],
  sequence: number,
): Promise<RelatedTradesJson> {
  try {
    const { seq, value } = await fromHistory(venue, undefined, (history) =>
      history.relatedTrades.among(markets, PAIRS_MOST),
    );
    return {
      history_seq: seq,
      is_current: seq >= sequence,
      trades_seen: value.seen,
      trades: value.inAll,
      pairs: value.pairs.map((pair) => ({
        owner_ids: pair.owners.map(formatOwner),
        signs: [
          ...(pair.isTwoSided ? (["two-sided"] as const) : []),
          ...(pair.isExclusive ? (["exclusive"] as const) : []),
        ],
        trades: pair.trades,
        quantity: formatBigQuantity(pair.lots),
        notional: formatBigAmount(pair.notional),
        net_quantity: signed(pair.netLots),
      })),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { history_seq: null, is_current: false, trades_seen: 0, trades: 0, pairs: [] };
  }
}

function signed(lots: bigint): string {
  return lots < 0n ? `-${formatBigQuantity(-lots)}` : formatBigQuantity(lots);
}
