/** The unified SDK, pointed at a stage. */
import { createPublicClient, createSecureClient, forkEnvironmentConfig } from "@polymarket/client";
import type { EnvironmentConfig, PublicClient, SecureClient } from "@polymarket/client";
import { privateKey } from "@polymarket/client/viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { Stage, Trader } from "./stage.ts";

/** Everything that the SDK asks of a venue goes here; it needs no chain to trade. */
function environmentOf(url: string): EnvironmentConfig {
  const socket = url.replace("http", "ws");
  const nowhere = { rest: "http://127.0.0.1:9", ws: "ws://127.0.0.1:9" };
  return forkEnvironmentConfig({
    name: "probity",
    chainId: 80_002,
    rpc: nowhere.rest,
    clob: {
      rest: `${url}/clob`,
      market: { ws: `${socket}/ws/market` },
      user: { ws: `${socket}/ws/user` },
    },
    gamma: { rest: `${url}/gamma` },
    data: { rest: `${url}/data` },
    // It is asked for nothing but whether a wallet is there.
    relayer: { rest: `${url}/clob` },
    combos: { ...nowhere, collateralReturn: nowhere },
    perps: nowhere,
    rtds: nowhere,
    sports: nowhere,
  });
}

export function publicSdk(stage: Stage): PublicClient {
  return createPublicClient({ environment: environmentOf(stage.venue.url) });
}

/** The SDK of whoever has this wallet. */
export function sdkOf(stage: Stage, key: `0x${string}`): Promise<SecureClient> {
  return createSecureClient({
    environment: environmentOf(stage.venue.url),
    signer: privateKey(key),
    wallet: privateKeyToAccount(key).address,
  });
}

/** The same as the SDK does it by itself: the wallet is the key's deposit wallet. */
export function depositSdkOf(stage: Stage, key: `0x${string}`): Promise<SecureClient> {
  return createSecureClient({
    environment: environmentOf(stage.venue.url),
    signer: privateKey(key),
  });
}

/** Somebody new who trades with the SDK; the other client of theirs has the same key. */
export async function sdkTrader(stage: Stage): Promise<{ sdk: SecureClient; trader: Trader }> {
  const key = generatePrivateKey();
  const sdk = await sdkOf(stage, key);
  return { sdk, trader: stage.traderOf(key, sdk.credentials) };
}

/** Everything that a paged list of the SDK gives. */
export async function all<T>(pages: AsyncIterable<{ readonly items: readonly T[] }>): Promise<T[]> {
  const found: T[] = [];
  for await (const { items } of pages) found.push(...items);
  return found;
}
