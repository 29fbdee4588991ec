import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { readCatalogue } from "./read-catalogue.ts";

const VENDORED = fileURLToPath(
  new URL("../../../../data/polymarket-catalogue/events.json.gz", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "probity-catalogue-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONDITION = `0x${"ab".repeat(32)}`;
const GAMMA = {
  id: "12",
  question: "Will it rain?",
  conditionId: CONDITION,
  questionID: `0x${"cd".repeat(32)}`,
  slug: "will-it-rain",
  outcomes: '["Wet", "Dry"]',
  clobTokenIds: '["7", "8"]',
  orderPriceMinTickSize: 0.001,
  orderMinSize: 5,
  endDate: "2027-01-01T00:00:00Z",
  active: true,
  closed: false,
  feesEnabled: true,
  feeSchedule: { exponent: 1, rate: 0.05, takerOnly: true, rebateRate: 0.25 },
};
const CLOB = {
  condition_id: CONDITION,
  question_id: `0x${"cd".repeat(32)}`,
  question: "Will it rain?",
  market_slug: "will-it-rain",
  tokens: [
    { token_id: "7", outcome: "Wet", price: 0.4 },
    { token_id: "8", outcome: "Dry", price: 0.6 },
  ],
  minimum_tick_size: 0.001,
  minimum_order_size: 5,
  neg_risk: true,
  neg_risk_market_id: `0x${"ef".repeat(31)}00`,
  active: true,
  closed: false,
  tags: ["All", "Weather"],
};

describe("shapes", () => {
  test("the vendored catalogue has what its README counts", () => {
    const { events, bad } = readCatalogue([VENDORED]);
    const markets = events.flatMap((event) => event.markets);
    expect(bad).toEqual([]);
    expect(events).toHaveLength(46);
    expect(markets).toHaveLength(409);
    const negRisk = events.filter((event) => event.markets.every(({ isNegRisk }) => isNegRisk));
    expect(negRisk).toHaveLength(18);
    expect(negRisk.filter(({ isWhole }) => isWhole)).toHaveLength(13);
    expect(new Set(markets.map(({ gammaId }) => gammaId)).size).toBe(409);
  });

  test("a market of Gamma's, alone or with what it says of its event", () => {
    const events = [{ id: "3", slug: "weather", title: "Weather", tags: [{ label: "Sky" }] }];
    const read = readCatalogue([file([GAMMA, { ...GAMMA, id: "13", events }])]);
    expect(read.bad).toEqual([]);
    const [alone, weather] = read.events;
    expect(alone).toMatchObject({ gammaId: null, slug: null, title: "Will it rain?" });
    expect(alone?.markets).toEqual([
      expect.objectContaining({
        gammaId: "12",
        conditionId: CONDITION,
        slug: "will-it-rain",
        tokens: ["7", "8"],
        outcomes: ["Wet", "Dry"],
        tickSize: "0.001",
        minQuantity: "5",
        fees: { exponent: 1, rate: 0.05, rebateRate: 0.25 },
        isClosed: false,
        isNegRisk: false,
      }),
    ]);
    expect(weather).toMatchObject({
      gammaId: "3",
      slug: "weather",
      category: "Sky",
      isWhole: false,
    });
  });

  test("an event of Gamma's has all of its outcomes unless more may come", () => {
    const event = { id: "3", slug: "e", title: "E", negRisk: true, negRiskMarketID: CONDITION };
    const markets = [GAMMA, { ...GAMMA, id: "13" }];
    const [whole, augmented] = readCatalogue([
      file([
        { ...event, markets },
        { ...event, id: "4", negRiskAugmented: true, markets },
      ]),
    ]).events;
    expect(whole?.isWhole).toBe(true);
    expect(whole?.markets[0]).toMatchObject({ isNegRisk: true, negRiskMarketId: CONDITION });
    expect(augmented?.isWhole).toBe(false);
  });

  test("markets of the CLOB, together where they are of one neg-risk market", () => {
    const answer = { limit: 2, count: 2, next_cursor: "LTE=", data: [CLOB, CLOB] };
    const { events, bad } = readCatalogue([file(answer)]);
    expect(bad).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ category: "Weather", isWhole: false });
    expect(events[0]?.markets[1]).toMatchObject({
      slug: "will-it-rain",
      tokens: ["7", "8"],
      outcomes: ["Wet", "Dry"],
      isNegRisk: true,
      negRiskMarketId: CLOB.neg_risk_market_id,
    });
  });

  test("one object a line, packed", () => {
    const text = `${JSON.stringify(GAMMA)}\n\n${JSON.stringify(CLOB)}\n`;
    const { events } = readCatalogue([write(gzipSync(text), "lines.jsonl.gz")]);
    expect(events.map(({ markets }) => markets[0]?.place)).toEqual([
      "lines.jsonl.gz:1",
      "lines.jsonl.gz:3",
    ]);
  });

  test("a table, by the names of its columns", () => {
    const text = [
      "market_id,question,category,outcomes,active,condition_id,yes_token_id,no_token_id",
      `12,"Rain, or not?",weather,"[""Wet"", ""Dry""]",1,${CONDITION},7,8`,
      "13,Snow?,weather,,0,,,",
    ].join("\n");
    const { events, bad } = readCatalogue([write(text, "table.csv")]);
    expect(bad).toEqual([]);
    expect(events.map(({ markets }) => markets[0])).toEqual([
      expect.objectContaining({
        gammaId: "12",
        question: "Rain, or not?",
        conditionId: CONDITION,
        tokens: ["7", "8"],
        outcomes: ["Wet", "Dry"],
        isClosed: false,
      }),
      expect.objectContaining({ gammaId: "13", tokens: null, isClosed: true }),
    ]);
  });
});

describe("what is wrong is told with its place", () => {
  test.each([
    ["cut", '[{"id":', /cut\.json: .*JSON/],
    ["empty", "  \n", "empty.json: it is empty"],
    ["lines", '{"a":1}\n{"b":}\n', /line 2/],
    ["table", "a,b\n1,2\n", "line 1: no column is named question"],
    ["quote", 'question\n"x', "line 2: a quote is opened"],
    ["bytes", Buffer.from([0x5b, 0xff, 0xfe]), /encoded data was not valid/],
    ["packed", Buffer.from([0x1f, 0x8b, 1, 2, 3]), /packed\.json/],
  ])("%s", (name, content, message) => {
    expect(() => readCatalogue([write(content, `${name}.json`)])).toThrow(message);
  });

  test("a bomb is not unpacked", () => {
    const bomb = gzipSync(Buffer.alloc((256 << 20) + 1), { level: 1 });
    expect(() => readCatalogue([write(bomb, "bomb.gz")])).toThrow(/bomb\.gz/);
  });

  test.each([
    [null, "it is no object"],
    ["text", "it is no object"],
    [{}, "question: "],
    [{ ...GAMMA, question: "" }, "question: "],
    [{ ...GAMMA, clobTokenIds: "[1" }, "clobTokenIds: no list"],
    [{ ...GAMMA, clobTokenIds: '["1","2","3"]' }, "it has 3 tokens"],
    [{ ...GAMMA, outcomes: ["only"] }, "it has 1 outcomes"],
    [{ ...CLOB, tokens: [] }, "it has 0 outcomes"],
    [{ ...CLOB, tokens: { length: 1e9 } }, "tokens: "],
    [{ ...CLOB, question: 7 }, "question: "],
  ])("%j stands aside, and the rest is read", (item, problem) => {
    const { events, bad } = readCatalogue([file([item, GAMMA])]);
    expect(events).toHaveLength(1);
    expect(bad).toEqual([
      { place: expect.stringMatching(/, item 1$/), problem: expect.stringContaining(problem) },
    ]);
  });

  test("an event of which an outcome cannot be read is no longer whole", () => {
    const event = { id: "3", title: "E", negRisk: true, markets: [GAMMA, {}, GAMMA] };
    const { events, bad } = readCatalogue([file([event])]);
    expect(bad).toMatchObject([{ place: expect.stringMatching(/item 1, market 2$/) }]);
    expect(events).toMatchObject([{ isWhole: false, markets: [{}, {}] }]);
  });

  test("rows of a table with too few cells", () => {
    const { events, bad } = readCatalogue([write("question,id\nA?\nB?,2\n", "short.csv")]);
    expect(bad).toEqual([
      { place: "short.csv:2", problem: "it has 1 cells, and the table 2 columns" },
    ]);
    expect(events).toHaveLength(1);
  });
});

function file(content: unknown): string {
  return write(JSON.stringify(content), "markets.json");
}

function write(content: string | Uint8Array, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
