import { SYSTEM } from "@probity/core";
import type { OwnerId, Role } from "@probity/core";
import { refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** Changes of roles, one after the other: of two superadmins who demote each other one remains. */
const turns = new WeakMap<Venue, Promise<unknown>>();

/**
 * Gives somebody a role in the name of `actor`. All changes go this way, so there is always a superadmin.
 *
 * @throws Refusal `LAST_SUPERADMIN`, or what the machine refuses.
 */
export function changeRole(venue: Venue, actor: OwnerId, owner: OwnerId, role: Role) {
  const change = async () => {
    const { sequence, value: chiefs } = await readMachine(
      venue,
      (machine) => machine.ownersWith("superadmin"),
      undefined,
    );
    if (role !== "superadmin" && chiefs.length === 1 && chiefs[0] === owner) {
      throw refuse("LAST_SUPERADMIN", {}, sequence);
    }
    return venue.submitter.submit(actor, { type: "SetRole", owner, role });
  };
  const done = (turns.get(venue) ?? Promise.resolve()).then(change, change);
  turns.set(
    venue,
    done.catch(() => {}),
  );
  return done;
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
