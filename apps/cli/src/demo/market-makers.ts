import { BATCH_MAX } from "@probity/core";
import type { Price } from "@probity/core";
import { LiveOrders } from "@probity/client";
import type { DepthView } from "@probity/market-data";
import { formatPrice, formatQuantity, parsePrice, parseQuantity } from "@probity/protocol";
import type { Order } from "@probity/protocol";
import type { Player } from "./player.ts";
import { inTheWay, movesTo, splitQuotes } from "./quotes.ts";
import type { Moves, Quote, Standing } from "./quotes.ts";

/** Amendments under way at once; the venue makes them durable together. */
const AMENDS_AT_ONCE = 16;

/** What the makers had to do. */
export interface MakerWork {
  placed: number;
  amended: number;
  cancelled: number;
}

/** Moves for one market. */
interface MarketMoves {
  readonly marketId: string;
  readonly moves: Moves;
}

/** One of the two makers: a player whose orders are known as they are now. */
class Maker {
  private readonly player: Player;
  private readonly orders: LiveOrders;
  private readonly work: MakerWork;
  private counter = 0;

  constructor(player: Player, work: MakerWork) {
    this.player = player;
    this.work = work;
    this.orders = new LiveOrders(player.live, player.accountId);
  }

  async standing(marketId: string): Promise<readonly Standing[]> {
    await this.player.caughtUp();
    return this.orders.open(marketId).map(standingOf);
  }

  async cancel(orderIds: readonly string[]): Promise<void> {
    await Promise.all(
      chunks(orderIds).map(async (some) => {
        const targets = some.map((order_id) => ({ order_id }));
        const answer = await this.player.client.orders.cancelBatch({ targets });
        const { results } = this.player.horizon.saw(answer);
        for (const { error } of results) {
          if (error !== undefined) throw new Error(`a cancel was refused: ${error.message}`);
        }
      }),
    );
    this.work.cancelled += orderIds.length;
  }

  /** Takes away what is too much. */
  async shrink(all: readonly MarketMoves[]): Promise<void> {
    const amends = all.flatMap(({ moves }) => moves.amends);
    const work = [...amends];
    const amendOneByOne = async (): Promise<void> => {
      for (let next = work.shift(); next !== undefined; next = work.shift()) {
        const change = { quantity: formatQuantity(next.quantity) };
        const answer = await this.player.client.orders.amend(next.orderId, change);
        this.player.horizon.saw(answer);
      }
    };
    await Promise.all([
      this.cancel(all.flatMap(({ moves }) => moves.cancels)),
      ...Array.from({ length: Math.min(AMENDS_AT_ONCE, amends.length) }, amendOneByOne),
    ]);
    this.work.amended += amends.length;
  }

  /** Puts up what is missing; every order must rest whole. */
  async grow(all: readonly MarketMoves[]): Promise<void> {
    const orders = all.flatMap(({ marketId, moves }) =>
      moves.places.map((quote) => this.orderOf(marketId, quote)),
    );
    // One after the other, so that the same demo gives the same queue.
    for (const some of chunks(orders)) {
      const answer = await this.player.client.orders.placeBatch({ orders: some });
      const { results } = this.player.horizon.saw(answer);
      results.forEach(({ order, error }, i) => {
        if (error !== undefined) throw new Error(`a maker's order was refused: ${error.message}`);
        if (order?.resting !== some[i]?.quantity) throw new Error("a maker's order did not rest");
      });
    }
    this.work.placed += orders.length;
  }

  private orderOf(marketId: string, quote: Quote) {
    this.counter += 1;
    return {
      type: "limit" as const,
      market_id: marketId,
      outcome: quote.outcome,
      side: quote.side,
      price: formatPrice(quote.price),
      quantity: formatQuantity(quote.quantity),
      time_in_force: "gtc" as const,
      post_only: true,
      client_order_id: `${this.player.name}-${this.counter}`,
    };
  }
}

/**
 * Two makers who hold the ladders of markets as they are told, half each: one buys either outcome
 * with collateral, the other sells either out of full sets.
 */
export class MarketMakers {
  readonly work: MakerWork = { placed: 0, amended: 0, cancelled: 0 };
  private readonly buyer: Maker;
  private readonly seller: Maker;

  constructor(buyer: Player, seller: Player) {
    this.buyer = new Maker(buyer, this.work);
    this.seller = new Maker(seller, this.work);
  }

  /** Moves from what stands to these ladders. What must go goes first, so that nothing crosses. */
  async show(ladders: ReadonlyMap<string, DepthView>): Promise<void> {
    const moves: { readonly buyer: MarketMoves[]; readonly seller: MarketMoves[] } = {
      buyer: [],
      seller: [],
    };
    for (const [marketId, ladder] of ladders) {
      const wanted = splitQuotes(ladder);
      for (const side of ["buyer", "seller"] as const) {
        const standing = await this[side].standing(marketId);
        moves[side].push({ marketId, moves: movesTo(wanted[side], standing) });
      }
    }
    await Promise.all([this.buyer.shrink(moves.buyer), this.seller.shrink(moves.seller)]);
    await this.buyer.grow(moves.buyer);
    await this.seller.grow(moves.seller);
  }

  /** Cancels whatever a trade at this price (YES terms) between two others would meet. */
  async makeWay(marketId: string, at: Price): Promise<void> {
    await Promise.all(
      [this.buyer, this.seller].map(async (maker) => {
        const orders = inTheWay(await maker.standing(marketId), at);
        if (orders.length > 0) await maker.cancel(orders.map(({ orderId }) => orderId));
      }),
    );
  }
}

function standingOf(order: Order): Standing {
  return {
    orderId: order.order_id,
    outcome: order.outcome,
    side: order.side,
    price: parsePrice(order.price ?? "0"),
    quantity: parseQuantity(order.quantity ?? "0"),
    remaining: parseQuantity(order.remaining),
  };
}

function chunks<T>(items: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < items.length; from += BATCH_MAX) {
    found.push(items.slice(from, from + BATCH_MAX));
  }
  return found;
}
