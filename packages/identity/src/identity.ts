import type { OwnerId } from "@probity/core";
import { FileStorage, openSequencer } from "@probity/sequencer";
import type { Clock, LiveSequencer, Storage } from "@probity/sequencer";
import { KeyRing } from "./key-ring.ts";
import type { IdentityCommand, IdentityEvent, IdentityMachine, PersonRecord } from "./machine.ts";
import { identityKind } from "./machine-kind.ts";
import { loadMasterKey } from "./master-key.ts";
import { Passwords } from "./passwords.ts";
import type { HashingCost } from "./passwords.ts";
import { deriveKey, emailLookup, sealText, unsealText } from "./seal.ts";
import { TokenStanding } from "./token-standing.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A person, readable. */
export interface Person {
  readonly owner: OwnerId;
  readonly email: string;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
}

export type Registration =
  | { readonly kind: "registered"; readonly owner: OwnerId }
  | { readonly kind: "refused"; readonly reason: "EmailTaken" };

/**
 * Who people are and how they prove it. Answers leave only when what they say is durable; when the
 * stream fails, calls reject with a `SequencerError` and `failed` says why.
 */
export interface Identity {
  /** The owner's number is new. Rejects with `IdentityBusy` when too many passwords are at work. */
  register(credentials: Credentials): Promise<Registration>;
  /** @returns whose credentials these are; null for a wrong password as for an unknown address, after the same time. */
  authenticate(credentials: Credentials): Promise<OwnerId | null>;
  /** @returns false when there is no such person. */
  setPassword(owner: OwnerId, password: string): Promise<boolean>;
  /** @returns null when there is no such person, or no longer. */
  person(owner: OwnerId): Promise<Person | null>;
  /** Forgets the person for good: their key is destroyed. @returns false when there is no such person. */
  erase(owner: OwnerId): Promise<boolean>;
  /**
   * Which generation of somebody's access tokens is good, known at once; null: no such person. A
   * new password begins a new generation.
   */
  tokenGeneration(owner: OwnerId): number | null;
  /** Whether this token was revoked, known at once. Of tokens that have expired it may be forgotten. */
  isRevoked(token: string): boolean;
  /** Makes the token with this id worthless from the moment this resolves, across restarts too. */
  revokeToken(token: string, expiresAt: number): Promise<void>;
  /** Resolves when the stream has failed; the process must be started again. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

export interface IdentityOptions {
  /** The data folder. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly onProblem?: (problem: Error) => void;
}

/** What tests put in the place of the disk, the master key file and the usual cost of a hash. */
export interface IdentityParts {
  readonly storage: Storage;
  readonly masterKey: Buffer;
  readonly cost?: HashingCost;
  readonly clock?: Clock;
  readonly onProblem?: (problem: Error) => void;
}

/** The only submitter to this stream. */
const ORIGIN = 1;
/** People come slowly; there is no need to reserve much at a time. */
const SEGMENT_BYTES = 1 << 20;

/** Opens the identities of a data folder, new or old, after a clean stop as after a crash. */
export async function openIdentity(options: IdentityOptions): Promise<Identity> {
  const { folder, ...others } = options;
  const masterKey = await loadMasterKey(folder);
  return startIdentity({ storage: new FileStorage(folder), masterKey, ...others });
}

/** The same over given parts. */
export async function startIdentity(parts: IdentityParts): Promise<Identity> {
  const { storage, masterKey, cost, clock, onProblem } = parts;
  const sequencer = await openSequencer({
    storage,
    kind: identityKind,
    segmentBytes: SEGMENT_BYTES,
    ...(clock === undefined ? {} : { clock }),
    ...(onProblem === undefined ? {} : { onProblem }),
  });
  let ring: KeyRing | null = null;
  try {
    ring = await KeyRing.open(storage, deriveKey(masterKey, "key ring"));
    const { value } = await sequencer.read((machine) => ({
      standing: TokenStanding.of(machine),
      living: new Set(Array.from(machine.everyone(), ({ keySlot }) => keySlot)),
      counter: machine.counterOf(ORIGIN),
    }));
    await ring.keepOnly(value.living);
    return new IdentityService({
      sequencer,
      ring,
      passwords: new Passwords(cost),
      lookupKey: deriveKey(masterKey, "e-mail lookup"),
      standing: value.standing,
      counter: value.counter,
    });
  } catch (error) {
    await ring?.close();
    await sequencer.close();
    throw error;
  }
}

interface ServiceParts {
  readonly sequencer: LiveSequencer<IdentityCommand, IdentityEvent, IdentityMachine>;
  readonly ring: KeyRing;
  readonly passwords: Passwords;
  readonly lookupKey: Buffer;
  readonly standing: TokenStanding;
  /** Of the last command submitted. */
  readonly counter: number;
}

class IdentityService implements Identity {
  readonly failed: Promise<Error>;
  private readonly sequencer: ServiceParts["sequencer"];
  private readonly ring: KeyRing;
  private readonly passwords: Passwords;
  private readonly lookupKey: Buffer;
  private readonly standing: TokenStanding;
  private counter: number;

  constructor({ sequencer, ring, passwords, lookupKey, standing, counter }: ServiceParts) {
    this.failed = sequencer.failed;
    this.sequencer = sequencer;
    this.ring = ring;
    this.passwords = passwords;
    this.lookupKey = lookupKey;
    this.standing = standing;
    this.counter = counter;
  }

  async register({ email, password }: Credentials): Promise<Registration> {
    const lookup = emailLookup(this.lookupKey, email);
    // Asked before the costly part; the machine decides all the same.
    if ((await this.find(lookup)) !== null) return { kind: "refused", reason: "EmailTaken" };
    const hash = await this.passwords.hash(password);
    const { slot: keySlot, key } = await this.ring.create();
    const event = await this.submit({
      type: "RegisterPerson",
      keySlot,
      lookup,
      email: sealText(key, "email", email),
      password: sealText(key, "password", hash),
    });
    if (event.type === "PersonRegistered") {
      this.standing.renew(event.owner, 0);
      return { kind: "registered", owner: event.owner };
    }
    await this.ring.destroy(keySlot);
    return { kind: "refused", reason: "EmailTaken" };
  }

  async authenticate({ email, password }: Credentials): Promise<OwnerId | null> {
    const person = await this.find(emailLookup(this.lookupKey, email));
    const hash = person === null ? null : await this.unsealed(person, "password");
    const isRight = await this.passwords.isRight(hash, password);
    return isRight && person !== null ? person.owner : null;
  }

  async setPassword(owner: OwnerId, password: string): Promise<boolean> {
    const person = await this.record(owner);
    const key = person === null ? null : await this.ring.key(person.keySlot);
    if (key === null) return false;
    const hash = await this.passwords.hash(password);
    const sealed = sealText(key, "password", hash);
    const event = await this.submit({ type: "SetPassword", owner, password: sealed });
    if (event.type !== "PasswordSet") return false;
    const { value } = await this.sequencer.read((machine) => machine.generationOf(owner));
    this.standing.renew(owner, value);
    return true;
  }

  async person(owner: OwnerId): Promise<Person | null> {
    const person = await this.record(owner);
    if (person === null) return null;
    const email = await this.unsealed(person, "email");
    return email === null ? null : { owner, email, registeredAt: person.registeredAt };
  }

  async erase(owner: OwnerId): Promise<boolean> {
    const event = await this.submit({ type: "ErasePerson", owner });
    if (event.type !== "PersonErased") return false;
    this.standing.renew(owner, null);
    // A crash before this line is made good at the next start: the key belongs to nobody then.
    await this.ring.destroy(event.keySlot);
    return true;
  }

  tokenGeneration(owner: OwnerId): number | null {
    return this.standing.generationOf(owner);
  }

  isRevoked(token: string): boolean {
    return this.standing.isRevoked(token);
  }

  async revokeToken(token: string, expiresAt: number): Promise<void> {
    await this.submit({ type: "RevokeToken", token, expiresAt });
    this.standing.revoke(token, expiresAt);
  }

  async close(): Promise<void> {
    await this.sequencer.close();
    await this.ring.close();
  }

  private async submit(content: IdentityCommand): Promise<IdentityEvent> {
    const { events } = await this.sequencer.submit({
      origin: ORIGIN,
      counter: ++this.counter,
      actor: 0,
      content,
    });
    const [event] = events;
    if (event === undefined) throw new Error("a command of identity gives one event");
    return event;
  }

  private async find(lookup: string): Promise<PersonRecord | null> {
    return (await this.sequencer.read((machine) => machine.personWith(lookup))).value;
  }

  private async record(owner: OwnerId): Promise<PersonRecord | null> {
    return (await this.sequencer.read((machine) => machine.person(owner))).value;
  }

  private async unsealed(
    person: PersonRecord,
    field: "email" | "password",
  ): Promise<string | null> {
    const key = await this.ring.key(person.keySlot);
    return key === null ? null : unsealText(key, field, person[field]);
  }
}
