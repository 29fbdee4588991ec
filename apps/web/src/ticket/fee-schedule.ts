import type { FeeSchedule } from "@probity/core";
import type { Market } from "@probity/protocol";

/** The market's fees as the machine counts with them. */
export function scheduleOf({ fees }: Pick<Market, "fees">): FeeSchedule {
  const { formula, exponent, taker_bps, maker_bps, rebate_bps } = fees;
  return {
    formula,
    exponent,
    takerBps: taker_bps,
    makerBps: maker_bps,
    rebateBps: rebate_bps,
  };
}
