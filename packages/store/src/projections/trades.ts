import type { Projection } from "../projector/projection.ts";

/** Matches as the market sees them, their legs as the traders do, and which of them were undone. */
export const trades: Projection = {
  name: "trades",
  writes: ["trades", "fills", "reversals"],

  prepare() {},

  fold({ event, sequence, time }, rows) {
    if (event.type === "MatchReversed") {
      const { match, market } = event;
      rows.reversals.add({ match, market, sequence, time });
    }
    if (event.type !== "OrdersMatched") return;
    const { match, market, kind, price, quantity, legs } = event;
    const taker = legs.find(({ role }) => role === "taker") ?? legs.at(-1)!;
    rows.trades.add({
      match,
      market,
      kind,
      price,
      quantity,
      takerOutcome: taker.outcome,
      takerSide: taker.side,
      sequence,
      time,
    });
    for (const [place, leg] of legs.entries()) {
      rows.fills.add({ ...leg, match, leg: place, market, kind, sequence, time });
    }
  },
};
