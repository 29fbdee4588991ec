import type { Venue } from "@probity/gateway";
import type { PolymarketOptions } from "../options.ts";
import type { Part } from "../part.ts";
import { ClockSettlements } from "./clock-settlements.ts";

/** Finality by the clock, and the part of the dialect that lets it hear of matches. */
export async function openSettlements(
  { sequencer }: Pick<Venue, "sequencer">,
  options: Pick<PolymarketOptions, "chainIds" | "minedMs" | "confirmedMs">,
): Promise<{ readonly settlements: ClockSettlements; readonly part: Part }> {
  const { chainIds, minedMs, confirmedMs } = options;
  const [chainId = 0] = chainIds;
  const settlements = new ClockSettlements({ chainId, minedMs, confirmedMs, now: Date.now });
  // The machine remembers them for ever; the feed may begin behind them.
  const { value: reversals } = await sequencer.read((machine) => machine.reversals());
  for (const match of reversals) settlements.recall(match);
  return {
    settlements,
    part: {
      publish: (_changes, entry, isLive) => settlements.apply(entry, isLive),
      close: async () => settlements.close(),
    },
  };
}
