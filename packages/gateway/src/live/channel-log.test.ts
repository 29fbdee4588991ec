import type { MarketId } from "@probity/core";
import { MarketData } from "@probity/market-data";
import type { MarketDataChanges, Trade } from "@probity/market-data";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ChannelLinks } from "./channel-links.ts";
import { ChannelLog, linkOf } from "./channel-log.ts";
import type { LiveEntry } from "./channel-log.ts";

const [RARE, ...BUSY] = [1, 2, 3] as MarketId[] as [MarketId, ...MarketId[]];

/** A command with a trade in each of the markets. */
function traded(sequence: number, markets: readonly MarketId[]): MarketDataChanges {
  const trades = markets.map((market) => ({ market, sequence }) as Trade);
  return { sequence, time: 0, trades, books: [], orders: [], fills: [], statuses: [] };
}

/** The log of these commands, the first of which has sequence 1; and how far each market traded. */
function logOf(commands: readonly (readonly MarketId[])[], window?: number) {
  const data = new MarketData();
  const links = new ChannelLinks();
  const log = new ChannelLog(data, window);
  for (const [at, markets] of commands.entries()) {
    const changes = traded(at + 1, markets);
    log.add(changes, links.add(changes));
  }
  return { log, links };
}

test("along its links a channel finds what a look at everything finds", () => {
  const command = fc.uniqueArray(fc.constantFrom(RARE, ...BUSY), { maxLength: 3 });
  const commands = fc.array(command, { maxLength: 40 });
  fc.assert(
    fc.property(commands, fc.nat(41), fc.constantFrom(RARE, ...BUSY), (all, after, market) => {
      const { log, links } = logOf(all);
      const own = (entry: LiveEntry) => linkOf(entry.trades, market);
      const found = log.linked(after, links.lastTrade(market), own);
      expect(found).toEqual(log.since(after).filter((entry) => own(entry) !== null));
    }),
  );
});

test("who resumes a quiet channel pays nothing for the busy ones", () => {
  const commands = Array.from({ length: 5_000 }, (_, at) => (at % 1_000 === 0 ? [RARE] : BUSY));
  const { log, links } = logOf(commands);
  let looks = 0;
  const found = log.linked(0, links.lastTrade(RARE), (entry) => {
    looks += 1;
    return linkOf(entry.trades, RARE);
  });
  expect(found.map(({ changes }) => changes.sequence)).toEqual([1, 1_001, 2_001, 3_001, 4_001]);
  expect(looks).toBe(5);
});

test("a channel whose links lead to what is forgotten ends there", () => {
  const { log, links } = logOf(
    Array.from({ length: 25 }, () => [RARE]),
    10,
  );
  const found = log.linked(0, links.lastTrade(RARE), ({ trades }) => linkOf(trades, RARE));
  expect(found).toEqual(log.since(0));
  expect(found.length).toBeLessThan(25);
});
