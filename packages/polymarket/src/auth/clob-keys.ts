import type { OwnerId } from "@probity/core";
import type { Venue } from "@probity/gateway";
import type { ApiKey, ApiKeyInfo, Scope } from "@probity/identity";
import type { Address } from "../ports.ts";
import { isSameAddress } from "./address.ts";
import { labelOf, readLabel } from "./key-labels.ts";
import type { ClobKey } from "./key-labels.ts";

/** What a client signs with, as it goes out: the secret is base64 with its padding. */
export interface KeyTriple {
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

const SCOPES: Readonly<Record<ClobKey["kind"], readonly Scope[]>> = {
  trading: ["read", "trade", "transfer"],
  "read-only": ["read"],
  builder: ["read"],
};

/** The keys of Polymarket's clients are keys of identity, told apart by their labels. */
export class ClobKeys {
  readonly #keys: Venue["keys"];
  /** What is being made for a person: one at a time, so that a nonce has one key. */
  readonly #making = new Map<OwnerId, Promise<unknown>>();

  constructor(keys: Venue["keys"]) {
    this.#keys = keys;
  }

  /** @returns null when the wallet has a key for the nonce already, or can have no more. */
  create(owner: OwnerId, address: Address, nonce: string): Promise<KeyTriple | null> {
    return this.#oneByOne(owner, async () => {
      if ((await this.#find(owner, address, nonce)) !== null) return null;
      return this.#make(owner, { kind: "trading", nonce, address });
    });
  }

  /** The key made for the nonce; null: there is none. */
  async derive(owner: OwnerId, address: Address, nonce: string): Promise<KeyTriple | null> {
    const info = await this.#find(owner, address, nonce);
    const key = info === null ? null : await this.#keys.key(info.id);
    return key === null ? null : tripleOf(key);
  }

  /** One more key of that kind; null: there are too many. */
  createAnother(
    owner: OwnerId,
    address: Address,
    kind: "read-only" | "builder",
  ): Promise<KeyTriple | null> {
    return this.#oneByOne(owner, async () => {
      const own = await this.list(owner, address, kind);
      const numbers = own.map(({ label }) => Number(readLabel(label)?.nonce ?? 0));
      const nonce = String(Math.max(0, ...numbers) + 1);
      return this.#make(owner, { kind, nonce, address });
    });
  }

  /** The wallet's keys of a kind, in the order in which they were made. */
  async list(
    owner: OwnerId,
    address: Address,
    kind: ClobKey["kind"],
  ): Promise<readonly ApiKeyInfo[]> {
    const all = await this.#keys.keysOf(owner);
    return all.filter(({ label }) => {
      const key = readLabel(label);
      return key?.kind === kind && isSameAddress(key.address, address);
    });
  }

  /** @returns whether it was one. */
  revoke(owner: OwnerId, id: string): Promise<boolean> {
    return this.#keys.revokeKey(owner, id);
  }

  async #find(owner: OwnerId, address: Address, nonce: string): Promise<ApiKeyInfo | null> {
    const own = await this.list(owner, address, "trading");
    return own.find(({ label }) => readLabel(label)?.nonce === nonce) ?? null;
  }

  async #make(owner: OwnerId, key: ClobKey): Promise<KeyTriple | null> {
    const scopes = SCOPES[key.kind];
    const wish = { label: labelOf(key), scopes, accounts: null, expiresAt: null };
    const creation = await this.#keys.createKey(owner, wish);
    return creation.kind === "created" ? tripleOf(creation.key) : null;
  }

  async #oneByOne<T>(owner: OwnerId, make: () => Promise<T>): Promise<T> {
    const before = this.#making.get(owner) ?? Promise.resolve();
    const making = before.then(make, make);
    this.#making.set(owner, making);
    try {
      return await making;
    } finally {
      if (this.#making.get(owner) === making) this.#making.delete(owner);
    }
  }
}

function tripleOf({ id, secret, passphrase }: ApiKey): KeyTriple {
  return { apiKey: id, secret: padded(secret), passphrase };
}

function padded(base64: string): string {
  return base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
}
