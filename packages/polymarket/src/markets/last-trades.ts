import type { MatchId, Price } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import type { Token } from "./known-markets.ts";
import { ofOutcome, sideOn } from "./token-prices.ts";

/** The last trade of a token in its own terms. */
interface LastTrade {
  readonly price: Price;
  /** What the taker did, as far as this token is concerned. */
  readonly side: "BUY" | "SELL";
}

/** The last trade of each market, which memory has unless there were very many since. */
export class LastTrades {
  readonly #venue: Venue;

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /** Null before the first trade. */
  async of({ market: { market }, outcome }: Token): Promise<LastTrade | null> {
    const { tape, tickers } = this.#venue.readSide.data;
    if (tickers.ticker(market).trades === 0) return null;
    let [trade] = tape.trades(market, 1);
    if (trade === undefined) {
      const before = Number.MAX_SAFE_INTEGER as MatchId;
      const { value } = await fromHistory(this.#venue, undefined, ({ history }) =>
        history.trades(market, { before, limit: 1 }),
      );
      [trade] = value;
    }
    if (trade === undefined) return null;
    const { taker, price } = trade;
    const side = taker === null ? "BUY" : sideOn(outcome, taker.side, taker.outcome);
    return { price: ofOutcome(outcome, price), side };
  }
}
