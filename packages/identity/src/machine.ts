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
  | { readonly type: "ErasePerson"; readonly owner: OwnerId };

export type IdentityRejection = "EmailTaken" | "PersonNotFound";

export type IdentityEvent =
  | { readonly type: "PersonRegistered"; readonly owner: OwnerId; readonly keySlot: number }
  | { readonly type: "PasswordSet"; readonly owner: OwnerId }
  | { readonly type: "PersonErased"; readonly owner: OwnerId; readonly keySlot: number }
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
        return { type: "PasswordSet", owner: person.owner };
      }
      case "ErasePerson": {
        const person = this.person(content.owner);
        if (person === null) return { type: "IdentityRejected", reason: "PersonNotFound" };
        this.people.delete(person.owner);
        this.byLookup.delete(person.lookup);
        return { type: "PersonErased", owner: person.owner, keySlot: person.keySlot };
      }
      default:
        return content satisfies never;
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
