import { amount, AMOUNT_ONE, LOTS_PER_SHARE, quantity } from "@probity/core";
import type { Outcome, Quantity } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import { formatAmount, formatQuantity, parseQuantity } from "@probity/protocol";
import type { PlaceOrderJson } from "@probity/protocol";
import { ApiError } from "@probity/client";
import type { Player } from "./player.ts";

/** Largest wish of a taker. */
const SHARES_MAX = 60;
const CASH_MAX_DOLLARS = 40;

/** A player who trades at random, as the seed says, and knows what they hold. */
export class Taker {
  readonly player: Player;
  /** Orders by what was asked. */
  readonly asked = { shares: 0, cash: 0, fillOrKill: 0, sell: 0 };
  /** Lots that this taker's orders filled. */
  filled = 0;
  private readonly random: () => number;
  private readonly holding: Record<Outcome, number> = { yes: 0, no: 0 };
  private counter = 0;

  constructor(player: Player, random: () => number) {
    this.player = player;
    this.random = random;
  }

  /** One order against the book, if there is anything to trade with. */
  async trade(marketId: string, books: { readonly [O in Outcome]: DepthView }): Promise<void> {
    const outcome: Outcome = this.random() < 0.5 ? "yes" : "no";
    const sells = this.holding[outcome] >= LOTS_PER_SHARE && this.random() < 0.5;
    const facing = sells ? books[outcome].bids : books[outcome].asks;
    const offered = facing.reduce((lots, level) => lots + level.quantity, 0);
    if (offered === 0) return;
    const order = sells ? this.sell(outcome) : this.buy(outcome, offered);
    const lots = await this.place({ ...order, market_id: marketId });
    this.filled += lots;
    this.holding[outcome] += sells ? -lots : lots;
  }

  private sell(outcome: Outcome): Wish {
    this.asked.sell++;
    const lots = quantity(Math.min(this.holding[outcome], this.someLots()));
    return { type: "market", outcome, side: "sell", quantity: formatQuantity(lots) };
  }

  private buy(outcome: Outcome, offered: number): Wish {
    const kind = this.random();
    if (kind < 0.3) {
      this.asked.cash++;
      const dollars = 1 + Math.floor(this.random() * CASH_MAX_DOLLARS);
      const cash = formatAmount(amount(dollars * AMOUNT_ONE));
      return { type: "market", outcome, side: "buy", cash };
    }
    const lots = quantity(Math.min(offered, this.someLots()));
    const wanted = {
      type: "market",
      outcome,
      side: "buy",
      quantity: formatQuantity(lots),
    } as const;
    if (kind < 0.5) {
      this.asked.fillOrKill++;
      return { ...wanted, fill_or_kill: true };
    }
    this.asked.shares++;
    return wanted;
  }

  private someLots(): Quantity {
    return quantity(Math.ceil(this.random() * SHARES_MAX * LOTS_PER_SHARE));
  }

  /** @returns lots filled; all or nothing may well be nothing. */
  private async place(order: PlaceOrderJson): Promise<number> {
    this.counter += 1;
    const client_order_id = `${this.player.name}-${this.counter}`;
    try {
      const answer = await this.player.client.orders.place({ ...order, client_order_id });
      return parseQuantity(this.player.horizon.saw(answer).order.filled);
    } catch (error) {
      if (error instanceof ApiError && error.code === "FILL_OR_KILL_UNFILLABLE") return 0;
      throw error;
    }
  }
}

/** An order but for its market. */
type Wish = Omit<Extract<PlaceOrderJson, { readonly type: "market" }>, "market_id">;
