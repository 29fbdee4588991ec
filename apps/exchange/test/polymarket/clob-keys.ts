/** Keys, made and taken back by the CLOB's clients. */
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { generatePrivateKey } from "viem/accounts";
import { walletOf } from "./stage.ts";
import type { Trader } from "./stage.ts";

/** Keys of a person as the venue itself lists them, by their label. */
async function nativeKeys(trader: Trader): Promise<ReadonlyMap<string, readonly string[]>> {
  const { keys } = await (await trader.native()).must("GET", "/auth/keys");
  const found = keys as { label: string; scopes: string[] }[];
  return new Map(found.map(({ label, scopes }) => [label, scopes]));
}

export const keys = {
  createApiKey: async (stage) => {
    const trader = await stage.trader();
    const made = await trader.client.createApiKey(7);
    expect(made.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(made.secret).toMatch(/^[\w-]{43}=$/);
    expect((await nativeKeys(trader)).get(`polymarket:7:${trader.address}`)).toContain("trade");
    // Once for an address and a nonce: then it can only be derived.
    expect((await trader.client.createApiKey(7)).key).toBeUndefined();
  },
  deriveApiKey: async (stage) => {
    const trader = await stage.trader();
    expect(await trader.client.deriveApiKey()).toEqual(trader.creds);
    expect((await trader.client.deriveApiKey(99)).key).toBeUndefined();
  },
  createOrDeriveApiKey: async (stage) => {
    const wallet = walletOf(generatePrivateKey());
    const made = await stage.client(wallet).createOrDeriveApiKey(3);
    expect(await stage.client(wallet).createOrDeriveApiKey(3)).toEqual(made);
  },
  getApiKeys: async (stage) => {
    const trader = await stage.trader();
    const second = await trader.client.createApiKey(1);
    const { apiKeys } = await trader.client.getApiKeys();
    // Declared as triples; upstream lists ids.
    expect(apiKeys.map(String).sort()).toEqual([trader.creds.key, second.key].sort());
  },
  getClosedOnlyMode: async (stage) => {
    const trader = await stage.trader();
    expect(await trader.client.getClosedOnlyMode()).toEqual({ closed_only: false });
  },
  deleteApiKey: async (stage) => {
    const trader = await stage.trader();
    expect(await trader.client.deleteApiKey()).toBe("OK");
    expect(await trader.client.getApiKeys()).toMatchObject({ status: 401 });
    expect(await nativeKeys(trader)).toEqual(new Map());
  },
  createReadonlyApiKey: async (stage) => {
    const trader = await stage.trader();
    const { apiKey } = await trader.client.createReadonlyApiKey();
    expect(apiKey).toMatch(/^[0-9a-f-]{36}$/);
    const scopes = [...(await nativeKeys(trader))].filter(([label]) =>
      label.startsWith("polymarket-readonly:"),
    );
    expect(scopes).toMatchObject([[expect.anything(), ["read"]]]);
  },
  getReadonlyApiKeys: async (stage) => {
    const trader = await stage.trader();
    const { apiKey } = await trader.client.createReadonlyApiKey();
    expect(await trader.client.getReadonlyApiKeys()).toEqual([apiKey]);
  },
  deleteReadonlyApiKey: async (stage) => {
    const trader = await stage.trader();
    const { apiKey } = await trader.client.createReadonlyApiKey();
    expect(await trader.client.deleteReadonlyApiKey(apiKey)).toBe(true);
    expect(await trader.client.getReadonlyApiKeys()).toEqual([]);
  },
  createBuilderApiKey: async (stage) => {
    const trader = await stage.trader();
    const made = await trader.client.createBuilderApiKey();
    expect(made).toEqual({
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      secret: expect.any(String),
      passphrase: expect.any(String),
    });
  },
  getBuilderApiKeys: async (stage) => {
    const trader = await stage.trader();
    const { key } = await trader.client.createBuilderApiKey();
    expect(await trader.client.getBuilderApiKeys()).toMatchObject([{ key }]);
  },
} satisfies Record<string, Check>;

/** Of clob-client-v2 alone: the older one asks with the key itself. */
export const newestKeys = {
  revokeBuilderApiKey: async (stage) => {
    const trader = await stage.trader();
    await trader.client.createBuilderApiKey();
    expect(await trader.client.revokeBuilderApiKey()).not.toHaveProperty("error");
    const left = await trader.client.getBuilderApiKeys();
    expect(left.filter(({ revokedAt }) => !revokedAt)).toEqual([]);
  },
} satisfies Record<string, Check>;
