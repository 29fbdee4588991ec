import type { OwnerId } from "@probity/core";
import type { StateRecord } from "@probity/sequencer";

/** A sign-in that lasts: its refresh tokens are a chain, of which only the newest is good. */
export interface SessionRecord {
  readonly session: string;
  readonly owner: OwnerId;
  /** How often it was refreshed; the token that says another number is not the newest. */
  readonly rotation: number;
  readonly device: string;
  /** In ms since 1970, as all times here. */
  readonly openedAt: number;
  readonly usedAt: number;
  readonly expiresAt: number;
}

/** Sessions of one person; another makes the one that was used longest ago give way. */
const SESSIONS_MAX = 50;
/** Expired sessions forgotten by one command. */
const FORGOTTEN_AT_ONCE = 100;

/** All open sessions, the one used longest ago first. */
export class SessionsBook {
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #byOwner = new Map<OwnerId, Set<string>>();

  get(session: string): SessionRecord | null {
    return this.#sessions.get(session) ?? null;
  }

  all(): Iterable<SessionRecord> {
    return this.#sessions.values();
  }

  of(owner: OwnerId): SessionRecord[] {
    return Array.from(this.#byOwner.get(owner) ?? [], (session) => this.#sessions.get(session)!);
  }

  /** @returns the sessions that gave way or had expired. */
  open(record: SessionRecord): string[] {
    const ended = this.#forgetExpired(record.usedAt);
    const own = this.#byOwner.get(record.owner);
    if (own !== undefined && own.size >= SESSIONS_MAX) {
      const [oldest] = own;
      if (oldest !== undefined) ended.push(oldest);
      this.end(oldest ?? "");
    }
    this.put(record);
    return ended;
  }

  /** Adds a session, or brings one up to date, as the one used last. */
  put(record: SessionRecord): void {
    this.end(record.session);
    this.#sessions.set(record.session, record);
    const own = this.#byOwner.get(record.owner);
    if (own === undefined) this.#byOwner.set(record.owner, new Set([record.session]));
    else own.add(record.session);
  }

  end(session: string): void {
    const record = this.#sessions.get(session);
    if (record === undefined) return;
    this.#sessions.delete(session);
    const own = this.#byOwner.get(record.owner);
    own?.delete(session);
    if (own?.size === 0) this.#byOwner.delete(record.owner);
  }

  endAllOf(owner: OwnerId): void {
    for (const { session } of this.of(owner)) this.end(session);
  }

  *records(): Iterable<StateRecord> {
    for (const record of this.#sessions.values()) {
      const { session, owner, rotation, device, openedAt, usedAt, expiresAt } = record;
      yield ["session", session, owner, rotation, device, openedAt, usedAt, expiresAt];
    }
  }

  restore(fields: StateRecord): void {
    const [session, owner, rotation, device, openedAt, usedAt, expiresAt] = fields as [
      string,
      OwnerId,
      number,
      string,
      number,
      number,
      number,
    ];
    this.put({ session, owner, rotation, device, openedAt, usedAt, expiresAt });
  }

  /** All last equally long, so those used longest ago are the first to expire. */
  #forgetExpired(now: number): string[] {
    const expired: string[] = [];
    for (const { session, expiresAt } of this.#sessions.values()) {
      if (expiresAt > now || expired.length === FORGOTTEN_AT_ONCE) break;
      expired.push(session);
    }
    for (const session of expired) this.end(session);
    return expired;
  }
}
