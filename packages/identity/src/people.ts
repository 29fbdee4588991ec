import { createHash, randomBytes } from "node:crypto";
import type { OwnerId } from "@probity/core";
import type { Credential, CredentialKind, TicketPurpose } from "./commands.ts";
import type { PersonRecord } from "./machine.ts";
import { isForeignHash } from "./passwords.ts";
import type { Passwords } from "./passwords.ts";
import { sealText } from "./seal.ts";
import type { Vault } from "./vault.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Who somebody is at an identity provider. */
export interface Subject {
  readonly issuer: string;
  readonly subject: string;
}

/** What others may see of a person. */
export interface Profile {
  readonly username: string | null;
  readonly avatarUrl: string | null;
}

/** A person, readable. */
export interface Person extends Profile {
  readonly owner: OwnerId;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  /** Addresses, as they were written. */
  readonly wallets: readonly string[];
  readonly subjects: readonly Subject[];
  readonly hasPassword: boolean;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
}

export type Registration =
  | { readonly kind: "registered"; readonly owner: OwnerId }
  | { readonly kind: "refused"; readonly reason: "EmailTaken" };

/** A person who comes by other means than address and password, or from another venue. */
export interface Newcomer {
  readonly email?: string;
  readonly isEmailVerified?: boolean;
  /** bcrypt, of another venue; it is taken for the password until they sign in. */
  readonly passwordHash?: string;
  readonly wallet?: string;
  readonly subject?: Subject;
}

export type Admission =
  | { readonly kind: "registered"; readonly owner: OwnerId }
  | { readonly kind: "refused"; readonly reason: "CredentialTaken" | "HashUnknown" };

export type CredentialChange =
  | "done"
  | "CredentialTaken"
  | "TooManyCredentials"
  | "LastCredential"
  | "CredentialNotFound"
  | "PersonNotFound";

/** Registration, what people sign in with, and what they say about themselves. */
export interface People {
  /** The owner's number is new. Rejects with `IdentityBusy` when too many passwords are at work. */
  register(credentials: Credentials): Promise<Registration>;
  admit(newcomer: Newcomer): Promise<Admission>;
  /** @returns whose credentials these are; null for a wrong password as for an unknown address, after the same time. */
  authenticate(credentials: Credentials): Promise<OwnerId | null>;
  /** Whether this is the person's password, after the time of a hash in any case. */
  isPassword(owner: OwnerId, password: string): Promise<boolean>;
  /** Ends all sessions. @returns false when there is no such person. */
  setPassword(owner: OwnerId, password: string): Promise<boolean>;
  /** @returns null when there is no such person, or no longer. */
  person(owner: OwnerId): Promise<Person | null>;
  /** People by number, from the one after `after` on; erased ones are left out. */
  peopleAfter(after: number, limit: number): Promise<readonly Person[]>;
  ownerOf(kind: "email" | "wallet" | "username", value: string): Promise<OwnerId | null>;
  ownerOfSubject(subject: Subject): Promise<OwnerId | null>;
  addWallet(owner: OwnerId, wallet: string): Promise<CredentialChange>;
  removeWallet(owner: OwnerId, wallet: string): Promise<CredentialChange>;
  /** A secret for a mail, good once and until it expires or the next is issued; null: there is no such person. */
  issueTicket(owner: OwnerId, purpose: TicketPurpose, lastsMs: number): Promise<string | null>;
  /** @returns false when the ticket is not good, or no longer. */
  verifyEmail(ticket: string): Promise<boolean>;
  /**
   * Ends all sessions; where the address was not proven before, keys and other credentials, too.
   *
   * @returns false when the ticket is not good, or no longer.
   */
  resetPassword(ticket: string, password: string): Promise<boolean>;
  /** A username is unique, however it is spelt. */
  setProfile(
    owner: OwnerId,
    profile: Profile,
  ): Promise<"done" | "UsernameTaken" | "PersonNotFound">;
  /** The text last set; null: none. */
  preferences(owner: OwnerId): Promise<string | null>;
  /** @returns false when there is no such person. */
  setPreferences(owner: OwnerId, preferences: string): Promise<boolean>;
  /** Forgets the person for good: their key is destroyed. @returns false when there is no such person. */
  erase(owner: OwnerId): Promise<boolean>;
}

const TICKET_BYTES = 32;

export class PeopleService implements People {
  readonly #vault: Vault;
  readonly #passwords: Passwords;

  constructor(vault: Vault, passwords: Passwords) {
    this.#vault = vault;
    this.#passwords = passwords;
  }

  async register({ email, password }: Credentials): Promise<Registration> {
    // Asked before the costly part; the machine decides all the same.
    if ((await this.#vault.find("email", email)) !== null) {
      return { kind: "refused", reason: "EmailTaken" };
    }
    const hash = await this.#passwords.hash(password);
    const { slot: keySlot, key } = await this.#vault.ring.create();
    const event = await this.#vault.submit({
      type: "RegisterPerson",
      keySlot,
      lookup: this.#vault.lookup("email", email),
      email: sealText(key, "email", email),
      password: sealText(key, "password", hash),
    });
    if (event.type === "PersonRegistered") return { kind: "registered", owner: event.owner };
    await this.#vault.ring.destroy(keySlot);
    return { kind: "refused", reason: "EmailTaken" };
  }

  async admit(newcomer: Newcomer): Promise<Admission> {
    const { passwordHash } = newcomer;
    if (passwordHash !== undefined && !isForeignHash(passwordHash)) {
      return { kind: "refused", reason: "HashUnknown" };
    }
    const { slot: keySlot, key } = await this.#vault.ring.create();
    const event = await this.#vault.submit({
      type: "AdmitPerson",
      keySlot,
      credentials: valuesOf(newcomer).map((value) => this.#credential(key, value)),
      password: passwordHash === undefined ? null : sealText(key, "password", passwordHash),
    });
    if (event.type === "PersonRegistered") return { kind: "registered", owner: event.owner };
    await this.#vault.ring.destroy(keySlot);
    return { kind: "refused", reason: "CredentialTaken" };
  }

  async authenticate({ email, password }: Credentials): Promise<OwnerId | null> {
    const person = await this.#vault.find("email", email);
    const isRight = await this.#isRight(person, password);
    return isRight && person !== null ? person.owner : null;
  }

  async isPassword(owner: OwnerId, password: string): Promise<boolean> {
    return this.#isRight(await this.#vault.record(owner), password);
  }

  async setPassword(owner: OwnerId, password: string): Promise<boolean> {
    const hash = await this.#passwords.hash(password);
    const sealed = await this.#vault.seal(owner, "password", hash);
    if (sealed === null) return false;
    const event = await this.#vault.submit({ type: "SetPassword", owner, password: sealed });
    return event.type === "PasswordSet";
  }

  async person(owner: OwnerId): Promise<Person | null> {
    const record = await this.#vault.record(owner);
    return record === null ? null : this.#readable(record);
  }

  async peopleAfter(after: number, limit: number): Promise<readonly Person[]> {
    const records = await this.#vault.read((machine) => {
      const found: PersonRecord[] = [];
      for (let owner = after + 1; owner <= machine.owners && found.length < limit; owner++) {
        const person = machine.person(owner as OwnerId);
        if (person !== null) found.push(person);
      }
      return found;
    });
    const people = await Promise.all(records.map((record) => this.#readable(record)));
    return people.filter((person) => person !== null);
  }

  async ownerOf(kind: "email" | "wallet" | "username", value: string): Promise<OwnerId | null> {
    return (await this.#vault.find(kind, value))?.owner ?? null;
  }

  async ownerOfSubject(subject: Subject): Promise<OwnerId | null> {
    return (await this.#vault.find("external", subjectText(subject)))?.owner ?? null;
  }

  async addWallet(owner: OwnerId, wallet: string): Promise<CredentialChange> {
    const person = await this.#vault.record(owner);
    const key = person === null ? null : await this.#vault.ring.key(person.keySlot);
    if (key === null) return "PersonNotFound";
    const credential = this.#credential(key, { kind: "wallet", value: wallet, isVerified: true });
    return changeOf(await this.#vault.submit({ type: "AddCredential", owner, credential }));
  }

  async removeWallet(owner: OwnerId, wallet: string): Promise<CredentialChange> {
    const lookup = this.#vault.lookup("wallet", wallet);
    return changeOf(await this.#vault.submit({ type: "RemoveCredential", owner, lookup }));
  }

  async issueTicket(
    owner: OwnerId,
    purpose: TicketPurpose,
    lastsMs: number,
  ): Promise<string | null> {
    const secret = randomBytes(TICKET_BYTES).toString("base64url");
    const expiresAt = this.#vault.clock.now() + lastsMs;
    const ticket = ticketOf(secret);
    const content = { type: "IssueTicket", owner, purpose, ticket, expiresAt } as const;
    const event = await this.#vault.submit(content);
    return event.type === "TicketIssued" ? secret : null;
  }

  async verifyEmail(secret: string): Promise<boolean> {
    const event = await this.#vault.submit({ type: "VerifyEmail", ticket: ticketOf(secret) });
    return event.type === "EmailVerified";
  }

  async resetPassword(secret: string, password: string): Promise<boolean> {
    const ticket = ticketOf(secret);
    const known = await this.#vault.read((machine) => machine.ticket(ticket));
    if (known === null) return false;
    const hash = await this.#passwords.hash(password);
    const sealed = await this.#vault.seal(known.owner, "password", hash);
    if (sealed === null) return false;
    const event = await this.#vault.submit({ type: "ChoosePassword", ticket, password: sealed });
    return event.type === "PasswordSet" || event.type === "PersonReclaimed";
  }

  async setProfile(
    owner: OwnerId,
    profile: Profile,
  ): Promise<"done" | "UsernameTaken" | "PersonNotFound"> {
    const sealed = await this.#vault.seal(owner, "profile", JSON.stringify(profile));
    if (sealed === null) return "PersonNotFound";
    const { username } = profile;
    const lookup = username === null ? "" : this.#vault.lookup("username", username);
    const content = { type: "SetProfile", owner, username: lookup, profile: sealed } as const;
    const event = await this.#vault.submit(content);
    if (event.type === "ProfileSet") return "done";
    return event.type === "IdentityRejected" && event.reason === "UsernameTaken"
      ? "UsernameTaken"
      : "PersonNotFound";
  }

  async preferences(owner: OwnerId): Promise<string | null> {
    const person = await this.#vault.record(owner);
    if (person === null || person.preferences === "") return null;
    return this.#vault.unseal(person, "preferences", person.preferences);
  }

  async setPreferences(owner: OwnerId, preferences: string): Promise<boolean> {
    const sealed = await this.#vault.seal(owner, "preferences", preferences);
    if (sealed === null) return false;
    const content = { type: "SetPreferences", owner, preferences: sealed } as const;
    return (await this.#vault.submit(content)).type === "PreferencesSet";
  }

  async erase(owner: OwnerId): Promise<boolean> {
    const event = await this.#vault.submit({ type: "ErasePerson", owner });
    if (event.type !== "PersonErased") return false;
    // A crash before this line is made good at the next start: the key belongs to nobody then.
    await this.#vault.ring.destroy(event.keySlot);
    return true;
  }

  /**
   * Whether it is the password, and still is once that is found out: checking takes long, and a
   * password that is changed meanwhile opens nothing.
   */
  async #isRight(person: PersonRecord | null, password: string): Promise<boolean> {
    const sealed = person?.password ?? null;
    const hash =
      person === null || sealed === null
        ? null
        : await this.#vault.unseal(person, "password", sealed);
    const isRight = await this.#passwords.isRight(hash, password);
    if (!isRight || hash === null || person === null || sealed === null) return false;
    const { owner } = person;
    const isStill = isForeignHash(hash)
      ? await this.#upgrade(owner, sealed, password)
      : (await this.#vault.record(owner))?.password === sealed;
    return isStill || this.#isRight(await this.#vault.record(owner), password);
  }

  /** Replaces a hash of another kind by ours, now that the password is known. @returns false when it is there no more. */
  async #upgrade(owner: OwnerId, was: string, password: string): Promise<boolean> {
    const hash = await this.#passwords.hash(password);
    const sealed = await this.#vault.seal(owner, "password", hash);
    if (sealed === null) return false;
    const event = await this.#vault.submit({ type: "UpgradeHash", owner, was, password: sealed });
    return event.type === "PasswordRehashed";
  }

  #credential(key: Buffer, { kind, value, isVerified }: CredentialValue): Credential {
    return {
      kind,
      lookup: this.#vault.lookup(kind, value),
      value: sealText(key, kind, value),
      isVerified,
    };
  }

  async #readable(record: PersonRecord): Promise<Person | null> {
    const { owner, registeredAt, credentials, profile } = record;
    const values = await Promise.all(
      credentials.map(async ({ kind, value, isVerified }) => ({
        kind,
        value: await this.#vault.unseal(record, kind, value),
        isVerified,
      })),
    );
    // The key may be gone since the record was read.
    const readable = values.flatMap(({ value, ...rest }) =>
      value === null ? [] : { ...rest, value },
    );
    if (readable.length < values.length) return null;
    const of = (wanted: CredentialKind) => readable.filter(({ kind }) => kind === wanted);
    const [email] = of("email");
    const told = profile === "" ? null : await this.#vault.unseal(record, "profile", profile);
    const nothing: Profile = { username: null, avatarUrl: null };
    return {
      owner,
      email: email?.value ?? null,
      isEmailVerified: email?.isVerified ?? false,
      wallets: of("wallet").map(({ value }) => value),
      subjects: of("external").map(({ value }) => subjectOf(value)),
      hasPassword: record.password !== null,
      registeredAt,
      ...(told === null ? nothing : (JSON.parse(told) as Profile)),
    };
  }
}

interface CredentialValue {
  readonly kind: CredentialKind;
  readonly value: string;
  readonly isVerified: boolean;
}

function valuesOf({ email, isEmailVerified, wallet, subject }: Newcomer): CredentialValue[] {
  const values: CredentialValue[] = [];
  if (email !== undefined) {
    values.push({ kind: "email", value: email, isVerified: isEmailVerified ?? false });
  }
  if (wallet !== undefined) values.push({ kind: "wallet", value: wallet, isVerified: true });
  if (subject !== undefined) {
    values.push({ kind: "external", value: subjectText(subject), isVerified: true });
  }
  return values;
}

/** Issuer and subject as one text that nobody else's can be. */
function subjectText({ issuer, subject }: Subject): string {
  return JSON.stringify([issuer, subject]);
}

function subjectOf(text: string): Subject {
  const [issuer, subject] = JSON.parse(text) as [string, string];
  return { issuer, subject };
}

/** The journal keeps the hash, so who reads it cannot use what was mailed. */
function ticketOf(secret: string): string {
  return createHash("sha256").update(secret, "utf8").digest("base64url");
}

function changeOf(event: { readonly type: string; readonly reason?: string }): CredentialChange {
  if (event.type !== "IdentityRejected") return "done";
  return event.reason as CredentialChange;
}
