import type { OwnerId } from "@probity/core";
import type { Machine, Sequenced, StateRecord } from "@probity/sequencer";

/**
 * Wishes about people. Whatever could tell who someone is comes in sealed under
 * a key of that person alone (`seal.ts`), so nothing here is readable once the
 * key is gone. `lookup` is the keyed hash of an e-mail address.
 */
export type IdentityCommand =
  | {
      readonly type: "RegisterPerson";
      /** Where the person's key stands in the key ring. */
      readonly keySlot: number;
      readonly lookup: string;
      readonly email: string;
      readonly password: string;
    }
  | { readonly type: "SetPassword"; readonly owner: OwnerId; readonly password: string }
  | { readonly type: "ErasePerson"; readonly owner: OwnerId }
  /** An access token is good no longer, though it would be until `expiresAt`, in ms. */
  | { readonly type: "RevokeToken"; readonly token: string; readonly expiresAt: number };

export type IdentityRejection = "EmailTaken" | "PersonNotFound";

export type IdentityEvent =
  | { readonly type: "PersonRegistered"; readonly owner: OwnerId; readonly keySlot: number }
  | { readonly type: "PasswordSet"; readonly owner: OwnerId }
  | { readonly type: "PersonErased"; readonly owner: OwnerId; readonly keySlot: number }
  | { readonly type: "TokenRevoked"; readonly token: string }
  | { readonly type: "IdentityRejected"; readonly reason: IdentityRejection }
  /** The command was executed before; nothing happened. */
  | { readonly type: "IdentityDuplicated" };

/** A person as the machine keeps them: sealed. */
export interface PersonRecord {
  readonly owner: OwnerId;
  readonly keySlot: number;
  readonly lookup: string;
  readonly email: string;
  readonly password: string;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
}

/**
 * Who is registered, as a pure machine. Owners are counted from 1 and never
 * reused; an e-mail address belongs to at most one living person.
 */
export class IdentityMachine implements Machine<IdentityCommand, IdentityEvent> {
  private lastSequence = 0;
  private lastTime = 0;
  private lastOwner = 0;
  private readonly counters = new Map<number, number>();
  private readonly people = new Map<OwnerId, PersonRecord>();
  private readonly byLookup = new Map<string, OwnerId>();
  /** How often a person's password was set anew; none: never. Tokens of an earlier one are good no longer. */
  private readonly generations = new Map<OwnerId, number>();
  private readonly revoked = new Map<string, number>();

  get sequence(): number {
    return this.lastSequence;
  }

  get time(): number {
    return this.lastTime;
  }

  person(owner: OwnerId): PersonRecord | null {
    return this.people.get(owner) ?? null;
  }

  personWith(lookup: string): PersonRecord | null {
    const owner = this.byLookup.get(lookup);
    return owner === undefined ? null : this.person(owner);
  }

  /** Everyone not erased, in order of registration. */
  everyone(): Iterable<PersonRecord> {
    return this.people.values();
  }

  /** Which generation of a person's tokens is good; null: no such person. */
  generationOf(owner: OwnerId): number | null {
    return this.people.has(owner) ? (this.generations.get(owner) ?? 0) : null;
  }

  /** Tokens revoked before they expire, with when they do, in ms; the first revoked first. */
  revokedTokens(): Iterable<readonly [token: string, expiresAt: number]> {
    return this.revoked;
  }

  /** The highest counter seen of an origin. */
  counterOf(origin: number): number {
    return this.counters.get(origin) ?? 0;
  }

  execute(command: Sequenced<IdentityCommand>): readonly IdentityEvent[] {
    this.lastSequence = command.sequence;
    this.lastTime = command.time;
    if (command.counter <= this.counterOf(command.origin)) return [{ type: "IdentityDuplicated" }];
    this.counters.set(command.origin, command.counter);
    return [this.perform(command.content)];
  }

  overdue(): null {
    return null;
  }

  pendingWork(): null {
    return null;
  }

  nextDeadline(): null {
    return null;
  }

  *records(): Iterable<StateRecord> {
    yield ["machine", this.lastSequence, this.lastTime, this.lastOwner];
    for (const [origin, counter] of [...this.counters].sort(([a], [b]) => a - b)) {
      yield ["counter", origin, counter];
    }
    for (const { owner, keySlot, lookup, email, password, registeredAt } of this.people.values()) {
      yield ["person", owner, keySlot, lookup, email, password, registeredAt];
    }
    for (const [owner, generation] of [...this.generations].sort(([a], [b]) => a - b)) {
      yield ["generation", owner, generation];
    }
    for (const [token, expiresAt] of this.revoked) yield ["revoked", token, expiresAt];
  }

  static restore(records: Iterable<StateRecord>): IdentityMachine {
    const machine = new IdentityMachine();
    for (const [kind, ...fields] of records) {
      if (kind === "machine") {
        [machine.lastSequence, machine.lastTime, machine.lastOwner] = fields as number[] as [
          number,
          number,
          number,
        ];
      } else if (kind === "counter") {
        const [origin, counter] = fields as [number, number];
        machine.counters.set(origin, counter);
      } else if (kind === "generation") {
        const [owner, generation] = fields as [OwnerId, number];
        machine.generations.set(owner, generation);
      } else if (kind === "revoked") {
        const [token, expiresAt] = fields as [string, number];
        machine.revoked.set(token, expiresAt);
      } else {
        const [owner, keySlot, lookup, email, password, registeredAt] = fields as [
          OwnerId,
          number,
          string,
          string,
          string,
          number,
        ];
        machine.add({ owner, keySlot, lookup, email, password, registeredAt });
      }
    }
    return machine;
  }

  private perform(content: IdentityCommand): IdentityEvent {
    switch (content.type) {
      case "RegisterPerson":
        return this.register(content);
      case "SetPassword": {
        const person = this.person(content.owner);
        if (person === null) return { type: "IdentityRejected", reason: "PersonNotFound" };
        this.people.set(person.owner, { ...person, password: content.password });
        this.generations.set(person.owner, (this.generations.get(person.owner) ?? 0) + 1);
        return { type: "PasswordSet", owner: person.owner };
      }
      case "ErasePerson": {
        const person = this.person(content.owner);
        if (person === null) return { type: "IdentityRejected", reason: "PersonNotFound" };
        this.people.delete(person.owner);
        this.byLookup.delete(person.lookup);
        this.generations.delete(person.owner);
        return { type: "PersonErased", owner: person.owner, keySlot: person.keySlot };
      }
      case "RevokeToken":
        this.forgetExpired();
        if (content.expiresAt > this.lastTime) this.revoked.set(content.token, content.expiresAt);
        return { type: "TokenRevoked", token: content.token };
      default:
        return content satisfies never;
    }
  }

  /** Tokens live for minutes, so the ones revoked first are the first that need no remembering. */
  private forgetExpired(): void {
    for (const [token, expiresAt] of this.revoked) {
      if (expiresAt > this.lastTime) return;
      this.revoked.delete(token);
    }
  }

  private register(
    wish: Extract<IdentityCommand, { readonly type: "RegisterPerson" }>,
  ): IdentityEvent {
    if (this.byLookup.has(wish.lookup)) return { type: "IdentityRejected", reason: "EmailTaken" };
    this.lastOwner += 1;
    const owner = this.lastOwner as OwnerId;
    const { keySlot, lookup, email, password } = wish;
    this.add({ owner, keySlot, lookup, email, password, registeredAt: this.lastTime });
    return { type: "PersonRegistered", owner, keySlot };
  }

  private add(person: PersonRecord): void {
    this.people.set(person.owner, person);
    this.byLookup.set(person.lookup, person.owner);
  }
}
