import type { AccountId, OwnerId } from "@probity/core";
import { isMadeAddress } from "./auth/known-wallets.ts";
import type { Desk } from "./desk.ts";

/** Whom an address names, and the account that its wallets trade on. */
export interface KnownTrader {
  readonly owner: OwnerId;
  readonly account: AccountId;
}

/**
 * Null for an address nobody here trades with. Whoever has no wallet trades under a made address:
 * the tape shows it, and it leads to nothing that is theirs.
 */
export async function traderOf(
  { venue, wallets }: Desk,
  address: string,
): Promise<KnownTrader | null> {
  if (isMadeAddress(address)) return null;
  const owner = await wallets.ownerOf(address);
  const account = owner === null ? undefined : venue.readSide.accountsOf(owner)[0];
  return owner === null || account === undefined ? null : { owner, account };
}
