import type { AccountId, OwnerId } from "@probity/core";
import type { StateRecord } from "@probity/sequencer";
import type { Scope } from "./commands.ts";

/** An API key as the machine keeps it; label, secret and passphrase are sealed. */
export interface KeyRecord {
  readonly key: string;
  readonly owner: OwnerId;
  readonly sealed: string;
  readonly scopes: readonly Scope[];
  /** Null: all accounts of the person. */
  readonly accounts: readonly AccountId[] | null;
  readonly createdAt: number;
  /** 0: never. */
  readonly expiresAt: number;
}

/** Keys that are good, by id and by person in the order in which they were made. */
export class KeysBook {
  readonly #keys = new Map<string, KeyRecord>();
  readonly #byOwner = new Map<OwnerId, Set<string>>();

  get(key: string): KeyRecord | null {
    return this.#keys.get(key) ?? null;
  }

  all(): Iterable<KeyRecord> {
    return this.#keys.values();
  }

  of(owner: OwnerId): KeyRecord[] {
    return Array.from(this.#byOwner.get(owner) ?? [], (key) => this.#keys.get(key)!);
  }

  add(record: KeyRecord): void {
    this.#keys.set(record.key, record);
    const own = this.#byOwner.get(record.owner);
    if (own === undefined) this.#byOwner.set(record.owner, new Set([record.key]));
    else own.add(record.key);
  }

  remove(key: string): void {
    const record = this.#keys.get(key);
    if (record === undefined) return;
    this.#keys.delete(key);
    const own = this.#byOwner.get(record.owner);
    own?.delete(key);
    if (own?.size === 0) this.#byOwner.delete(record.owner);
  }

  removeAllOf(owner: OwnerId): void {
    for (const { key } of this.of(owner)) this.remove(key);
  }

  *records(): Iterable<StateRecord> {
    for (const { key, owner, sealed, scopes, accounts, createdAt, expiresAt } of this.all()) {
      // Of no account at all there is no key, so an empty list can stand for all.
      yield ["key", key, owner, sealed, [...scopes], [...(accounts ?? [])], createdAt, expiresAt];
    }
  }

  restore(fields: StateRecord): void {
    const [key, owner, sealed, scopes, accounts, createdAt, expiresAt] = fields as unknown as [
      string,
      OwnerId,
      string,
      readonly Scope[],
      readonly AccountId[],
      number,
      number,
    ];
    const limited = accounts.length === 0 ? null : accounts;
    this.add({ key, owner, sealed, scopes, accounts: limited, createdAt, expiresAt });
  }
}
