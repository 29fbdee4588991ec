import type { MarketId, MarketView, PositionView } from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/**
 * A market's pool is worth its shares. Before an ending: one dollar for every full
 * set outstanding, and as many YES as NO. During payout: what is still owed.
 * Afterwards: nothing, and nobody holds a share.
 */
export function checkPool(venue: Venue, id: MarketId): void {
  const market = venue.market(id);
  if (market === null) return;
  const holders = venue.holdersOf(id);
  const yes = holders.reduce((sum, position) => sum + position.yes, 0);
  const no = holders.reduce((sum, position) => sum + position.no, 0);
  const { ending, pool } = market;
  if (ending === null) {
    uphold(
      "pool = YES = NO outstanding",
      yes === no && market.outstanding === yes && pool === yes * 10_000,
      () => `market ${id}: pool ${pool}, YES ${yes}, NO ${no}, outstanding ${market.outstanding}`,
    );
    return;
  }
  const owed = holders.reduce((sum, position) => sum + owedTo(market, position), 0n);
  uphold(
    "pool = what is unpaid",
    BigInt(pool) === owed,
    () => `market ${id}: pool ${pool}, unpaid ${owed}`,
  );
  const isOver = market.state === "resolved" || market.state === "voided";
  uphold(
    "nobody holds shares of what is over",
    !isOver || holders.length === 0,
    () => `market ${id} is ${market.state} and has ${holders.length} holders`,
  );
}

function owedTo({ ending }: MarketView, { yes, no, costYes, costNo }: PositionView): bigint {
  if (ending === null) return 0n;
  if (ending.kind === "voided-at-cost") return BigInt(costYes) + BigInt(costNo);
  const { yesPayout } = ending;
  return BigInt(yes) * BigInt(yesPayout) + BigInt(no) * BigInt(10_000 - yesPayout);
}

/** The cheap part, for a market somebody has just touched. */
export function checkPoolQuickly(venue: Venue, id: MarketId): void {
  const market = venue.market(id);
  if (market === null || market.ending !== null) return;
  uphold(
    "pool = YES = NO outstanding",
    market.pool === market.outstanding * 10_000,
    () => `market ${id}: pool ${market.pool}, outstanding ${market.outstanding}`,
  );
}

/** Shares are never negative, locked ones are there, and cost goes with shares. */
export function checkPositions(venue: Venue, id: MarketId): void {
  for (const position of venue.holdersOf(id)) {
    const { yes, no, heldYes, heldNo, costYes, costNo } = position;
    uphold(
      "positions are sound",
      heldYes >= 0 && heldNo >= 0 && yes >= heldYes && no >= heldNo,
      () => `market ${id}, account ${position.account}: ${JSON.stringify(position)}`,
    );
    uphold(
      "cost goes with shares",
      costYes >= 0 && costNo >= 0 && (yes > 0 || costYes === 0) && (no > 0 || costNo === 0),
      () => `market ${id}, account ${position.account}: ${JSON.stringify(position)}`,
    );
  }
}
