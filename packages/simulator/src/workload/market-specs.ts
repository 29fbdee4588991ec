import type {
  EventText,
  FeeSchedule,
  MarketParameters,
  MarketSpec,
  MarketText,
} from "@probity/core";
import type { Random } from "../random.ts";
import type { Loose, Stage } from "./wish.ts";

/** The shapes events and markets of the workload come in. */

export function eventText(random: Random): EventText {
  return {
    title: `Question ${String(random.below(1_000))}`,
    description: "",
    category: random.pick(["politics", "sports", "weather"]),
    tags: random.some(["a", "b", "c"], 0.5),
    image: "",
  };
}

export function marketText(random: Random): MarketText {
  return {
    question: `Outcome ${String(random.below(1_000))}?`,
    description: "",
    image: "",
    external: random.chance(0.8) ? "" : "elsewhere",
  };
}

export function marketSpec({ random, memory }: Stage): Loose<MarketSpec> {
  const parameters = marketParameters(random, memory.time);
  // Where fees eat whole proceeds, prices are to be as low as can be.
  const isPennyMarket = parameters.fees.takerBps === 10_000 && random.chance(0.7);
  return {
    slug: random.chance(0.01) ? memory.lastSlug : memory.newName("m-"),
    text: marketText(random),
    tickSize: isPennyMarket ? 1 : tickSize(random),
    parameters,
  };
}

function tickSize(random: Random): number {
  return random.weighted([
    [5, 100],
    [3, 50],
    [2, 25],
    [4, 10],
    [2, 1],
    [1, 1_000],
  ]);
}

export function marketParameters(random: Random, time: number): Loose<MarketParameters> {
  const [bandLow, bandHigh] = random.weighted([
    [8, [1, 9_999]],
    [1, [500, 9_500]],
    [1, [1_500 + random.below(1_000), 8_000 + random.below(500)]],
  ]);
  return {
    minQuantity: random.weighted([
      [6, 1],
      [2, 10],
      [1, random.between(2, 200)],
    ]),
    fees: feeSchedule(random),
    positionLimit: random.chance(0.65) ? 0 : random.magnitude(2_000, 100_000),
    bandLow,
    bandHigh,
    closeTime: random.chance(0.6) ? 0 : time + random.magnitude(600_000, 80_000_000),
    takerDelayMs: random.chance(0.85) ? 0 : random.magnitude(500, 60_000),
  };
}

function feeSchedule(random: Random): FeeSchedule {
  const takerBps = random.between(0, 400);
  return random.weighted<FeeSchedule>([
    [3, { formula: "symmetric", exponent: 1, takerBps: 0, makerBps: 0, rebateBps: 0 }],
    [2, { formula: "symmetric", exponent: 1, takerBps, makerBps: 0, rebateBps: 0 }],
    [2, { formula: "symmetric", exponent: 1, takerBps, makerBps: 37, rebateBps: 0 }],
    [2, { formula: "symmetric", exponent: 1, takerBps, makerBps: 0, rebateBps: 55 }],
    [3, { formula: "quadratic", exponent: 1, takerBps: 2_500, makerBps: 0, rebateBps: 500 }],
    [2, { formula: "quadratic", exponent: 2, takerBps: 7_000, makerBps: 111, rebateBps: 900 }],
    [1, { formula: "quadratic", exponent: 1, takerBps: 0, makerBps: 300, rebateBps: 0 }],
    [
      1,
      { formula: "symmetric", exponent: 1, takerBps: 10_000, makerBps: 10_000, rebateBps: 10_000 },
    ],
    [3, { formula: "quadratic", exponent: 1, takerBps: 10_000, makerBps: 10_000, rebateBps: 77 }],
  ]);
}
