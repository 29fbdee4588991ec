/** @polymarket/clob-client, and what only this one of the clients can do. */
import { BuilderConfig } from "@polymarket/builder-signing-sdk";
import { Chain, ClobClient } from "@polymarket/clob-client";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { walletOf } from "./stage.ts";
import type { ClientMaker, Trader } from "./stage.ts";

/** The older client by the names of the newer: what both have they call alike. */
export const olderClient: ClientMaker = (host, wallet, creds) =>
  new ClobClient(host, Chain.AMOY, wallet, creds) as unknown as ReturnType<ClientMaker>;

export const olderChecks = {
  clearTickSizeCache: async (stage) => {
    const market = await stage.market({ tick_size: "0.01" });
    const client = stage.client() as unknown as ClobClient;
    expect(await client.getTickSize(market.yes)).toBe("0.01");
    client.clearTickSizeCache(market.yes);
    expect(client.tickSizes).toEqual({});
    expect(await client.getTickSize(market.yes)).toBe("0.01");
  },
  validateReadonlyApiKey: async (stage) => {
    const trader = await stage.trader();
    const { apiKey } = await trader.client.createReadonlyApiKey();
    const client = stage.client() as unknown as ClobClient;
    expect(await client.validateReadonlyApiKey(trader.address, apiKey)).not.toHaveProperty("error");
    expect(await client.validateReadonlyApiKey(trader.address, trader.creds.key)).toHaveProperty(
      "error",
    );
  },
  revokeBuilderApiKey: async (stage) => {
    const trader = await stage.trader();
    const builder = await asBuilder(trader);
    expect(await builder.revokeBuilderApiKey()).not.toHaveProperty("error");
    const left = await trader.client.getBuilderApiKeys();
    expect(left.filter(({ revokedAt }) => !revokedAt)).toEqual([]);
  },
} satisfies Record<string, Check>;

/** A client that signs with a builder's key, too. */
async function asBuilder({ stage, client, key, creds }: Trader): Promise<ClobClient> {
  const localBuilderCreds = await client.createBuilderApiKey();
  const config = new BuilderConfig({ localBuilderCreds });
  const more = [undefined, undefined, undefined, undefined, config] as const;
  return new ClobClient(stage.clob, Chain.AMOY, walletOf(key), creds, ...more);
}
