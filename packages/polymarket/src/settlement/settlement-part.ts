import type { PolymarketOptions } from "../options.ts";
import type { Part } from "../part.ts";
import { ClockSettlements } from "./clock-settlements.ts";

/** Finality by the clock, and the part of the dialect that lets it hear of matches. */
export function openSettlements(options: PolymarketOptions): {
  readonly settlements: ClockSettlements;
  readonly part: Part;
} {
  const { chainIds, minedMs, confirmedMs } = options;
  const [chainId = 0] = chainIds;
  const settlements = new ClockSettlements({ chainId, minedMs, confirmedMs, now: Date.now });
  return {
    settlements,
    part: {
      publish: (_changes, entry, isLive) => settlements.apply(entry, isLive),
      close: async () => settlements.close(),
    },
  };
}
