import type { OwnerId } from "@probity/core";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

const opening = new WeakMap<Venue, Map<OwnerId, Promise<unknown>>>();

/** Opens the owner's first account if there is none; once, however many sign in at the same time. */
export async function openFirstAccount(venue: Venue, owner: OwnerId): Promise<void> {
  const { value } = await readMachine(
    venue,
    (machine) => machine.accountsOf(owner).length,
    undefined,
  );
  if (value > 0) return;
  const underWay = opening.get(venue) ?? new Map<OwnerId, Promise<unknown>>();
  opening.set(venue, underWay);
  const open = underWay.get(owner) ?? venue.submitter.submit(owner, { type: "OpenAccount", owner });
  underWay.set(owner, open);
  try {
    await open;
  } finally {
    underWay.delete(owner);
  }
}
