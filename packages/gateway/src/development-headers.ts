import { SYSTEM } from "@probity/core";
import type { Role } from "@probity/core";
import type { IncomingHttpHeaders } from "node:http";
import { openFirstAccount } from "./first-account.ts";
import { principalOfTest } from "./principal.ts";
import type { Principal } from "./principal.ts";
import { badField } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const ROLES: readonly string[] = ["user", "admin", "superadmin"] satisfies Role[];

/**
 * Whoever `X-Test-Address` and `X-Test-Role` say it is, made where they are not there yet: for
 * development only, behind a setting with which no venue starts in production.
 *
 * @returns null when the headers are not there, or the setting is off.
 */
export async function testPrincipal(
  venue: Venue,
  headers: IncomingHttpHeaders,
): Promise<Principal | null> {
  const address = headers["x-test-address"];
  if (!venue.settings.developmentHeaders || address === undefined) return null;
  if (!ADDRESS.test(String(address))) throw badField("x-test-address", "an address is expected");
  const role = headers["x-test-role"] ?? "user";
  if (!ROLES.includes(String(role))) throw badField("x-test-role", "a role is expected");
  const owner = await ownerOf(venue, String(address));
  await openFirstAccount(venue, owner);
  const now = await readMachine(venue, (machine) => machine.role(owner), undefined);
  if (now.value !== role) {
    await venue.submitter.submit(SYSTEM, { type: "SetRole", owner, role: role as Role });
  }
  return principalOfTest(owner);
}

async function ownerOf({ people }: Venue, wallet: string) {
  const known = await people.ownerOf("wallet", wallet);
  if (known !== null) return known;
  const admission = await people.admit({ wallet });
  if (admission.kind === "registered") return admission.owner;
  const other = await people.ownerOf("wallet", wallet);
  if (other === null) throw new Error("a wallet is taken by nobody");
  return other;
}
