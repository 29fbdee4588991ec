import { fromHistory } from "@probity/gateway";
import type { OwnFill } from "@probity/market-data";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { FastifyInstance } from "fastify";
import { orderWords } from "../account/order-words.ts";
import type { OrderWords } from "../account/order-words.ts";
import type { Desk } from "../desk.ts";
import type { KnownMarkets } from "./known-markets.ts";
import type { KnownMarket } from "./market-json.ts";
import { tokenOf } from "./token-books.ts";

/** Trades that are told, the latest first. */
const TRADES_MOST = 50;

/** Who traded last in a market: takers, by their addresses; people show nothing else of themselves here. */
export function activityRoutes(app: FastifyInstance, desk: Desk, known: KnownMarkets): void {
  const { venue } = desk;
  // The second is the archived client's.
  for (const path of ["/markets/live-activity/:condition", "/live-activity/events/:condition"]) {
    app.get<{ Params: { condition: string } }>(path, async ({ params }) => {
      await venue.readSide.caughtUp();
      const market = await known.ofCondition(params.condition);
      const trades = venue.readSide.data.tape.trades(market.chain.market, TRADES_MOST);
      if (trades.length === 0) return [];
      const matches = trades.map(({ match }) => match);
      const { value: legs } = await fromHistory(venue, undefined, ({ history }) =>
        history.legs(matches),
      );
      const takers = legs
        .filter(({ role }) => role === "taker")
        .sort((one, other) => other.match - one.match);
      const words = await orderWords(desk, takers);
      return takers.map((leg) => tradeEventJson(desk, market, leg, words.get(leg.order)));
    });
  }
}

function tradeEventJson(
  { settlements }: Desk,
  { chain, words }: KnownMarket,
  { match, time, outcome, side, quantity, price }: OwnFill,
  order: OrderWords | undefined,
) {
  const place = outcome === "yes" ? 0 : 1;
  return {
    event_type: "trade",
    market: {
      condition_id: chain.conditionId,
      asset_id: tokenOf(chain, outcome),
      question: words.text.question,
      icon: words.text.image,
      slug: chain.slug,
    },
    user: {
      address: order?.address ?? "",
      username: "",
      profile_picture: "",
      optimized_profile_picture: "",
      pseudonym: "",
    },
    side: side === "buy" ? "BUY" : "SELL",
    size: formatQuantity(quantity),
    fee_rate_bps: "0",
    price: formatPrice(price),
    outcome: chain.outcomes[place],
    outcome_index: place,
    transaction_hash: settlements.of(match, time).transactionHash,
    timestamp: String(Math.floor(time / 1_000)),
  };
}
