import { SYSTEM } from "@probity/core";
import type { OwnerId, Role } from "@probity/core";
import { refuse } from "./refusal.ts";
import { inTurn } from "./turns.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/**
 * Gives somebody a role in the name of `actor`. All changes go this way, one after the other, so there is always a
 * superadmin: of two who demote each other one remains.
 *
 * @throws Refusal `LAST_SUPERADMIN`, or what the machine refuses.
 */
export function changeRole(venue: Venue, actor: OwnerId, owner: OwnerId, role: Role) {
  return inTurn(venue, async () => {
    const { sequence, value: chiefs } = await readMachine(
      venue,
      (machine) => machine.ownersWith("superadmin"),
      undefined,
    );
    if (role !== "superadmin" && chiefs.length === 1 && chiefs[0] === owner) {
      throw refuse("LAST_SUPERADMIN", {}, sequence);
    }
    return venue.submitter.submit(actor, { type: "SetRole", owner, role });
  });
}

/**
 * Forgets a person: their orders are cancelled, their role ends, and their key is destroyed. What
 * their accounts hold stays on the ledger under their number.
 *
 * @returns false when there is no such person.
 */
export async function erasePerson(venue: Venue, owner: OwnerId): Promise<boolean> {
  if ((await venue.people.person(owner)) === null) return false;
  const { value: role } = await readMachine(venue, (machine) => machine.role(owner), undefined);
  if (role !== "user") await changeRole(venue, SYSTEM, owner, "user");
  await cancelAllOf(venue, owner);
  const isDone = await venue.people.erase(owner);
  // Until now they could place more, and nobody could cancel that for them.
  if (isDone) await cancelAllOf(venue, owner);
  return isDone;
}

async function cancelAllOf(venue: Venue, owner: OwnerId): Promise<void> {
  const { value: accounts } = await readMachine(
    venue,
    (machine) => machine.accountsOf(owner),
    undefined,
  );
  for (const account of accounts) {
    const content = { type: "CancelAll", account, scope: { kind: "all" } } as const;
    await venue.submitter.submit(owner, content);
  }
}
