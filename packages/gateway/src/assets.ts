/** Assets go by their symbols outside the machine. */
import type { AssetId, Exchange } from "@probity/core";
import type { SymbolOf } from "@probity/protocol";
import { refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** @throws Refusal when no asset has the symbol. */
export async function assetOf(venue: Venue, symbol: string): Promise<AssetId> {
  const { sequence, value: assets } = await readMachine(venue, (machine) => machine.assets(), 0);
  const found = assets.find((asset) => asset.symbol === symbol);
  if (found === undefined) throw refuse("ASSET_NOT_FOUND", {}, sequence);
  return found.asset;
}

/** The symbols of the machine as it is now. */
export function symbolsOf(machine: Exchange): SymbolOf {
  const symbols = new Map(machine.assets().map(({ asset, symbol }) => [asset, symbol]));
  return (asset) => symbols.get(asset) ?? "";
}
