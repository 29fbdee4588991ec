import { SYSTEM } from "@probity/core";
import type { MarketId } from "@probity/core";
import type { Venue } from "@probity/gateway";

/**
 * Changes for how long takers wait in a market. Nobody but fault scenarios does so as the venue itself, and by that
 * their changes are told from operators' (`leftover-delays.ts`).
 *
 * @param change of what it is now, in ms. @returns what it was before; null when there is no such market.
 */
export async function changeTakerDelay(
  { sequencer, submitter }: Pick<Venue, "sequencer" | "submitter">,
  market: MarketId,
  change: (before: number) => number,
): Promise<number | null> {
  const { value: view } = await sequencer.read((machine) => machine.market(market));
  if (view === null) return null;
  const { parameters } = view;
  const before = parameters.takerDelayMs;
  const takerDelayMs = change(before);
  if (takerDelayMs === before) return before;
  const changed = { ...parameters, takerDelayMs };
  const content = { type: "UpdateMarket", market, text: null, parameters: changed } as const;
  await submitter.submit(SYSTEM, content);
  return before;
}
