/** Orders as they are signed: recorded ones, any at all, and their types for `viem`, the slow twin of our hashing. */
import fc from "fast-check";
import { privateKeyToAccount } from "viem/accounts";
import type { PrivateKeyAccount } from "viem/accounts";
import { hexOfBytes } from "../src/chain/hex.ts";
import type { Address, Hex, SignedOrder } from "../src/ports.ts";

type OrderV2 = SignedOrder & { readonly version: 2 | 3 };

/** Known to everybody: the keys of the recorded requests. */
export function knownWallet(digit: 1 | 2 | 3): PrivateKeyAccount {
  return privateKeyToAccount(`0x${`${digit}${digit}`.repeat(32)}`);
}

const ZERO_32: Hex = `0x${"0".repeat(64)}`;

/** Posted by clob-client-v2 1.1.0 with the key 0x11…11: BUY 100 at 0.43, GTC, Amoy, exchange of version 2. */
export function recordedOrder(): OrderV2 {
  return {
    version: 2,
    salt: "1610533427288",
    maker: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
    signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
    tokenId: "71321045679252212594626385532706912750332728571942532289631379312455583992563",
    makerAmount: "43000000",
    takerAmount: "100000000",
    side: "BUY",
    signatureType: 0,
    timestamp: "1795244705955",
    expiration: "0",
    metadata: ZERO_32,
    builder: ZERO_32,
    signature:
      "0x6e2d80b02caf813686aeead43bb7486cc3646186b19cf4707766ee9115a176985223b1f113a5a28efa34b234effc889ed0910a11b2ed1dc99672ca172cf3d0ea1b",
  };
}

/** Posted by @polymarket/client 0.2.0 with the key 0x33…33, on chain 31337 for the exchange 0x11…11. */
export function recordedOrderOfUnifiedClient(): OrderV2 {
  return {
    ...recordedOrder(),
    salt: "6937463756508536",
    maker: "0x5CbDd86a2FA8Dc4bDdd8a8f69dBa48572EeC07FB",
    signer: "0x5CbDd86a2FA8Dc4bDdd8a8f69dBa48572EeC07FB",
    timestamp: "1795244910851",
    signature:
      "0x880c25aa2af17027b3465f2b7520e305bbb20fb0c5e8d9fab63c3fcde6f4d99b42c71f80ccaa77febbf67affce04fa3645cdaa00a6a7cb549e32bdfaf8ddfd7e1b",
  };
}

export const ORDER_FIELDS_V1 = fields(
  "uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType",
);
export const ORDER_FIELDS = fields(
  "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder",
);
export const TYPED_DATA_SIGN_FIELDS = fields(
  "Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt",
);
export const AUTH_FIELDS = fields("address address,string timestamp,uint256 nonce,string message");

function fields(text: string): { readonly name: string; readonly type: string }[] {
  return text.split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
}

export function domainOf(version: number, chainId: number, verifyingContract: Address) {
  return { name: "Polymarket CTF Exchange", version: String(version), chainId, verifyingContract };
}

/** What `viem` is given to hash. */
export function messageOf(order: SignedOrder): Record<string, unknown> {
  const message: Record<string, unknown> = { ...order, side: order.side === "BUY" ? 0 : 1 };
  for (const { name, type } of order.version === 1 ? ORDER_FIELDS_V1 : ORDER_FIELDS) {
    if (type === "uint256") message[name] = BigInt(message[name] as string);
  }
  return message;
}

const anyWord = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    fc.bigInt({ min: 0n, max: 2n ** 53n }),
    fc.constantFrom(0n, 1n, 10n ** 15n - 1n, 10n ** 15n, 2n ** 256n - 1n),
  )
  .map(String);
const anyAddress = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hexOfBytes);
const anyBytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hexOfBytes);
const anyFields = {
  salt: anyWord,
  maker: anyAddress,
  signer: anyAddress,
  tokenId: anyWord,
  makerAmount: anyWord,
  takerAmount: anyWord,
  side: fc.constantFrom("BUY" as const, "SELL" as const),
  signatureType: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  signature: fc.constant<Hex>("0x"),
  expiration: anyWord,
};

export const anyOrder: fc.Arbitrary<SignedOrder> = fc.oneof(
  fc.record({
    ...anyFields,
    version: fc.constant(1 as const),
    taker: anyAddress,
    nonce: anyWord,
    feeRateBps: anyWord,
  }),
  fc.record({
    ...anyFields,
    version: fc.constantFrom(2 as const, 3 as const),
    timestamp: anyWord,
    metadata: anyBytes32,
    builder: anyBytes32,
  }),
);

export const anyChain = fc.oneof(
  fc.constantFrom(137, 80_002),
  fc.integer({ min: 1, max: 2 ** 31 }),
);
