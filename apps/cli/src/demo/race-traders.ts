import { complement, quantity } from "@probity/core";
import type { Price, Quantity } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import { formatPrice, formatQuantity, parseQuantity } from "@probity/protocol";
import type { MarketMakers } from "./market-makers.ts";
import type { Player } from "./player.ts";
import { inOrderOfMatching, RunnerLadder } from "./race-ladder.ts";
import { askPrice, bidPrice, tradePrice } from "./race-recording.ts";
import type { RaceTrade } from "./race-recording.ts";

/**
 * Two players who make the recorded trades happen: one backs (buys YES), the other lays (buys
 * NO). What the ladder of the moment offers at the recorded odds is taken from it; the rest they
 * trade with each other, after the makers have made way.
 */
export class RaceTraders {
  /** Lots taken from the ladders, and lots traded between the two. */
  readonly lots = { fromLadder: 0, between: 0 };
  private readonly backer: Player;
  private readonly layer: Player;
  private readonly makers: MarketMakers;
  private counter = 0;

  constructor(backer: Player, layer: Player, makers: MarketMakers) {
    this.backer = backer;
    this.layer = layer;
    this.makers = makers;
  }

  /**
   * Plays one message's trades of a runner.
   *
   * @param ladder what the makers show at that moment.
   */
  async play(marketId: string, ladder: DepthView, trades: readonly RaceTrade[]): Promise<void> {
    const runner = new RunnerLadder(marketId, ladder);
    for (const trade of inOrderOfMatching(trades, ladder)) {
      if (trade.lots === 0) continue;
      const served = await this.fromLadder(runner, trade);
      const rest = quantity(trade.lots - served);
      if (rest > 0) await this.between(runner, tradePrice(trade.odds), rest);
      this.lots.fromLadder += served;
      this.lots.between += rest;
    }
  }

  /** Takes what the best level offers if it is at the trade's odds. @returns lots taken. */
  private async fromLadder(runner: RunnerLadder, { odds, lots }: RaceTrade): Promise<number> {
    const { bestAsk, bestBid, marketId } = runner;
    if (bestAsk?.price === askPrice(odds)) {
      const taken = quantity(Math.min(lots, bestAsk.quantity));
      await this.take(this.backer, marketId, "yes", bestAsk.price, taken);
      runner.take("ask", taken);
      return taken;
    }
    if (bestBid?.price === bidPrice(odds)) {
      const taken = quantity(Math.min(lots, bestBid.quantity));
      await this.take(this.layer, marketId, "no", complement(bestBid.price), taken);
      runner.take("bid", taken);
      return taken;
    }
    return 0;
  }

  /** One of the two rests an order, the other meets it. */
  private async between(runner: RunnerLadder, at: Price, lots: Quantity): Promise<void> {
    const { marketId } = runner;
    if (runner.isInTheWay(at)) {
      await this.makers.makeWay(marketId, at);
      runner.makeWay(at);
    }
    await this.rest(this.layer, marketId, complement(at), lots);
    await this.take(this.backer, marketId, "yes", at, lots);
  }

  /** Buys exactly so many lots at once, at this price. */
  private async take(
    player: Player,
    marketId: string,
    outcome: "yes" | "no",
    at: Price,
    lots: Quantity,
  ): Promise<void> {
    const answer = await player.client.orders.place({
      ...this.order(player, marketId, outcome, at, lots),
      time_in_force: "fok",
    });
    const { order } = player.horizon.saw(answer);
    if (parseQuantity(order.filled) !== lots) throw new Error("a recorded trade did not happen");
  }

  private async rest(player: Player, marketId: string, at: Price, lots: Quantity): Promise<void> {
    const answer = await player.client.orders.place({
      ...this.order(player, marketId, "no", at, lots),
      time_in_force: "gtc",
      post_only: true,
    });
    player.horizon.saw(answer);
  }

  private order(
    player: Player,
    marketId: string,
    outcome: "yes" | "no",
    at: Price,
    lots: Quantity,
  ) {
    this.counter += 1;
    return {
      type: "limit" as const,
      market_id: marketId,
      outcome,
      side: "buy" as const,
      price: formatPrice(at),
      quantity: formatQuantity(lots),
      client_order_id: `${player.name}-${this.counter}`,
    };
  }
}
