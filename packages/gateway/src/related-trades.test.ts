import type { MarketId } from "@probity/core";
import { NotYet } from "@probity/sequencer";
import { expect, test } from "vitest";
import { relatedTrades } from "./related-trades.ts";
import type { Venue } from "./venue.ts";

const MARKETS = [8_193 as MarketId];

/** A history at a sequence that tells of no trades; null: the database is away. */
function historyAt(sequence: number | null): Pick<Venue, "store"> {
  const store = {
    caughtUp: async () => {
      if (sequence === null) throw new NotYet(0, 0);
      return sequence;
    },
    state: () => ({ state: "unavailable", sequence: 0 }),
    query: { relatedTrades: { among: async () => ({ pairs: [], seen: 0, inAll: 0 }) } },
  };
  return { store: store as unknown as Venue["store"] };
}

test("what is told of trades says how old it is, and that there is none when history is away", async () => {
  const nothing = { trades_seen: 0, trades: 0, pairs: [] };
  expect(await relatedTrades(historyAt(41), MARKETS, 42)).toEqual({
    history_seq: 41,
    is_current: false,
    ...nothing,
  });
  expect(await relatedTrades(historyAt(42), MARKETS, 42)).toMatchObject({ is_current: true });
  expect(await relatedTrades(historyAt(null), MARKETS, 42)).toEqual({
    history_seq: null,
    is_current: false,
    ...nothing,
  });
});
