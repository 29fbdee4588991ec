/** Orders as wallets sign them: by `viem`, which knows nothing of our own hashing. */
import { walletsOf } from "@probity/polymarket";
import type { Address, Hex, SignedOrder } from "@probity/polymarket";
import { concat, hashDomain, hashStruct, hashTypedData, stringToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { PrivateKeyAccount } from "viem/accounts";
import { Xorshift32 } from "./generator.ts";

type SignatureType = SignedOrder["signatureType"];

/** An order with what is bare in its check: a digest, and the signature of it. */
export interface SignedCase {
  readonly order: SignedOrder;
  readonly signedBy: Address;
  /** The order's id. */
  readonly digest: Hex;
}

const ZERO_32: Hex = `0x${"0".repeat(64)}`;
/** Amoy, and its exchange of version 2. */
const DOMAIN = {
  name: "Polymarket CTF Exchange",
  version: "2",
  chainId: 80_002,
  verifyingContract: "0xE111180000d2663C0091e4f400237545B87B996B",
} as const;
const ORDER_TYPE =
  "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder";
const WALLET_TYPE =
  "Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt";
const TYPES = { Order: fieldsOf(ORDER_TYPE), TypedDataSign: fieldsOf(WALLET_TYPE) };
const DOMAIN_TYPE = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

/** As many orders of one signature type, each by a key of its own. */
export async function signOrders(
  type: SignatureType,
  count: number,
  seed: number,
): Promise<SignedCase[]> {
  const random = new Xorshift32(seed);
  const cases: SignedCase[] = [];
  for (let index = 0; index < count; index++) cases.push(await signOrder(type, random));
  return cases;
}

async function signOrder(type: SignatureType, random: Xorshift32): Promise<SignedCase> {
  const key = privateKeyToAccount(`0x${word(random)}`);
  const [proxy, safe, deposit] = walletsOf(key.address) as [Address, Address, Address];
  const maker = ([key.address, proxy, safe, deposit] as const)[type];
  const order: SignedOrder = {
    version: 2,
    salt: String(random.next()),
    maker,
    signer: type === 3 ? maker : key.address,
    tokenId: BigInt(`0x${word(random)}`).toString(),
    makerAmount: String(10_000 * (1 + (random.next() % 1_000_000))),
    takerAmount: String(10_000 * (1 + (random.next() % 1_000_000))),
    side: random.next() % 2 === 0 ? "BUY" : "SELL",
    signatureType: type,
    timestamp: String(1_795_244_705_955 + (random.next() % 1_000_000)),
    metadata: ZERO_32,
    builder: ZERO_32,
    expiration: "0",
    signature: "0x",
  };
  const message = {
    ...order,
    salt: BigInt(order.salt),
    tokenId: BigInt(order.tokenId),
    makerAmount: BigInt(order.makerAmount),
    takerAmount: BigInt(order.takerAmount),
    timestamp: BigInt(order.timestamp),
    side: order.side === "BUY" ? 0 : 1,
  };
  const digest = hashTypedData({ domain: DOMAIN, types: TYPES, primaryType: "Order", message });
  const signature =
    type === 3 ? await wrapped(key, maker, message) : await key.sign({ hash: digest });
  return { order: { ...order, signature }, signedBy: key.address, digest };
}

/** As the owner of a deposit wallet signs (ERC-7739). */
async function wrapped(
  key: PrivateKeyAccount,
  wallet: Address,
  message: Record<string, unknown>,
): Promise<Hex> {
  const statement: Record<string, unknown> = {
    contents: message,
    name: "DepositWallet",
    version: "1",
    chainId: BigInt(DOMAIN.chainId),
    verifyingContract: wallet,
    salt: ZERO_32,
  };
  const inner = await key.signTypedData({
    domain: DOMAIN,
    types: TYPES,
    primaryType: "TypedDataSign",
    message: statement,
  });
  const domain = hashDomain({
    domain: { ...DOMAIN, chainId: BigInt(DOMAIN.chainId) },
    types: { EIP712Domain: DOMAIN_TYPE },
  });
  const contents = hashStruct({
    data: message,
    primaryType: "Order",
    types: TYPES,
  });
  return concat([inner, domain, contents, stringToHex(`Order(${ORDER_TYPE})`), "0x00ba"]);
}

function fieldsOf(text: string): { readonly name: string; readonly type: string }[] {
  return text.split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
}

/** 32 bytes in hex digits, which begin with a zero: a secret is below the order of the curve. */
function word(random: Xorshift32): string {
  const parts = Array.from({ length: 8 }, () => random.next().toString(16).padStart(8, "0"));
  return `0${parts.join("").slice(1)}`;
}
