import type { Projection } from "../projector/projection.ts";

/** How markets came to their ends, and what was paid. */
export const resolutions: Projection = {
  name: "resolutions",
  writes: ["resolutions", "payouts", "probabilities"],

  prepare() {},

  fold({ event, place, actor, time, sequence }, rows) {
    const at = { place, actor, time, sequence };
    switch (event.type) {
      case "ResolutionProposed": {
        const { market, yesPayout } = event;
        rows.resolutions.add({ ...at, market, step: "proposed", yesPayout, ending: null });
        break;
      }
      case "MarketStateChanged": {
        const { market, to } = event;
        const step =
          to === "disputed" ? "disputed" : to === "resolved" || to === "voided" ? "finished" : null;
        if (step === null) break;
        rows.resolutions.add({ ...at, market, step, yesPayout: null, ending: null });
        break;
      }
      case "EndingFixed": {
        const { market, ending } = event;
        const yesPayout = ending.kind === "voided-at-cost" ? null : ending.yesPayout;
        rows.resolutions.add({ ...at, market, step: "fixed", yesPayout, ending: ending.kind });
        break;
      }
      case "ProbabilitySet": {
        const { market, probability, source } = event;
        rows.probabilities.add({ market, probability, source, actor, time, sequence });
        break;
      }
      case "PositionPaid": {
        const { market, account, yes, no, amount } = event;
        rows.payouts.add({ market, account, sequence, place, yes, no, amount, time });
        break;
      }
      default:
        break;
    }
  },
};
