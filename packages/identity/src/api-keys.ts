import { createSecretKey, randomBytes, randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { AccountId, OwnerId } from "@probity/core";
import type { Scope } from "./commands.ts";
import type { KeyRecord } from "./keys-book.ts";
import type { Vault } from "./vault.ts";

const SECRET_BYTES = 32;
/** Keys whose secrets are held in memory, so that a busy client costs one look at the disk. */
const REMEMBERED = 10_000;

/** A key for programs, without what it signs with; times in ms since 1970. */
export interface ApiKeyInfo {
  /** A UUID. */
  readonly id: string;
  readonly owner: OwnerId;
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** Null: all accounts of the person. */
  readonly accounts: readonly AccountId[] | null;
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
  /** When it last opened a door, as far as this process knows. */
  readonly lastUsedAt: number | null;
}

export interface ApiKey extends ApiKeyInfo {
  /** 32 bytes in base64url; requests are signed with the bytes. */
  readonly secret: string;
  /** A second secret that some dialects send along; native requests do not. */
  readonly passphrase: string;
}

const secrets = new WeakMap<ApiKey, KeyObject>();

/** What requests are signed with, made of the text once: that takes longer than an HMAC with it. */
export function secretOf(key: ApiKey): KeyObject {
  let secret = secrets.get(key);
  if (secret === undefined) {
    secret = createSecretKey(key.secret, "base64url");
    secrets.set(key, secret);
  }
  return secret;
}

export interface KeyWish {
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly accounts: readonly AccountId[] | null;
  readonly expiresAt: number | null;
}

export type KeyCreation =
  | { readonly kind: "created"; readonly key: ApiKey }
  | { readonly kind: "refused"; readonly reason: "TooManyKeys" | "PersonNotFound" };

/** Keys by which programs act for a person, within scopes and accounts (docs/decisions/0026). */
export interface ApiKeys {
  /** Secret and passphrase are made here, and shown to whoever asked, once. */
  createKey(owner: OwnerId, wish: KeyWish): Promise<KeyCreation>;
  /** In the order in which they were made. */
  keysOf(owner: OwnerId): Promise<readonly ApiKeyInfo[]>;
  /** From when this resolves the key opens nothing. @returns false when it is no key of this person. */
  revokeKey(owner: OwnerId, id: string): Promise<boolean>;
  /** A key that is good, with what it signs with. */
  key(id: string): Promise<ApiKey | null>;
  /** Whether a key found earlier is still good, known at once. */
  isKeyGood(id: string): boolean;
  /** Notes that the key opened a door. */
  noteKeyUse(id: string): void;
}

interface Sealed {
  readonly label: string;
  readonly secret: string;
  readonly passphrase: string;
}

export class ApiKeyService implements ApiKeys {
  readonly #vault: Vault;
  readonly #known = new Map<string, ApiKey>();
  readonly #lastUse = new Map<string, number>();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async createKey(owner: OwnerId, wish: KeyWish): Promise<KeyCreation> {
    const id = randomUUID();
    const content: Sealed = {
      label: wish.label,
      secret: randomBytes(SECRET_BYTES).toString("base64url"),
      passphrase: randomBytes(SECRET_BYTES).toString("hex"),
    };
    const sealed = await this.#vault.seal(owner, purposeOf(id), JSON.stringify(content));
    if (sealed === null) return { kind: "refused", reason: "PersonNotFound" };
    const event = await this.#vault.submit({
      type: "CreateKey",
      owner,
      key: id,
      sealed,
      scopes: wish.scopes,
      accounts: wish.accounts,
      expiresAt: wish.expiresAt ?? 0,
    });
    const key = event.type === "KeyCreated" ? await this.key(id) : null;
    return key === null ? { kind: "refused", reason: "TooManyKeys" } : { kind: "created", key };
  }

  async keysOf(owner: OwnerId): Promise<readonly ApiKeyInfo[]> {
    const records = await this.#vault.read((machine) => machine.keys.of(owner));
    const keys = await Promise.all(records.map((record) => this.#open(record)));
    return keys.flatMap((key) => (key === null ? [] : infoOf(key)));
  }

  async revokeKey(owner: OwnerId, id: string): Promise<boolean> {
    const event = await this.#vault.submit({ type: "RevokeKey", owner, key: id });
    this.#known.delete(id);
    this.#lastUse.delete(id);
    return event.type === "KeyRevoked";
  }

  async key(id: string): Promise<ApiKey | null> {
    if (!this.isKeyGood(id)) return null;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const record = await this.#vault.read((machine) => machine.keys.get(id));
    const key = record === null ? null : await this.#open(record);
    // It may have been revoked meanwhile.
    if (key === null || !this.isKeyGood(id)) return null;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, key);
    return key;
  }

  isKeyGood(id: string): boolean {
    return this.#vault.standing.isKeyGood(id, this.#vault.clock.now());
  }

  noteKeyUse(id: string): void {
    this.#lastUse.set(id, this.#vault.clock.now());
  }

  async #open(record: KeyRecord): Promise<ApiKey | null> {
    const { key: id, owner, sealed, scopes, accounts, createdAt } = record;
    const person = await this.#vault.record(owner);
    if (person === null) return null;
    const text = await this.#vault.unseal(person, purposeOf(id), sealed);
    if (text === null) return null;
    const { label, secret, passphrase } = JSON.parse(text) as Sealed;
    const expiresAt = record.expiresAt === 0 ? null : record.expiresAt;
    const lastUsedAt = this.#lastUse.get(id) ?? null;
    const info = { id, owner, label, scopes, accounts, createdAt, expiresAt, lastUsedAt };
    return { ...info, secret, passphrase };
  }
}

function infoOf({ secret: _secret, passphrase: _passphrase, ...info }: ApiKey): ApiKeyInfo {
  return info;
}

function purposeOf(id: string): string {
  return `key ${id}`;
}
