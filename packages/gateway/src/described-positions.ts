import type { PositionView, Price } from "@probity/core";
import type { PositionInput } from "@probity/protocol";
import type { Venue } from "./venue.ts";

/** A position, and what a YES share of its market is worth now; null: nobody knows. */
export interface ValuedPosition {
  readonly view: PositionView;
  readonly yesPrice: Price | null;
}

/**
 * Positions with the words of their markets and events.
 *
 * @param positions of a sequence that the read side has folded in.
 */
export function describedPositions(
  { readSide }: Venue,
  positions: readonly ValuedPosition[],
): PositionInput[] {
  const { catalogue } = readSide.data;
  return positions.flatMap((position) => {
    const market = catalogue.market(position.view.market);
    if (market === null) return [];
    const title = catalogue.event(market.event)?.text.title ?? "";
    return [{ ...position, question: market.text.question, event: { id: market.event, title } }];
  });
}
