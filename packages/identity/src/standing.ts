import type { OwnerId } from "@probity/core";
import type { IdentityMachine } from "./machine.ts";

interface KnownKey {
  readonly owner: OwnerId;
  /** In ms; 0: never. */
  readonly expiresAt: number;
}

/**
 * Which sessions and keys are good, known without asking the machine: a copy of what it holds and
 * what is durable, so that it can be asked at once, for every request.
 */
export class Standing {
  readonly #sessions = new Map<string, OwnerId>();
  readonly #byOwner = new Map<OwnerId, Set<string>>();
  readonly #keys = new Map<string, KnownKey>();

  /** As the machine has it now. */
  static of(machine: IdentityMachine): Standing {
    const standing = new Standing();
    for (const { session, owner } of machine.sessions.all()) standing.openSession(session, owner);
    for (const key of machine.keys.all()) standing.addKey(key.key, key);
    return standing;
  }

  isSessionOpen(session: string): boolean {
    return this.#sessions.has(session);
  }

  openSession(session: string, owner: OwnerId): void {
    this.#sessions.set(session, owner);
    const own = this.#byOwner.get(owner);
    if (own === undefined) this.#byOwner.set(owner, new Set([session]));
    else own.add(session);
  }

  endSession(session: string): void {
    const owner = this.#sessions.get(session);
    if (owner === undefined) return;
    this.#sessions.delete(session);
    const own = this.#byOwner.get(owner);
    own?.delete(session);
    if (own?.size === 0) this.#byOwner.delete(owner);
  }

  endSessionsOf(owner: OwnerId): void {
    for (const session of this.#byOwner.get(owner) ?? []) this.endSession(session);
  }

  isKeyGood(key: string, now: number): boolean {
    const known = this.#keys.get(key);
    return known !== undefined && (known.expiresAt === 0 || known.expiresAt > now);
  }

  addKey(key: string, { owner, expiresAt }: KnownKey): void {
    this.#keys.set(key, { owner, expiresAt });
  }

  removeKey(key: string): void {
    this.#keys.delete(key);
  }

  /** Whatever they came in by is good no longer. */
  forget(owner: OwnerId): void {
    this.endSessionsOf(owner);
    for (const [key, known] of this.#keys) if (known.owner === owner) this.#keys.delete(key);
  }
}
