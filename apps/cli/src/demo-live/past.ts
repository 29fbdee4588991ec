import { complement, LOTS_PER_SHARE, quantity } from "@probity/core";
import type { Price, Quantity } from "@probity/core";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { PlaceOrderJson } from "@probity/protocol";
import type { CatchUpClock } from "./catch-up-clock.ts";
import type { Chance } from "./chance.ts";
import { bestPrices, wander } from "./fair-values.ts";
import type { DemoMarket } from "./fair-values.ts";
import type { Participant } from "./participants.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** From long ago to just now: steps so long, so many, and how many markets trade in each. */
const CHAPTERS = [
  { stepMs: HOUR_MS, steps: 141, trades: 34 },
  { stepMs: 20 * MINUTE_MS, steps: 72, trades: 24 },
  { stepMs: 3 * MINUTE_MS, steps: 60, trades: 14 },
] as const;

export const PAST_MS = CHAPTERS.reduce((sum, { stepMs, steps }) => sum + stepMs * steps, 0);
export const PAST_STEPS = CHAPTERS.reduce((sum, { steps }) => sum + steps, 0);

/** The visitor buys something every so many steps. */
const VISITS_EVERY = 17;

interface Cast {
  readonly makers: readonly Participant[];
  readonly takers: readonly Participant[];
  readonly visitor: Participant;
}

/**
 * Trades through the last week in a few seconds: in each step somebody makes orders at the prices
 * of that moment, and somebody takes them.
 *
 * @param told after each step, how many are done.
 */
export async function liveThroughThePast(
  markets: readonly DemoMarket[],
  cast: Cast,
  clock: CatchUpClock,
  chance: Chance,
  told: (step: number) => void,
): Promise<void> {
  for (const market of markets) {
    // It began elsewhere, so that the charts lead to where it is.
    wander([market], { deviation: 0.07, pull: 0 }, chance);
  }
  let step = 0;
  for (const { stepMs, steps, trades } of CHAPTERS) {
    const pace = {
      deviation: 0.011 * Math.sqrt(stepMs / HOUR_MS),
      pull: 0.02 * (stepMs / HOUR_MS),
    };
    for (let i = 0; i < steps; i++) {
      const before = new Map(markets.map(({ id, fair }) => [id, fair]));
      wander(markets, pace, chance);
      const traded = new Set<DemoMarket>();
      for (let n = 0; n < trades; n++) {
        const market = chance.pick(markets, ({ weight }) => weight);
        if (market !== undefined) traded.add(market);
      }
      const maker = cast.makers[step % cast.makers.length];
      const isVisit = step % VISITS_EVERY === VISITS_EVERY - 1;
      const taker = isVisit ? cast.visitor : chance.pick(cast.takers);
      if (maker !== undefined && taker !== undefined) {
        const most = isVisit ? 60 : 2_500;
        const pairs = [...traded]
          .slice(0, isVisit ? 1 : trades)
          .map((market) => meeting(market, before.get(market.id) ?? market.fair, most, chance));
        await maker.client.orders.placeBatch({ orders: pairs.map(({ made }) => made) });
        await taker.client.orders.placeBatch({ orders: pairs.map(({ taken }) => taken) });
      }
      step += 1;
      clock.pass(stepMs);
      told(step);
    }
  }
}

/** Two orders that meet: the taker buys what goes up. */
function meeting(
  market: DemoMarket,
  before: number,
  mostShares: number,
  chance: Chance,
): { readonly made: PlaceOrderJson; readonly taken: PlaceOrderJson } {
  const { bid, ask } = bestPrices(market);
  const isUp = market.fair - before + market.tick * chance.normal() > 0;
  const shares = Math.round(5 + (mostShares - 5) * chance.part() ** 3);
  const size = quantity(shares * LOTS_PER_SHARE);
  const at = isUp ? ask : bid;
  const yes = buy(market, "yes", at, size);
  const no = buy(market, "no", complement(at), size);
  return isUp ? { made: no, taken: yes } : { made: yes, taken: no };
}

/** A limit order that buys. */
export function buy({ id }: DemoMarket, outcome: "yes" | "no", at: Price, size: Quantity) {
  return {
    type: "limit" as const,
    market_id: id,
    outcome,
    side: "buy" as const,
    price: formatPrice(at),
    quantity: formatQuantity(size),
  };
}
