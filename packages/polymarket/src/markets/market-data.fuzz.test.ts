/** Whatever is asked of the CLOB's public routes is answered or refused in its words, and the answer has an end. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

const SLOW_MS = 120_000;
const ANSWER_MOST = 200_000;

let venue: TestVenue;
let market: ChainMarket;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("rain");
  await venue.openNegRisk("cup", ["ants", "bees"]);
  await venue.settled();
}, SLOW_MS);

afterAll(() => venue.close());

const LISTS = ["/markets", "/simplified-markets", "/sampling-markets"];
const BY_CONDITION = ["/markets/$", "/clob-markets/$", "/markets/live-activity/$"];
const BY_TOKEN = ["/markets-by-token/$", "/tick-size/$", "/neg-risk/$", "/fee-rate/$"];
const OF_TOKEN = ["/book", "/price", "/midpoint", "/spread", "/last-trade-price", "/tick-size"];
const OF_TOKENS = ["/prices", "/midpoints", "/spreads", "/last-trades-prices"];
const OF_HISTORY = ["/prices-history", "/ohlc", "/orderbook-history"];
const OTHERS = ["/", "/ok", "/version", "/rewards/markets/current", "/rewards/markets/$", "/$"];
const PATHS = [LISTS, BY_CONDITION, BY_TOKEN, OF_TOKEN, OF_TOKENS, OF_HISTORY, OTHERS].flat();
const BODIES = [...OF_TOKENS, "/books", "/batch-prices-history"];
const NAMES = [
  ["token_id", "token_ids", "side", "sides", "next_cursor", "market", "asset_id", "limit"],
  ["interval", "startTs", "endTs", "fidelity", "__proto__", "constructor"],
].flat();
const WORDS = [
  ["", "0", "1", "-1", "1e9", "NaN", "9007199254740993", "32503680001", "BUY", "sell", "BUY,SELL"],
  ["MA==", "LTE=", "MTA=", "LTI=", "OTk5OTk5OTk5", "1m", "1h", "max", "30m", "1w", "null", "true"],
  ["__proto__", "toString", "%00", "\u0000", "🌧", ",".repeat(700), "7".repeat(78), "8".repeat(79)],
].flat();

/** Half of them are names of a market that is there. */
const word = fc.oneof(
  fc.constantFrom("CONDITION", "YES", "NO"),
  fc.constantFrom(...WORDS),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer().map(String),
);
const pairs = fc.array(fc.tuple(fc.constantFrom(...NAMES), word), { maxLength: 6 });
const wish = fc.record({ token_id: word, side: fc.option(word) }, { requiredKeys: [] });
const body = fc.oneof(
  fc.array(wish, { maxLength: 8 }),
  fc.record(
    {
      markets: fc.array(word, { maxLength: 25 }),
      interval: fc.option(word),
      start_ts: fc.option(fc.oneof(fc.integer(), word)),
      end_ts: fc.option(fc.oneof(fc.double(), word)),
      fidelity: fc.option(fc.oneof(fc.integer(), word)),
    },
    { requiredKeys: ["markets"] },
  ),
  fc.jsonValue(),
);

function named(text: string): string {
  const names: Readonly<Record<string, string>> = {
    CONDITION: market.conditionId,
    YES: market.tokens[0],
    NO: market.tokens[1],
  };
  return Object.hasOwn(names, text) ? names[text]! : text;
}

function escaped(text: string): string {
  return encodeURIComponent(named(text).toWellFormed());
}

/** Counts answers by their status. */
type Seen = Map<number, number>;

async function ask(seen: Seen, method: string, path: string, sent?: unknown): Promise<void> {
  const { status, body: told } = await venue.ask(method, `/clob${path}`, sent);
  seen.set(status, (seen.get(status) ?? 0) + 1);
  expect([path, status]).toEqual([path, expect.toBeOneOf([200, 400, 404, 414])]);
  expect(JSON.stringify(told).length).toBeLessThan(ANSWER_MOST);
}

test(
  "questions in the address",
  async () => {
    const seen: Seen = new Map();
    const question = fc.tuple(fc.constantFrom(...PATHS), word, pairs);
    await fc.assert(
      fc.asyncProperty(question, async ([path, filling, query]) => {
        const text = query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join("&");
        await ask(seen, "GET", `${path.replace("$", escaped(filling))}?${text}`);
      }),
      { numRuns: 800 },
    );
    expect(seen.get(200)).toBeGreaterThan(50);
    expect(seen.get(404)).toBeGreaterThan(20);
  },
  SLOW_MS,
);

test(
  "questions in a body",
  async () => {
    const seen: Seen = new Map();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BODIES), body, async (path, sent) => {
        const text = JSON.stringify(sent).replaceAll(/"(CONDITION|YES|NO)"/g, (quoted) =>
          JSON.stringify(named(quoted.slice(1, -1))),
        );
        await ask(seen, "POST", path, text);
      }),
      { numRuns: 600 },
    );
    expect(seen.get(200)).toBeGreaterThan(50);
    expect(seen.get(400)).toBeGreaterThan(50);
  },
  SLOW_MS,
);

test.each([
  "[".repeat(50_000),
  '{"markets":[',
  "",
  "[null]",
  `[${'{"token_id":"1"},'.repeat(501)}{}]`,
])("no body at all: %.20s", async (text) => {
  for (const path of BODIES) {
    const { status, body: told } = await venue.ask("POST", `/clob${path}`, text);
    expect([status, typeof told.error]).toEqual([400, "string"]);
  }
});
