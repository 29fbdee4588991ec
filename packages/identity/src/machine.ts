import type { OwnerId } from "@probity/core";
import type { Machine, Sequenced, StateRecord } from "@probity/sequencer";
import type {
  Credential,
  CredentialKind,
  IdentityCommand,
  IdentityEvent,
  IdentityRejection,
  TicketPurpose,
} from "./commands.ts";
import { KeysBook } from "./keys-book.ts";
import { SessionsBook } from "./sessions-book.ts";

/** Ways to sign in that one person may have, the password not counted. */
const CREDENTIALS_MAX = 10;
/** Good keys of one person. */
const KEYS_MAX = 100;

/** A person as the machine keeps them: sealed. */
export interface PersonRecord {
  readonly owner: OwnerId;
  readonly keySlot: number;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
  readonly credentials: readonly Credential[];
  /** Null: they sign in by other means alone. */
  readonly password: string | null;
  /** Lookup of the username; "": none. */
  readonly username: string;
  /** "" where nothing was said yet. */
  readonly profile: string;
  readonly preferences: string;
}

/** A way back in by mail. */
export interface Ticket {
  readonly owner: OwnerId;
  readonly purpose: TicketPurpose;
  readonly expiresAt: number;
}

/**
 * Who is registered and what proves it, as a pure machine. Owners are counted from 1 and never
 * reused; what a person is found by belongs to at most one living person.
 */
export class IdentityMachine implements Machine<IdentityCommand, IdentityEvent> {
  readonly sessions = new SessionsBook();
  readonly keys = new KeysBook();
  private lastSequence = 0;
  private lastTime = 0;
  private lastOwner = 0;
  private readonly counters = new Map<number, number>();
  private readonly people = new Map<OwnerId, PersonRecord>();
  /** By address, wallet, external subject and username. */
  private readonly byLookup = new Map<string, OwnerId>();
  private readonly tickets = new Map<string, Ticket>();
  /** The one ticket of a person and purpose. */
  private readonly ticketOf = new Map<string, string>();

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

  /** Owners ever counted; those that were erased among them. */
  get owners(): number {
    return this.lastOwner;
  }

  ticket(ticket: string): Ticket | null {
    return this.tickets.get(ticket) ?? null;
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
    for (const person of this.people.values()) {
      const { owner, keySlot, registeredAt, username, profile, preferences } = person;
      const credentials = person.credentials.map(({ kind, lookup, value, isVerified }) => [
        kind,
        lookup,
        value,
        isVerified ? 1 : 0,
      ]);
      const password = person.password ?? "";
      const texts = [password, username, profile, preferences];
      yield ["person", owner, keySlot, registeredAt, credentials, texts];
    }
    for (const [ticket, { owner, purpose, expiresAt }] of this.tickets) {
      yield ["ticket", ticket, owner, purpose, expiresAt];
    }
    yield* this.sessions.records();
    yield* this.keys.records();
  }

  static restore(records: Iterable<StateRecord>): IdentityMachine {
    const machine = new IdentityMachine();
    for (const [kind, ...fields] of records) machine.restoreRecord(String(kind), fields);
    return machine;
  }

  private restoreRecord(kind: string, fields: StateRecord): void {
    switch (kind) {
      case "machine":
        [this.lastSequence, this.lastTime, this.lastOwner] = fields as [number, number, number];
        return;
      case "counter":
        this.counters.set(...(fields as [number, number]));
        return;
      case "session":
        return this.sessions.restore(fields);
      case "key":
        return this.keys.restore(fields);
      case "ticket": {
        const [ticket, owner, purpose, expiresAt] = fields as [
          string,
          OwnerId,
          TicketPurpose,
          number,
        ];
        return this.addTicket(ticket, { owner, purpose, expiresAt });
      }
      case "person":
        return this.put(personOf(fields));
      default:
        throw new Error(`a snapshot of identity has a record of an unknown kind, ${kind}`);
    }
  }

  private perform(content: IdentityCommand): IdentityEvent {
    switch (content.type) {
      case "RegisterPerson": {
        const { keySlot, lookup, email: value, password } = content;
        const credential = { kind: "email", lookup, value, isVerified: false } as const;
        return this.admit(keySlot, [credential], password, "EmailTaken");
      }
      case "AdmitPerson":
        return this.admit(
          content.keySlot,
          content.credentials,
          content.password,
          "CredentialTaken",
        );
      case "RevokeToken":
        return { type: "TokenRevoked", token: content.token };
      case "VerifyEmail":
      case "ResetPassword":
      case "ChoosePassword":
        return this.redeem(content);
      case "RotateSession":
        return this.rotate(content);
      default: {
        const person = this.person(content.owner);
        return person === null ? rejected("PersonNotFound") : this.change(person, content);
      }
    }
  }

  private admit(
    keySlot: number,
    credentials: readonly Credential[],
    password: string | null,
    taken: IdentityRejection,
  ): IdentityEvent {
    if (credentials.some(({ lookup }) => this.byLookup.has(lookup))) return rejected(taken);
    this.lastOwner += 1;
    const owner = this.lastOwner as OwnerId;
    const nothing = { username: "", profile: "", preferences: "" };
    this.put({
      owner,
      keySlot,
      registeredAt: this.lastTime,
      credentials,
      password,
      ...nothing,
    });
    return { type: "PersonRegistered", owner, keySlot };
  }

  /** What is done to somebody who is there. */
  private change(
    person: PersonRecord,
    content: Extract<IdentityCommand, { readonly owner: OwnerId }>,
  ): IdentityEvent {
    const { owner } = person;
    switch (content.type) {
      case "SetPassword":
        this.setPassword(person, content.password);
        return { type: "PasswordSet", owner };
      case "RehashPassword":
        this.put({ ...person, password: content.password });
        return { type: "PasswordRehashed", owner };
      case "UpgradeHash":
        if (person.password !== content.was) return rejected("PasswordChanged");
        this.put({ ...person, password: content.password });
        return { type: "PasswordRehashed", owner };
      case "ErasePerson":
        this.erase(person);
        return { type: "PersonErased", owner, keySlot: person.keySlot };
      case "AddCredential":
        return this.addCredential(person, content.credential);
      case "RemoveCredential":
        return this.removeCredential(person, content.lookup);
      case "IssueTicket": {
        const { purpose, ticket, expiresAt } = content;
        this.addTicket(ticket, { owner, purpose, expiresAt });
        return { type: "TicketIssued", owner };
      }
      case "SetProfile": {
        const holder = content.username === "" ? owner : this.byLookup.get(content.username);
        if (holder !== undefined && holder !== owner) return rejected("UsernameTaken");
        this.byLookup.delete(person.username);
        this.put({ ...person, username: content.username, profile: content.profile });
        return { type: "ProfileSet", owner };
      }
      case "SetPreferences":
        this.put({ ...person, preferences: content.preferences });
        return { type: "PreferencesSet", owner };
      case "OpenSession": {
        const { session, device, expiresAt } = content;
        const [openedAt, usedAt] = [this.lastTime, this.lastTime];
        const record = { session, owner, rotation: 0, device, openedAt, usedAt, expiresAt };
        return { type: "SessionOpened", owner, session, ended: this.sessions.open(record) };
      }
      case "EndSession": {
        const { session } = content;
        if (this.sessions.get(session)?.owner !== owner) return rejected("SessionNotFound");
        this.sessions.end(session);
        return { type: "SessionEnded", owner, session };
      }
      case "EndSessions":
        this.sessions.endAllOf(owner);
        return { type: "SessionsEnded", owner };
      case "CreateKey": {
        if (this.keys.of(owner).length >= KEYS_MAX) return rejected("TooManyKeys");
        const { key, sealed, scopes, accounts, expiresAt } = content;
        const createdAt = this.lastTime;
        this.keys.add({ key, owner, sealed, scopes, accounts, createdAt, expiresAt });
        return { type: "KeyCreated", owner, key };
      }
      case "RevokeKey": {
        const { key } = content;
        if (this.keys.get(key)?.owner !== owner) return rejected("KeyNotFound");
        this.keys.remove(key);
        return { type: "KeyRevoked", owner, key };
      }
      default:
        return content satisfies never;
    }
  }

  private rotate({
    session,
    rotation,
    expiresAt,
  }: Extract<IdentityCommand, { readonly type: "RotateSession" }>): IdentityEvent {
    const record = this.sessions.get(session);
    if (record === null || record.expiresAt <= this.lastTime) return rejected("SessionNotFound");
    const { owner } = record;
    if (rotation !== record.rotation) {
      this.sessions.end(session);
      return { type: "SessionReused", owner, session };
    }
    const next = rotation + 1;
    this.sessions.put({ ...record, rotation: next, usedAt: this.lastTime, expiresAt });
    return { type: "SessionRotated", owner, session, rotation: next };
  }

  private redeem(
    content: Extract<
      IdentityCommand,
      { readonly type: "VerifyEmail" | "ResetPassword" | "ChoosePassword" }
    >,
  ): IdentityEvent {
    const purpose = content.type === "VerifyEmail" ? "verify-email" : "reset-password";
    const ticket = this.tickets.get(content.ticket);
    const person = ticket === undefined ? null : this.person(ticket.owner);
    if (ticket?.purpose !== purpose || ticket.expiresAt <= this.lastTime || person === null) {
      return rejected("TicketInvalid");
    }
    const { owner } = person;
    this.forgetTicket(owner, purpose);
    // It came by mail, so the address is theirs.
    const credentials = person.credentials.map((credential) =>
      credential.kind === "email" ? { ...credential, isVerified: true } : credential,
    );
    const verified = { ...person, credentials };
    if (content.type === "VerifyEmail") {
      this.put(verified);
      return { type: "EmailVerified", owner };
    }
    const wasProven = person.credentials.some(
      ({ kind, isVerified }) => kind === "email" && isVerified,
    );
    if (content.type === "ChoosePassword" && !wasProven) {
      return this.reclaim(verified, content.password);
    }
    this.setPassword(verified, content.password);
    return { type: "PasswordSet", owner };
  }

  /** Leaves the address and a new password as the only ways in. */
  private reclaim(person: PersonRecord, password: string): IdentityEvent {
    const { owner } = person;
    const others = person.credentials.filter(({ kind }) => kind !== "email");
    for (const { lookup } of others) this.byLookup.delete(lookup);
    const credentials = person.credentials.filter(({ kind }) => kind === "email");
    this.keys.removeAllOf(owner);
    this.setPassword({ ...person, credentials }, password);
    return { type: "PersonReclaimed", owner };
  }

  private addCredential(person: PersonRecord, credential: Credential): IdentityEvent {
    const { owner, credentials } = person;
    if (this.byLookup.has(credential.lookup)) return rejected("CredentialTaken");
    if (credentials.length >= CREDENTIALS_MAX) return rejected("TooManyCredentials");
    this.put({ ...person, credentials: [...credentials, credential] });
    return { type: "CredentialAdded", owner };
  }

  private removeCredential(person: PersonRecord, lookup: string): IdentityEvent {
    const { owner } = person;
    const credentials = person.credentials.filter((credential) => credential.lookup !== lookup);
    if (credentials.length === person.credentials.length) return rejected("CredentialNotFound");
    const isReachable = credentials.some(
      ({ kind }) => kind !== "email" || person.password !== null,
    );
    if (!isReachable) return rejected("LastCredential");
    this.byLookup.delete(lookup);
    this.put({ ...person, credentials });
    return { type: "CredentialRemoved", owner };
  }

  private setPassword(person: PersonRecord, password: string): void {
    this.put({ ...person, password });
    this.sessions.endAllOf(person.owner);
    this.forgetTicket(person.owner, "reset-password");
  }

  private erase({ owner, credentials, username }: PersonRecord): void {
    this.people.delete(owner);
    for (const { lookup } of credentials) this.byLookup.delete(lookup);
    this.byLookup.delete(username);
    this.sessions.endAllOf(owner);
    this.keys.removeAllOf(owner);
    this.forgetTicket(owner, "verify-email");
    this.forgetTicket(owner, "reset-password");
  }

  /** Takes the place of an earlier one of the same person and purpose. */
  private addTicket(name: string, ticket: Ticket): void {
    this.forgetTicket(ticket.owner, ticket.purpose);
    this.tickets.set(name, ticket);
    this.ticketOf.set(`${ticket.owner} ${ticket.purpose}`, name);
  }

  private forgetTicket(owner: OwnerId, purpose: TicketPurpose): void {
    const name = this.ticketOf.get(`${owner} ${purpose}`);
    if (name === undefined) return;
    this.tickets.delete(name);
    this.ticketOf.delete(`${owner} ${purpose}`);
  }

  private put(person: PersonRecord): void {
    this.people.set(person.owner, person);
    for (const { lookup } of person.credentials) this.byLookup.set(lookup, person.owner);
    if (person.username !== "") this.byLookup.set(person.username, person.owner);
  }
}

function rejected(reason: IdentityRejection): IdentityEvent {
  return { type: "IdentityRejected", reason };
}

type CredentialFields = readonly [CredentialKind, string, string, number];

function personOf(fields: StateRecord): PersonRecord {
  const [owner, keySlot, registeredAt, credentials, texts] = fields as unknown as [
    OwnerId,
    number,
    number,
    readonly CredentialFields[],
    readonly [string, string, string, string],
  ];
  const [password, username, profile, preferences] = texts;
  return {
    owner,
    keySlot,
    registeredAt,
    credentials: credentials.map(([kind, lookup, value, isVerified]) => ({
      kind,
      lookup,
      value,
      isVerified: isVerified === 1,
    })),
    password: password === "" ? null : password,
    username,
    profile,
    preferences,
  };
}
