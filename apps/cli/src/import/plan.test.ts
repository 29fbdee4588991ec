import { readExternal } from "@probity/polymarket";
import { describe, expect, test } from "vitest";
import { planImport } from "./plan.ts";
import type { PlanWishes } from "./plan.ts";
import type { UpstreamEvent, UpstreamMarket } from "./upstream.ts";
import { VenueNames } from "./venue-names.ts";

const ALL: PlanWishes = { limit: Number.POSITIVE_INFINITY, categories: [], withClosed: false };

describe("slugs", () => {
  test("an event gives way to a market with its slug, its own or another's", () => {
    const plan = planned([
      event({ slug: "rain", markets: [market({ slug: "rain" })] }),
      event({ slug: "snow", markets: [market({ slug: "hail" })] }),
      event({ slug: "other", markets: [market({ slug: "snow" })] }),
    ]);
    expect(plan.events.map(({ body }) => body.slug)).toEqual(["rain-event", "snow-event", "other"]);
    const markets = plan.events.flatMap((one) => one.markets.map(({ body }) => body.slug));
    expect(markets).toEqual(["rain", "hail", "snow"]);
    expect(externalOf(plan)).toMatchObject({ slug: "rain", event: { slug: "rain" } });
  });

  test.each([
    ["MLB-Yankees_v1.5", "mlb-yankees-v1-5"],
    ["São-Paulo's-día", "sao-paulos-dia"],
    ["x".repeat(128), "x".repeat(128)],
  ])("%j is %j at the venue, and stays what it is at Gamma", (slug, own) => {
    const plan = planned([event({ markets: [market({ slug })] })]);
    expect(plan.events[0]?.markets[0]?.body.slug).toBe(own);
  });

  test("what is too long or has no letter is told apart by its hash", () => {
    const slugs = ["y".repeat(129), `${"y".repeat(129)}z`, "?!", "¿?"];
    const plan = planned(slugs.map((question) => event({ markets: [market({ question })] })));
    const own = plan.events.flatMap((one) => one.markets.map(({ body }) => body.slug));
    expect(new Set(own).size).toBe(4);
    for (const slug of own) expect(slug).toMatch(/^[a-z0-9-]{1,128}$/);
  });

  test("the same question twice gets the second's Gamma id", () => {
    const plan = planned([
      event({ markets: [market({ gammaId: "1", question: "Rain?" })] }),
      event({ markets: [market({ gammaId: "2", question: "Rain?" })] }),
    ]);
    expect(plan.events.map((one) => one.markets[0]?.body.slug)).toEqual(["rain", "rain-2"]);
    expect(new Set(plan.events.map(({ body }) => body.slug)).size).toBe(2);
  });
});

describe("events", () => {
  const outcomes = [1, 2, 3].map((id) => market({ gammaId: String(id), isNegRisk: true }));

  test("neg-risk ones are exclusive, and exhaustive if all outcomes are there", () => {
    const flags = (one: UpstreamEvent) => planned([one]).events[0]?.body;
    const both = { mutually_exclusive: true, exhaustive: true };
    const whole = event({ isWhole: true, markets: outcomes });
    expect(flags(whole)).toMatchObject(both);
    expect(flags({ ...whole, isWhole: false })).toMatchObject({ ...both, exhaustive: false });
    const [bad, ...others] = outcomes;
    const partly = { ...whole, markets: [{ ...bad!, conditionId: "0x1" }, ...others] };
    expect(flags(partly)).toMatchObject({ ...both, exhaustive: false });
    const alone = { ...whole, markets: [outcomes[0]!] };
    expect(flags(alone)).toMatchObject({ mutually_exclusive: false, exhaustive: false });
  });

  test("outcomes that were closed no longer count", () => {
    const markets = [{ ...outcomes[0]!, isClosed: true }, ...outcomes.slice(1)];
    const plan = planned([event({ isWhole: true, markets })]);
    expect(plan).toMatchObject({ closed: 1, events: [{ body: { exhaustive: true } }] });
    const withClosed = planImport([event({ markets })], new VenueNames(), {
      ...ALL,
      withClosed: true,
    });
    expect(withClosed.events[0]?.markets).toHaveLength(3);
  });

  test("a market that the venue would refuse costs its event no other", () => {
    const [one, ...others] = outcomes;
    const markets = [{ ...one!, tickSize: "0.03", place: "bad" }, ...others];
    const plan = planned([event({ isWhole: true, markets })]);
    expect(plan.events[0]?.markets).toHaveLength(2);
    expect(plan.events[0]?.body).toMatchObject({ mutually_exclusive: true, exhaustive: false });
    expect(plan.refused).toEqual([{ place: "bad", problem: expect.stringContaining("tick_size") }]);
  });

  test("an event that the venue would refuse is told with all of its markets", () => {
    const plan = planned([event({ description: "x".repeat(100_001), markets: outcomes })]);
    expect(plan.events).toEqual([]);
    expect(plan.refused).toHaveLength(3);
    expect(plan.refused[0]?.problem).toContain("description");
  });

  test("what is too long is cut between two characters", () => {
    const title = `${"x".repeat(998)}😀😀`;
    expect(planned([event({ title, markets: outcomes })]).events[0]?.body.title).toBe(
      `${"x".repeat(998)}…`,
    );
  });

  test("a limit takes whole events, and goes on with those that fit", () => {
    const events = [
      event({ markets: outcomes }),
      event({ markets: [market({ gammaId: "8" })] }),
      event({ markets: [market({ gammaId: "9" })] }),
    ];
    const plan = planImport(events, new VenueNames(), { ...ALL, limit: 1 });
    expect(plan.events.map((one) => one.markets.length)).toEqual([1]);
    expect(plan.leftOut).toBe(4);
  });

  test("a category is one or a tag, in any case", () => {
    const events = [
      event({ category: "Politics", markets: [market({ gammaId: "1" })] }),
      event({ tags: ["POLITICS"], markets: [market({ gammaId: "2" })] }),
      event({ category: "Sports", markets: [market({ gammaId: "3" })] }),
    ];
    const plan = planImport(events, new VenueNames(), { ...ALL, categories: ["politics"] });
    expect(plan.events).toHaveLength(2);
    expect(plan.leftOut).toBe(1);
  });

  test("a market that stands in the files twice is taken once", () => {
    const plan = planned([event({ markets: outcomes }), event({ markets: outcomes })]);
    expect(plan.events).toHaveLength(1);
    expect(plan).toMatchObject({ refused: [], there: 0, leftOut: 0 });
  });
});

test.each([
  ["2026-07-31T12:00:00Z", "2026-07-31T12:00:00Z"],
  ["2026-07-31", "2026-07-31T00:00:00Z"],
  ["2026-07-31T12:00Z", "2026-07-31T12:00:00Z"],
  ["2026-07-31 12:00:00+00", "2026-07-31T12:00:00Z"],
  ["2026-07-31T12:00:00.123456-0530", "2026-07-31T12:00:00.123456-05:30"],
  ["2026-07-31T12:00:00", "2026-07-31T12:00:00Z"],
  ["2026-02-31T12:00:00Z", undefined],
  ["2026-07-31T25:00:00Z", undefined],
  ["2026-13-01", undefined],
  ["soon", undefined],
])("an end of %j is %j", (endDate, told) => {
  const plan = planned([event({ markets: [market({ endDate })] })]);
  expect(plan.refused).toEqual([]);
  expect(externalOf(plan)?.end_date).toBe(told);
});

describe("names", () => {
  const CONDITION = "0x1fad72fae204143ff1c3035e99e7c0f65ea8d5cd9bd1070987bd1a3316f772be";
  const TOKENS = [
    "98022490269692409998126496127597032490334070080325855126491859374983463996227",
    "53831553061883006530739877284105938919721408776239639687877978808906551086026",
  ];

  test("tokens that were left out follow from the condition", () => {
    const plan = planned([event({ markets: [market({ conditionId: CONDITION })] })]);
    expect(externalOf(plan)?.chain?.tokens).toEqual(TOKENS);
  });

  test.each([
    ["its token id is first's", { conditionId: `0x${"1".repeat(64)}`, tokens: ["5", "7"] }],
    ["its Gamma id is first's", { conditionId: `0x${"1".repeat(64)}`, gammaId: "540817" }],
    ["its slug is first's", { conditionId: `0x${"1".repeat(64)}`, slug: "first" }],
  ] as const)("%s: refused", (problem, claim) => {
    const first = market({
      conditionId: CONDITION,
      gammaId: "540817",
      slug: "first",
      tokens: ["5", "6"],
    });
    const plan = planned([event({ markets: [first] }), event({ markets: [market(claim)] })]);
    expect(plan.events).toHaveLength(1);
    expect(plan.refused).toEqual([{ place: "here", problem }]);
  });

  test.each([
    ["condition", { conditionId: "0x12" }, "32 bytes"],
    ["token", { conditionId: CONDITION, tokens: ["-1", "2"] }, "token id"],
    ["tokens alone", { tokens: ["1", "2"] }, "no condition id"],
    ["Gamma id", { gammaId: "abc" }, "Gamma id"],
    ["tick size", { tickSize: "0.02" }, "tick_size"],
    ["size", { minQuantity: "-1" }, "min_quantity"],
    ["fees", { fees: { exponent: 3, rate: 0.1, rebateRate: 0 } }, "exponent"],
    [
      "long names",
      {
        groupItemTitle: "\u0001".repeat(500),
        outcomes: ["\u0002".repeat(200), "\u0003".repeat(200)],
      },
      "4096",
    ],
  ] as const)("a bad %s is told, and sent nowhere", (_, fields, problem) => {
    const plan = planned([event({ markets: [market(fields as Partial<UpstreamMarket>)] })]);
    expect(plan.events).toEqual([]);
    expect(plan.refused).toEqual([{ place: "here", problem: expect.stringContaining(problem) }]);
  });
});

function planned(events: readonly UpstreamEvent[]) {
  return planImport(events, new VenueNames(), ALL);
}

function externalOf({ events }: ReturnType<typeof planned>) {
  return readExternal(events[0]?.markets[0]?.body.external ?? "");
}

function event(fields: Partial<UpstreamEvent>): UpstreamEvent {
  return {
    gammaId: null,
    slug: null,
    title: "An event",
    description: "",
    image: "",
    category: "",
    tags: [],
    isWhole: false,
    markets: [],
    ...fields,
  };
}

function market(fields: Partial<UpstreamMarket>): UpstreamMarket {
  return {
    place: "here",
    gammaId: null,
    slug: null,
    question: "Will it rain?",
    description: "",
    image: "",
    conditionId: null,
    questionId: null,
    tokens: null,
    outcomes: null,
    isNegRisk: false,
    negRiskMarketId: null,
    groupItemTitle: "",
    endDate: null,
    tickSize: null,
    minQuantity: null,
    fees: null,
    isClosed: false,
    ...fields,
  };
}
