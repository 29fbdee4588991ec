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
  const { value } = await readMachine(
    venue,
    (machine) => ({ role: machine.role(owner), accounts: machine.accountsOf(owner) }),
    undefined,
  );
  if (value.role !== "user") await changeRole(venue, SYSTEM, owner, "user");
  for (const account of value.accounts) {
    const content = { type: "CancelAll", account, scope: { kind: "all" } } as const;
    await venue.submitter.submit(owner, content);
  }
  return venue.people.erase(owner);
}
