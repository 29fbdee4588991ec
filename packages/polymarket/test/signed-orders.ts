/** Orders signed as the official clients sign them, with viem, which is nothing of ours. */
import { hashTypedData } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { contractsOf, exchangeOf } from "../src/chain/contracts.ts";
import type { ChainMarket, Hex } from "../src/ports.ts";

/** What a bot wants. Price in ten-thousandths of a dollar, lots in hundredths of a share. */
export interface OrderWish {
  readonly market: ChainMarket;
  readonly outcome: "yes" | "no";
  readonly side: "BUY" | "SELL";
  readonly price: number;
  readonly lots: number;
  /** FOK and FAK BUYs spend it; millionths of a dollar. */
  readonly cash?: number;
  readonly orderType?: "GTC" | "GTD" | "FOK" | "FAK";
  readonly postOnly?: boolean;
  /** Seconds since 1970. */
  readonly expiration?: number;
  /** Ms since 1970. */
  readonly timestamp?: number;
  readonly version?: 1 | 2 | 3;
  readonly chainId?: number;
  readonly salt?: number;
}

export interface OrderJson {
  readonly order: Readonly<Record<string, unknown>>;
  readonly owner: string;
  readonly orderType: string;
  readonly postOnly: boolean;
  readonly deferExec: boolean;
}

export const NO_BYTES: Hex = `0x${"0".repeat(64)}`;
const NO_ADDRESS: Hex = `0x${"0".repeat(40)}`;
const FIELDS = {
  1: "uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType",
  2: "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder",
};
let salts = 1_000;

/** The body of `POST /order`. @param owner UUID of the API key. */
export async function signedOrder(
  wallet: PrivateKeyAccount,
  owner: string,
  wish: OrderWish,
): Promise<OrderJson> {
  const { market, outcome, side, price, lots, version = 2, chainId = 80_002 } = wish;
  const dollars = wish.cash ?? price * lots;
  const shares = wish.cash === undefined ? lots * 10_000 : sharesFor(wish.cash, price);
  const order = {
    salt: wish.salt ?? salts++,
    maker: wallet.address,
    signer: wallet.address,
    ...(version === 1 ? { taker: NO_ADDRESS } : {}),
    tokenId: market.tokens[outcome === "yes" ? 0 : 1],
    makerAmount: String(side === "BUY" ? dollars : shares),
    takerAmount: String(side === "BUY" ? shares : dollars),
    side,
    expiration: String(wish.expiration ?? 0),
    ...(version === 1 ? { nonce: "0", feeRateBps: "0" } : {}),
    signatureType: 0,
    ...(version === 1
      ? {}
      : { timestamp: String(wish.timestamp ?? Date.now()), metadata: NO_BYTES, builder: NO_BYTES }),
  };
  const signature = await signOrder(wallet, order, version, chainId, market.isNegRisk);
  return {
    order: { ...order, signature },
    owner,
    orderType: wish.orderType ?? "GTC",
    postOnly: wish.postOnly ?? false,
    deferExec: false,
  };
}

/** @param order with side as on the wire. */
export function signOrder(
  wallet: PrivateKeyAccount,
  order: Readonly<Record<string, unknown>>,
  version: 1 | 2 | 3,
  chainId: number,
  isNegRisk: boolean,
): Promise<Hex> {
  return wallet.signTypedData(typedData(order, version, chainId, isNegRisk));
}

/** The EIP-712 hash of an order: its id. @param order of version 2, as on the wire. */
export function orderIdOf({ order }: OrderJson, isNegRisk: boolean): Hex {
  return hashTypedData(typedData(order, 2, 80_002, isNegRisk));
}

function typedData(
  order: Readonly<Record<string, unknown>>,
  version: 1 | 2 | 3,
  chainId: number,
  isNegRisk: boolean,
) {
  const fields = FIELDS[version === 1 ? 1 : 2].split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
  const numbers = fields.filter(({ type }) => type === "uint256").map(({ name }) => name);
  const message = Object.fromEntries(
    Object.entries(order).map(([name, value]) => [
      name,
      numbers.includes(name) ? BigInt(value as string) : value,
    ]),
  );
  return {
    domain: {
      name: "Polymarket CTF Exchange",
      version: String(version),
      chainId,
      verifyingContract: exchangeOf(contractsOf(chainId), version, isNegRisk),
    },
    types: { Order: fields },
    primaryType: "Order" as const,
    message: { ...message, side: order["side"] === "BUY" ? 0 : 1 },
  };
}

/** Shares in millionths, at a tick of a cent: four digits behind the point. */
function sharesFor(cash: number, price: number): number {
  return Math.floor((cash * 100) / price) * 100;
}
