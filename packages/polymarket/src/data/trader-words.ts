import type { AccountId } from "@probity/core";
import type { Desk } from "../desk.ts";
import type { PublicNames } from "../public-names.ts";
import { lowered } from "./data-query.ts";

/** Somebody as lists of the Data API show them. */
export interface TraderWords {
  readonly proxyWallet: string;
  /** "": they are told by their address alone. */
  readonly name: string;
}

/** Who is behind accounts; each is asked for once. */
export async function traderWords(
  desk: Desk,
  names: PublicNames,
  accounts: Iterable<AccountId>,
): Promise<ReadonlyMap<AccountId, TraderWords>> {
  const words = new Map<AccountId, TraderWords>();
  for (const account of new Set(accounts)) {
    const owner = desk.venue.readSide.ownerOf(account);
    if (owner === null) continue;
    const [address, { name }] = await Promise.all([desk.wallets.addressOf(owner), names.of(owner)]);
    words.set(account, { proxyWallet: lowered(address), name });
  }
  return words;
}

/** What nobody says of themselves here. */
export const UNSAID = { pseudonym: "", bio: "", profileImage: "", profileImageOptimized: "" };
