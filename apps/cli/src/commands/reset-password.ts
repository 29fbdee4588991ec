import { randomBytes } from "node:crypto";
import { openIdentity } from "@probity/identity";
import { parseOwner } from "@probity/protocol";
import { dataFolder } from "../data-folder.ts";
import { UsageError } from "../usage-error.ts";

/** Gives somebody a new password and prints it. The venue must be stopped. */
export async function resetPassword([who, folder]: readonly string[]): Promise<void> {
  const owner = parseOwner(who ?? "");
  if (owner === null) throw new UsageError("say whose: an owner as in own_1");
  const identity = await openIdentity({ folder: dataFolder(folder) });
  try {
    const password = randomBytes(12).toString("base64url");
    if (!(await identity.people.setPassword(owner, password)))
      throw new Error(`There is no ${who}.`);
    const person = await identity.people.person(owner);
    console.log(`${person?.email ?? who} signs in with ${password}. It is shown only now.`);
  } finally {
    await identity.close();
  }
}
