import type { Outcome } from "@probity/core";
import { LiveBook } from "@probity/client";
import type { DepthView } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import type { Player } from "./player.ts";

/** Deeper than any recorded ladder. */
const DEPTH = 1_000;

/** The venue's book over HTTP, not older than what the player's fellows have answers of. */
export async function bookOverHttp(
  player: Player,
  marketId: string,
  outcome: Outcome,
): Promise<DepthView> {
  const min_seq = player.horizon.sequence;
  const { book } = await player.client.markets.book(marketId, { outcome, depth: DEPTH, min_seq });
  const levels = (side: typeof book.bids) =>
    side.map(({ price, quantity }) => ({
      price: parsePrice(price),
      quantity: parseQuantity(quantity),
    }));
  return { bids: levels(book.bids), asks: levels(book.asks) };
}

/** Whether two books have the same levels in the same order. */
export function isSameBook(one: DepthView, other: DepthView): boolean {
  return textOf(one) === textOf(other);
}

/** A player's eye on a market: a live book over the socket, compared when told. */
export class Watcher {
  readonly player: Player;
  readonly book: LiveBook;
  /** Comparisons that came out equal, and those that did not. */
  equal = 0;
  different = 0;
  private readonly outcome: Outcome;

  /** @param outcome in whose terms the player follows the market. */
  constructor(player: Player, marketId: string, outcome: Outcome) {
    this.player = player;
    this.outcome = outcome;
    this.book = new LiveBook(player.live, marketId, outcome);
  }

  /** Compares the live book with what it must be, in the watcher's own terms. */
  async compare(expected: { readonly [O in Outcome]: DepthView }): Promise<void> {
    await this.player.caughtUp();
    const isEqual =
      this.book.isCurrent && isSameBook(this.book.view(this.outcome), expected[this.outcome]);
    if (isEqual) this.equal++;
    else this.different++;
  }
}

function textOf({ bids, asks }: DepthView): string {
  const side = (levels: DepthView["bids"]): string =>
    levels.map(({ price, quantity }) => `${price}x${quantity}`).join(",");
  return `${side(bids)}|${side(asks)}`;
}
