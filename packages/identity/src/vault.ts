import type { OwnerId } from "@probity/core";
import type { Clock, LiveSequencer } from "@probity/sequencer";
import type { CredentialKind, IdentityCommand, IdentityEvent } from "./commands.ts";
import type { KeyRing } from "./key-ring.ts";
import type { IdentityMachine, PersonRecord } from "./machine.ts";
import { deriveKey, lookupOf, sealText, unsealText, usualSpelling } from "./seal.ts";
import type { Standing } from "./standing.ts";

/** The only submitter to this stream. */
export const ORIGIN = 1;

export interface VaultParts {
  readonly sequencer: LiveSequencer<IdentityCommand, IdentityEvent, IdentityMachine>;
  readonly ring: KeyRing;
  readonly masterKey: Buffer;
  readonly standing: Standing;
  readonly clock: Clock;
  /** Of the last command submitted. */
  readonly counter: number;
}

/** What the services of identity share: the stream, the keys of people, and what is known at once. */
export class Vault {
  readonly sequencer: VaultParts["sequencer"];
  readonly ring: KeyRing;
  readonly standing: Standing;
  readonly clock: Clock;
  readonly #lookupKeys: Readonly<Record<CredentialKind | "username", Buffer>>;
  #counter: number;

  constructor({ sequencer, ring, masterKey, standing, clock, counter }: VaultParts) {
    this.sequencer = sequencer;
    this.ring = ring;
    this.standing = standing;
    this.clock = clock;
    this.#counter = counter;
    this.#lookupKeys = {
      email: deriveKey(masterKey, "e-mail lookup"),
      wallet: deriveKey(masterKey, "wallet lookup"),
      external: deriveKey(masterKey, "external lookup"),
      username: deriveKey(masterKey, "username lookup"),
    };
  }

  /** What happened is durable, and `standing` knows of it, when this resolves. */
  async submit(content: IdentityCommand): Promise<IdentityEvent> {
    const { events } = await this.sequencer.submit({
      origin: ORIGIN,
      counter: ++this.#counter,
      actor: 0,
      content,
    });
    const [event] = events;
    if (event === undefined) throw new Error("a command of identity gives one event");
    if (content.type === "CreateKey" && event.type === "KeyCreated") {
      this.standing.addKey(content.key, content);
    }
    this.#note(event);
    return event;
  }

  async read<T>(view: (machine: IdentityMachine) => T): Promise<T> {
    return (await this.sequencer.read(view)).value;
  }

  /** Who is found by this. */
  find(kind: CredentialKind | "username", value: string): Promise<PersonRecord | null> {
    const lookup = this.lookup(kind, value);
    return this.read((machine) => machine.personWith(lookup));
  }

  record(owner: OwnerId): Promise<PersonRecord | null> {
    return this.read((machine) => machine.person(owner));
  }

  lookup(kind: CredentialKind | "username", value: string): string {
    return lookupOf(this.#lookupKeys[kind], kind === "external" ? value : usualSpelling(value));
  }

  /** Seals text under a person's key; null: there is no such person. */
  async seal(owner: OwnerId, purpose: string, content: string): Promise<string | null> {
    const person = await this.record(owner);
    const key = person === null ? null : await this.ring.key(person.keySlot);
    return key === null ? null : sealText(key, purpose, content);
  }

  /** @returns null when it was sealed for something else, or the person is no more. */
  async unseal(person: PersonRecord, purpose: string, sealed: string): Promise<string | null> {
    const key = await this.ring.key(person.keySlot);
    return key === null ? null : unsealText(key, purpose, sealed);
  }

  #note(event: IdentityEvent): void {
    switch (event.type) {
      case "SessionOpened":
        for (const session of event.ended) this.standing.endSession(session);
        this.standing.openSession(event.session, event.owner);
        return;
      case "SessionEnded":
      case "SessionReused":
        return this.standing.endSession(event.session);
      case "SessionsEnded":
      case "PasswordSet":
        return this.standing.endSessionsOf(event.owner);
      case "PersonReclaimed":
      case "PersonErased":
        return this.standing.forget(event.owner);
      case "KeyRevoked":
        return this.standing.removeKey(event.key);
      default:
    }
  }
}
