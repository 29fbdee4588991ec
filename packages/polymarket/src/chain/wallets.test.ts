import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WalletType, createPublicClient, forkEnvironmentConfig } from "@polymarket/client";
import { concat, encodeAbiParameters, getContractAddress, keccak256, pad } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Address } from "../ports.ts";
import { walletsOf } from "./wallets.ts";
import { knownWallet } from "../../test/recorded-orders.ts";

const KEY = "e79a8fd9-f8fe-428b-8ef4-4a7dc1449994";
const CREDENTIALS = { key: KEY, secret: Buffer.alloc(32).toString("base64"), passphrase: "p" };
const OWNERS = ([1, 2, 3] as const).map((digit) => knownWallet(digit).address);

/** Knows the key, and nothing else: the client asks before it says what it takes a wallet for. */
const venue = createServer((_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ apiKeys: [KEY] }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => venue.listen(0, "127.0.0.1", resolve));
});
afterAll(() => venue.close());

describe("wallets as the unified client tells them", () => {
  test.each(OWNERS)("of %s", async (owner) => {
    const [proxy, safe, beacon, uups] = walletsOf(owner);
    expect(await walletType(owner, owner)).toBe(WalletType.EOA);
    expect(await walletType(owner, proxy!)).toBe(WalletType.POLY_PROXY);
    expect(await walletType(owner, safe!)).toBe(WalletType.GNOSIS_SAFE);
    expect(await walletType(owner, beacon!)).toBe(WalletType.DEPOSIT_WALLET);
    expect(await walletType(owner, uups!)).toBe(WalletType.DEPOSIT_WALLET);
  });

  test("of nobody else", async () => {
    const [owner, other] = OWNERS as [Address, Address];
    for (const wallet of walletsOf(other)) {
      await expect(walletType(owner, wallet)).rejects.toThrow("does not match");
    }
  });
});

test("proxy wallet and Safe as viem makes addresses", () => {
  const owner = OWNERS[0]!;
  const [proxy, safe] = walletsOf(owner);
  expect(safe).toBe(
    getContractAddress({
      opcode: "CREATE2",
      from: "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b",
      salt: keccak256(pad(owner)),
      bytecodeHash: "0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf",
    }),
  );
  const factory = "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052";
  const bytecode = concat([
    "0x3d3d606380380380913d393d73",
    factory,
    "0x5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73",
    "0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f",
    "0x5af43d82803e903d91602b57fd5bf3",
    "0x52e831dd",
    encodeAbiParameters([{ type: "bytes" }], ["0x"]),
  ]);
  const salt = keccak256(owner);
  expect(proxy).toBe(getContractAddress({ opcode: "CREATE2", from: factory, salt, bytecode }));
});

/** What the official client takes `wallet` for, if `owner` signs. */
async function walletType(owner: Address, wallet: Address): Promise<WalletType> {
  const { port } = venue.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const environment = forkEnvironmentConfig({ name: "test", clob: { rest: url } });
  const client = createPublicClient({ environment }) as unknown as Beginner;
  const steps = await client.beginAuthentication({ wallet, credentials: CREDENTIALS }, {});
  let step = await steps.next();
  while (step.done !== true) step = await steps.next(owner);
  return step.value.account.walletType;
}

/** What every client has, and its declarations keep to themselves. */
interface Beginner {
  beginAuthentication(
    wish: { readonly wallet: Address; readonly credentials: typeof CREDENTIALS },
    signer: object,
  ): Promise<
    AsyncGenerator<unknown, { readonly account: { readonly walletType: WalletType } }, Address>
  >;
}
