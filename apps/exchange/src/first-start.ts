import { randomBytes } from "node:crypto";
import { SYSTEM } from "@probity/core";
import type { OwnerId } from "@probity/core";
import type { ExchangeSequencer, Submitter } from "@probity/gateway";
import type { Identity } from "@probity/identity";

/** The collateral of a new venue. */
const COLLATERAL = "USD";
/** Nobody can register before the first superadmin, so they are the first to be counted. */
const FIRST_OWNER = 1 as OwnerId;

export interface FirstStartParts {
  readonly sequencer: ExchangeSequencer;
  readonly submitter: Pick<Submitter, "submit">;
  readonly identity: Identity;
  readonly email: string;
  /** Null: one is made up and shown. */
  readonly password: string | null;
  /** Shows a password that was made up. If the start is cut short it is called again with another. */
  readonly show: (credentials: { readonly email: string; readonly password: string }) => void;
}

/**
 * Makes of an empty venue one that can be run: an asset, and a superadmin with an
 * account. Each step is taken only if it is missing, and the role comes last, so
 * a first start that was killed half way is finished by the next one.
 */
export async function finishFirstStart(parts: FirstStartParts): Promise<void> {
  const { sequencer, submitter } = parts;
  const { value: now } = await sequencer.read((machine) => ({
    hasAssets: machine.assets().length > 0,
    // Whoever it is: the first one may have gone since, or been made to go.
    hasSuperadmin: machine.ownersWith("superadmin").length > 0,
    hasAccount: machine.accountsOf(FIRST_OWNER).length > 0,
  }));
  if (!now.hasAssets) {
    await submitter.submit(SYSTEM, { type: "RegisterCollateral", symbol: COLLATERAL });
  }
  if (now.hasSuperadmin) return;
  await makeSuperadmin(parts);
  if (!now.hasAccount) {
    await submitter.submit(SYSTEM, { type: "OpenAccount", owner: FIRST_OWNER });
  }
  await submitter.submit(SYSTEM, { type: "SetRole", owner: FIRST_OWNER, role: "superadmin" });
}

/** Registers the first person, or gives the one of an earlier attempt a password we know. */
async function makeSuperadmin({ identity, email, password, show }: FirstStartParts): Promise<void> {
  const secret = password ?? randomBytes(12).toString("base64url");
  if ((await identity.people.person(FIRST_OWNER)) === null) {
    const registration = await identity.people.register({ email, password: secret });
    if (registration.kind !== "registered" || registration.owner !== FIRST_OWNER) {
      throw new Error("somebody registered before the first superadmin");
    }
  } else {
    await identity.people.setPassword(FIRST_OWNER, secret);
  }
  if (password === null) {
    const person = await identity.people.person(FIRST_OWNER);
    show({ email: person?.email ?? email, password: secret });
  }
}
