import { IDS_PER_COMMAND, idFrom } from "@probity/core";
import type { EventId, MarketId, Sequence } from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { complementKey, formatMarketKey, parseMarketKey } from "./market-key.ts";

const key = fc.record({
  event: fc.integer({ min: 1, max: 2 ** 40 }).map((at) => idFrom<EventId>(at as Sequence, 0)),
  market: fc
    .tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: IDS_PER_COMMAND - 1 }))
    .map(([at, place]) => idFrom<MarketId>(at as Sequence, place)),
  outcome: fc.constantFrom("yes" as const, "no" as const),
});

test("S1.2 a market key is event, market and share type, and comes back from its text", () => {
  const at = {
    event: idFrom<EventId>(7 as Sequence, 0),
    market: idFrom<MarketId>(7 as Sequence, 2),
  };
  expect(formatMarketKey({ ...at, outcome: "yes" })).toBe("evt_7-0:mkt_7-2:yes");
  fc.assert(
    fc.property(key, (wanted) => {
      expect(parseMarketKey(formatMarketKey(wanted))).toEqual(wanted);
    }),
  );
});

test.each([
  "",
  "evt_7-0:mkt_7-2",
  "evt_7-0:mkt_7-2:YES",
  "evt_7-0:mkt_7-2:yes:",
  "evt_7-0:mkt_7-2:yes:no",
  "mkt_7-2:evt_7-0:yes",
  "evt_7-0:mkt_7-02:yes",
  " evt_7-0:mkt_7-2:yes",
  "evt_7-0::yes",
])("S1.2 %j is no market key", (text) => {
  expect(parseMarketKey(text)).toBeNull();
});

test("S1.3 the complement of YES is NO of the same market, and the other way round", () => {
  fc.assert(
    fc.property(key, (wanted) => {
      const other = complementKey(wanted);
      expect(other.outcome).not.toBe(wanted.outcome);
      expect({ ...other, outcome: wanted.outcome }).toEqual(wanted);
      expect(complementKey(other)).toEqual(wanted);
    }),
  );
});
