import { setImmediate as turn } from "node:timers/promises";
import type { Event, EventId, EventOf, MarketId } from "@probity/core";
import { Catalogue } from "@probity/market-data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { created, idOf } from "../../test/created-events.ts";
import {
  NEG_RISK_ADAPTER,
  UMA_ADAPTER,
  conditionIdOf,
  negRiskQuestionIdOf,
  tokenIdsOf,
} from "../chain/ids.ts";
import type { ChainMarket } from "../ports.ts";
import { CatalogueMarkets } from "./chain-markets.ts";
import { writeExternal } from "./external.ts";
import type { ExternalJson } from "./external.ts";

/** "New Rihanna Album before GTA VI?", as Polymarket has it. */
const RIHANNA = {
  polymarket: 1,
  chain: {
    condition_id: "0x1fad72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be",
    question_id: "0xb6fd5ea8c21f01471ad673950edd4a1645698946906abb27597e3f3de7bd70f1",
    tokens: [
      "98022490269692409998126496127597032490334070080325855126491859374983463996227",
      "53831553061883006530739877284105938919721408776239639687877978808906551086026",
    ],
    neg_risk: false,
    neg_risk_market_id: null,
  },
  gamma_id: "540817",
  slug: "new-rhianna-album-before-gta-vi-926",
  outcomes: ["Album", "No album"],
  group_item_title: "New Rihanna Album",
  end_date: "2026-07-31T12:00:00Z",
  event: { gamma_id: "23784", slug: "what-will-happen-before-gta-vi" },
} as const satisfies ExternalJson;

/** A catalogue and what hears of it, as the dialect does. */
class Wire {
  readonly catalogue = new Catalogue();
  readonly markets: CatalogueMarkets;
  #sequence = 0;

  constructor(before: readonly (readonly Event[])[] = []) {
    for (const events of before) this.fold(events);
    this.markets = new CatalogueMarkets(this.catalogue);
  }

  hear(events: readonly Event[], isLive = true): void {
    this.fold(events);
    this.markets.apply(events, isLive);
  }

  private fold(events: readonly Event[]): void {
    this.#sequence += 1;
    this.catalogue.apply({ sequence: this.#sequence, time: this.#sequence, events });
  }
}

describe("markets of the venue's own", () => {
  test("have the names that the contracts would derive", () => {
    const { markets } = new Wire([created(1, ["rain"])]);
    const market = markets.of(idOf(1, 0));
    expect(market).toMatchObject({
      slug: "rain",
      eventSlug: "event-1",
      outcomes: ["Yes", "No"],
      isNegRisk: false,
      negRiskMarketId: null,
      gammaId: String(1_000_000_004_097),
      gammaEventId: String(1_000_000_004_096),
    });
    expect(market?.conditionId).toBe(conditionIdOf(UMA_ADAPTER, market!.questionId));
    expect(market?.tokens).toEqual(tokenIdsOf(market!.conditionId, false));
  });

  test("count the outcomes of an exclusive event in the last byte of their questions", () => {
    const { markets } = new Wire([created(1, ["ada", "bob", "cyd"], { isExclusive: true })]);
    const all = markets.ofEvent(4_096 as EventId);
    const negRiskMarketId = all[0]!.negRiskMarketId!;
    expect(negRiskMarketId).toMatch(/^0x[0-9a-f]{62}00$/);
    for (const [index, market] of all.entries()) {
      const questionId = negRiskQuestionIdOf(negRiskMarketId, index);
      const conditionId = conditionIdOf(NEG_RISK_ADAPTER, questionId);
      const tokens = tokenIdsOf(conditionId, true);
      expect(market).toMatchObject({ isNegRisk: true, negRiskMarketId, questionId, conditionId });
      expect(market.tokens).toEqual(tokens);
    }
  });

  test("are the same after every start, and never two of a name", async () => {
    const history = Array.from({ length: 40 }, (_, at) =>
      created(at + 1, [`a-${at}`, `b-${at}`], { isExclusive: at % 2 === 0 }),
    );
    const live = new Wire();
    for (const events of history) live.hear(events);
    const restarted = new Wire(history);
    await whole(restarted);
    const names = (wire: Wire) => wire.markets.all().map(namesOf);
    expect(names(restarted)).toEqual(names(live));
    const all = names(live).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  test("beyond the 255th outcome stand alone, for there is no byte to count them", () => {
    const slugs = Array.from({ length: 257 }, (_, at) => `outcome-${at}`);
    const { markets } = new Wire([created(1, slugs, { isExclusive: true })]);
    const all = markets.ofEvent(4_096 as EventId);
    expect(all.map(({ isNegRisk }) => isNegRisk)).toEqual(slugs.map((_, at) => at < 255));
    expect(new Set(all.map(({ conditionId }) => conditionId)).size).toBe(257);
  });
});

describe("looking up", () => {
  test("what is new can be looked up by every name as soon as it is folded in", () => {
    const wire = new Wire();
    wire.hear(created(1, ["rain"]));
    expect(wire.markets.isWhole).toBe(true);
    expectFound(wire, idOf(1, 0));
    expect(wire.markets.ofToken("1")).toBeNull();
    expect(wire.markets.ofCondition("0x")).toBeNull();
    expect(wire.markets.ofSlug("constructor")).toBeNull();
  });

  test("tokens of before the start are derived newest first, while others have their turn", async () => {
    const history = Array.from({ length: 300 }, (_, at) => created(at + 1, [`market-${at + 1}`]));
    const wire = new Wire(history);
    const newest = tokenOf(history.at(-1)!);
    const oldest = tokenOf(history[0]!);
    // By ids that need no hash it is found at once.
    expect(wire.markets.ofSlug("market-7")?.market).toBe(idOf(7, 0));
    expect(wire.markets.ofToken(oldest)).toBeNull();
    let turns = 0;
    while (wire.markets.ofToken(newest) === null) {
      await turn();
      turns += 1;
    }
    expect(wire.markets.ofToken(oldest)).toBeNull();
    while (!wire.markets.isWhole) {
      await turn();
      turns += 1;
    }
    // 300 markets take 40 ms and more, ten times a slice.
    expect(turns).toBeGreaterThan(3);
    for (const [at] of history.entries()) expectFound(wire, idOf(at + 1, 0));
  });

  test("who waits for a name waits for that alone, and for nobody's name until all are there", async () => {
    const history = Array.from({ length: 300 }, (_, at) => created(at + 1, [`market-${at + 1}`]));
    const { markets } = new Wire(history);
    const newest = markets.known([tokenOf(history.at(-1)!)]);
    expect(newest).not.toBeNull();
    await newest;
    expect(markets.ofToken(tokenOf(history.at(-1)!))?.market.market).toBe(idOf(300, 0));
    expect(markets.isWhole).toBe(false);
    // Some of what was asked for is there, and some is nobody's.
    await markets.known([tokenOf(history.at(-1)!), "1"]);
    expect(markets.isWhole).toBe(true);
    expect(markets.known(["1"])).toBeNull();
  });

  test("what somebody was told can be looked up from then on, derived or not", () => {
    const history = Array.from({ length: 300 }, (_, at) => created(at + 1, [`market-${at + 1}`]));
    const wire = new Wire(history);
    expectFound(wire, idOf(1, 0));
    expect(wire.markets.known([tokenOf(history[0]!)])).toBeNull();
  });

  test("whoever waits for names finds them, and so does whoever came meanwhile", async () => {
    const wire = new Wire([created(1, ["old"])]);
    const waiting = wire.markets.known([tokenOf(created(1, ["old"]))]);
    expect(waiting).not.toBeNull();
    wire.hear(created(2, ["of-history"]), false);
    wire.hear(created(3, ["new"]));
    expectFound(wire, idOf(3, 0));
    await waiting;
    expectFound(wire, idOf(1, 0));
    await whole(wire);
    expectFound(wire, idOf(2, 0));
  });

  test("nobody waits for a venue that closes", async () => {
    const { markets } = new Wire([created(1, ["old"])]);
    const waiting = markets.known(["1"]);
    markets.close();
    await waiting;
    expect(markets.known(["1"])).toBeNull();
  });

  test("however many look, are told and change names meanwhile, all ends as if derived at once", async () => {
    const seen = { waited: 0, told: 0 };
    const step = fc.record({
      kind: fc.constantFrom("look", "tell", "tell", "turn", "rename", "add"),
      at: fc.nat(29),
    });
    // Every third was imported, and every sixth claims what an own market has.
    const history = Array.from({ length: 30 }, (_, at) => {
      if (at % 3 !== 0)
        return created(at + 1, [`a-${at}`, `b-${at}`], { isExclusive: at % 2 === 0 });
      const own = created(at, [`a-${at - 1}`, `b-${at - 1}`], { isExclusive: true });
      const tokens: [string, string] = [at % 6 === 0 ? `9${at}1` : tokenOf(own), `9${at}2`];
      const condition_id = `0x${String(at).padStart(64, "0")}`;
      const chain = { condition_id, tokens, neg_risk: false, neg_risk_market_id: null };
      return created(at + 1, [`a-${at}`], { externals: [writeExternal({ polymarket: 1, chain })] });
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const twin = new Wire();
        for (const events of history) twin.hear(events);
        const wire = new Wire(history);
        let added = history.length;
        for (const { kind, at } of steps) {
          const own = twin.markets.of(idOf(at + 1, 0))!;
          if (kind === "turn") await turn();
          if (kind === "rename") {
            for (const one of [twin, wire]) one.hear([renamed(idOf(at + 1, 0), String(added))]);
          }
          if (kind === "add") {
            added += 1;
            for (const one of [twin, wire]) one.hear(created(added, [`new-${added}`]));
            expectFound(wire, idOf(added, 0));
          }
          if (kind === "look" && at % 3 !== 0) {
            const waiting = wire.markets.known([own.tokens[1]]);
            if (waiting !== null) seen.waited += 1;
            await waiting;
            expectOwner(wire, own.tokens[1], own.market);
          }
          if (kind === "tell" && at % 3 !== 0) {
            if (!wire.markets.isWhole) seen.told += 1;
            expectFound(wire, idOf(at + 1, 0));
          }
        }
        await whole(wire);
        expect(wire.markets.all().map(namesOf)).toEqual(twin.markets.all().map(namesOf));
        for (const { market } of wire.markets.all()) expectFound(wire, market);
      }),
      { numRuns: 40 },
    );
    expect(seen.waited).toBeGreaterThan(0);
    expect(seen.told).toBeGreaterThan(0);
  });
});

describe("imported markets", () => {
  const imported = (at: number, external: string, slug = "rihanna") =>
    created(at, [slug], { externals: [external] });

  test("have the names they came with, and their event too", () => {
    const wire = new Wire();
    wire.hear(imported(1, writeExternal(RIHANNA)));
    expect(wire.markets.of(idOf(1, 0))).toMatchObject({
      conditionId: RIHANNA.chain.condition_id,
      questionId: RIHANNA.chain.question_id,
      tokens: RIHANNA.chain.tokens,
      outcomes: ["Album", "No album"],
      gammaId: "540817",
      gammaEventId: "23784",
      slug: "new-rhianna-album-before-gta-vi-926",
      eventSlug: "what-will-happen-before-gta-vi",
      groupItemTitle: "New Rihanna Album",
      endDate: "2026-07-31T12:00:00Z",
    });
    expectFound(wire, idOf(1, 0));
    expect(wire.markets.ofCondition(RIHANNA.chain.condition_id.toUpperCase())).not.toBeNull();
  });

  test("without names on chain get derived ones, and keep Gamma's", () => {
    const wire = new Wire();
    wire.hear(imported(1, writeExternal({ polymarket: 1, gamma_id: "1640919" })));
    const market = wire.markets.ofGammaId("1640919");
    expect(market?.slug).toBe("rihanna");
    expect(market?.conditionId).toBe(conditionIdOf(UMA_ADAPTER, market!.questionId));
  });

  test("that claim what another has get own names, before and after a restart", async () => {
    const thief = { ...RIHANNA, gamma_id: "2", slug: "other", event: {} };
    const history = [
      imported(1, writeExternal(RIHANNA), "first"),
      imported(2, writeExternal(thief), "second"),
      imported(3, writeExternal({ polymarket: 1, slug: RIHANNA.slug }), "third"),
      imported(4, writeExternal({ polymarket: 1, event: RIHANNA.event }), "fourth"),
    ];
    const live = new Wire();
    for (const events of history) live.hear(events);
    const restarted = new Wire(history);
    await whole(restarted);
    for (const wire of [live, restarted]) {
      expect(wire.markets.ofCondition(RIHANNA.chain.condition_id)?.market).toBe(idOf(1, 0));
      expect(wire.markets.of(idOf(2, 0))).toMatchObject({ slug: "second", eventSlug: "event-2" });
      expect(wire.markets.of(idOf(3, 0))).toMatchObject({ slug: "third" });
      expect(wire.markets.of(idOf(4, 0))).toMatchObject({ eventSlug: "event-4" });
      for (const at of [1, 2, 3, 4]) expectFound(wire, idOf(at, 0));
    }
  });

  test("whose slugs are another's keep their shares and whatever else is theirs", () => {
    const wire = new Wire([
      created(1, [RIHANNA.slug]),
      imported(2, writeExternal({ ...RIHANNA, event: { slug: "event-1", gamma_id: "23784" } })),
    ]);
    expect(wire.markets.ofToken(RIHANNA.chain.tokens[0])?.market).toMatchObject({
      market: idOf(2, 0),
      gammaId: "540817",
      slug: "rihanna",
      gammaEventId: "23784",
      eventSlug: "event-2",
      outcomes: ["Album", "No album"],
    });
    for (const at of [1, 2]) expectFound(wire, idOf(at, 0));
  });

  test("that claim what an own market has are found out, though it was not derived yet", async () => {
    const own = new Wire([created(1, ["own"])]).markets.of(idOf(1, 0))!;
    const chain = {
      condition_id: own.conditionId,
      question_id: own.questionId,
      tokens: own.tokens as [string, string],
      neg_risk: false,
      neg_risk_market_id: null,
    };
    const history = [
      created(1, ["own"]),
      imported(2, writeExternal({ polymarket: 1, chain, gamma_id: "7" })),
    ];
    const wire = new Wire(history);
    await whole(wire);
    expect(wire.markets.ofCondition(own.conditionId)?.market).toBe(idOf(1, 0));
    expect(wire.markets.of(idOf(2, 0))?.conditionId).not.toBe(own.conditionId);
    expect(wire.markets.ofGammaId("7")).toBeNull();
    expectFound(wire, idOf(1, 0));
    expectFound(wire, idOf(2, 0));
  });

  test("whose text is changed have the new names and no longer the old", () => {
    const wire = new Wire();
    wire.hear(imported(1, writeExternal(RIHANNA)));
    const before = wire.markets.of(idOf(1, 0))!;
    const [, { spec }] = imported(1, "") as [Event, EventOf<"MarketCreated">];
    wire.hear([
      {
        type: "MarketUpdated",
        market: idOf(1, 0),
        text: spec.text,
        parameters: null,
        parametersVersion: 1,
      },
    ]);
    expectFound(wire, idOf(1, 0));
    expect(wire.markets.all()).toHaveLength(1);
    expect(wire.markets.of(idOf(1, 0))?.slug).toBe("rihanna");
    expect(wire.markets.ofToken(before.tokens[0])).toBeNull();
    expect(wire.markets.ofSlug(RIHANNA.slug)).toBeNull();
    expect(wire.markets.eventOfGammaId("23784")).toBeNull();
  });

  test.each([
    ["no JSON", '{"polymarket":'],
    ["another's", '{"kalshi":1}'],
    ["another version's", '{"polymarket":2}'],
    ["with a token of too many bits", text({ tokens: ["1", String(1n << 256n)] })],
    ["with one token twice", text({ tokens: ["1", "1"] })],
    ["with a token with a leading zero", text({ tokens: ["01", "2"] })],
    ["with half a condition id", text({ condition_id: "0x12" })],
    ["with keys of which nobody knows", '{"polymarket":1,"gamma":"1"}'],
    ["with a Gamma id above the venue's own", '{"polymarket":1,"gamma_id":"1000000004097"}'],
    ["as deep as can be", `{"polymarket":1,"slug":${"[".repeat(2_000)}}`],
  ])("whose text is %s have own names", (_, external) => {
    const wire = new Wire();
    wire.hear(imported(1, external));
    expect(wire.markets.of(idOf(1, 0))?.slug).toBe("rihanna");
    expectFound(wire, idOf(1, 0));
  });
});

test("names of more characters than a market keeps are refused where they are written", () => {
  const long = "x".repeat(200);
  const group_item_title = "\u0001".repeat(500);
  expect(() => writeExternal({ polymarket: 1, outcomes: [long, `${long}y`] })).toThrow(/200/);
  const outcomes = ["\u0001".repeat(200), "\u0002".repeat(200)] as [string, string];
  expect(() => writeExternal({ polymarket: 1, outcomes, group_item_title })).toThrow(RangeError);
});

function text(chain: object): string {
  return JSON.stringify({ polymarket: 1, chain: { ...RIHANNA.chain, ...chain } });
}

function expectOwner({ markets }: Wire, token: string, market: MarketId): void {
  expect(markets.ofToken(token)?.market.market).toBe(market);
}

function expectFound(wire: Wire, id: MarketId): void {
  const { markets } = wire;
  const market = markets.of(id)!;
  expect(markets.ofCondition(market.conditionId)).toBe(market);
  expect(markets.ofToken(market.tokens[0])).toEqual({ market, outcome: "yes" });
  expect(markets.ofToken(market.tokens[1])).toEqual({ market, outcome: "no" });
  expect(markets.ofSlug(market.slug)).toBe(market);
  expect(markets.ofGammaId(market.gammaId)).toBe(market);
  expect(markets.eventOfSlug(market.eventSlug)).toBe(market.event);
  expect(markets.eventOfGammaId(market.gammaEventId)).toBe(market.event);
  expect(markets.ofEvent(market.event)).toContain(market);
  expect(markets.all()).toContain(market);
}

async function whole({ markets }: Wire): Promise<void> {
  while (!markets.isWhole) await turn();
}

function namesOf({ market, conditionId, questionId, tokens }: ChainMarket) {
  return [market, conditionId, questionId, ...tokens];
}

/** Of the first market that these events made, as another venue derives it. */
function tokenOf(events: readonly Event[]): string {
  return new Wire([events]).markets.all()[0]!.tokens[0];
}

function renamed(market: MarketId, question: string): Event {
  const text = { question, description: "", image: "", external: "" };
  return { type: "MarketUpdated", market, text, parameters: null, parametersVersion: 1 };
}
