import type { AssetId } from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

/**
 * Every asset sums to zero over all accounts: what users, pools, reserves, fees
 * and rewards have is what came in from outside and what conversion accounts owe.
 */
export function checkConservation(venue: Venue): void {
  const sums = new Map<AssetId, bigint>();
  const add = (asset: AssetId, amount: number): void => {
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  };
  for (const { asset } of venue.assets()) {
    add(asset, venue.fees(asset));
    add(asset, venue.rewards(asset));
    add(asset, -venue.external(asset));
  }
  for (const id of venue.accounts()) {
    for (const { asset, available, held } of venue.account(id)?.balances ?? []) {
      add(asset, available);
      add(asset, held);
    }
  }
  for (const id of venue.events()) {
    const event = venue.event(id);
    if (event === null) continue;
    add(event.collateral, -event.conversionDebt);
    for (const market of event.markets) {
      const view = venue.market(market);
      add(event.collateral, view?.pool ?? 0);
      add(event.collateral, view?.reserve ?? 0);
    }
  }
  for (const [asset, sum] of sums) {
    uphold("every asset sums to zero", sum === 0n, () => `asset ${asset} sums to ${sum}`);
  }
}

/** No bucket that is not allowed to owe is ever below zero. */
export function checkNoDebts(venue: Venue): void {
  for (const id of venue.accounts()) checkAccount(venue, id);
  for (const { asset } of venue.assets()) {
    const isOwing = venue.fees(asset) < 0 || venue.rewards(asset) < 0 || venue.external(asset) < 0;
    uphold(NO_DEBTS, !isOwing, () => `the venue's own accounts in asset ${asset}`);
  }
  for (const id of venue.events()) {
    const owed = venue.event(id)?.conversionDebt ?? 0;
    uphold(NO_DEBTS, owed >= 0, () => `conversion account of event ${id} owes ${owed}`);
  }
}

const NO_DEBTS = "no bucket is negative";

/** The cheap part of it: one account's balances. */
export function checkAccount(venue: Venue, id: number): void {
  const account = venue.account(id as never);
  for (const { asset, available, held } of account?.balances ?? []) {
    const isSound = available >= 0 && held >= 0;
    uphold(
      NO_DEBTS,
      isSound,
      () => `account ${id}, asset ${asset}: available ${available}, held ${held}`,
    );
  }
}
