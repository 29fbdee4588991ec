/** What stands in for the parts of the desk that are not there yet. */
import { createHash } from "node:crypto";
import { hashTypedData, recoverAddress, recoverTypedDataAddress } from "viem";
import type { PolymarketOptions } from "../src/options.ts";
import type { Desk } from "../src/desk.ts";
import type {
  Address,
  Faults,
  Hex,
  Settlements,
  SignatureChecks,
  SignedOrder,
} from "../src/ports.ts";

export type StandIns = Pick<Desk, "signatures" | "kept" | "settlements" | "faults">;

export function standIns(options: PolymarketOptions): StandIns {
  return {
    signatures: viemChecks(options),
    settlements: instant,
    faults: none,
    kept: { peek: () => null, of: async () => new Map() },
  };
}

const none: Faults = { deliver: (_channel, send) => send() };

const instant: Settlements = {
  of: (match, matchedAt) => ({
    status: "MATCHED",
    transactionHash: digest(`transaction ${match}`),
    updatedAt: matchedAt,
    error: "",
  }),
  follow: () => {},
};

function digest(text: string): Hex {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

const CLOB_AUTH = {
  ClobAuth: [
    { name: "address", type: "address" },
    { name: "timestamp", type: "string" },
    { name: "nonce", type: "uint256" },
    { name: "message", type: "string" },
  ],
};
const field = (text: string) => {
  const [type = "", name = ""] = text.split(" ");
  return { name, type };
};
const ORDERS = {
  1: "uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType",
  2: "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder",
};
const CONTRACTS: Readonly<Record<1 | 2 | 3, (isNegRisk: boolean) => Address>> = {
  1: (isNegRisk) =>
    isNegRisk
      ? "0xC5d563A36AE78145C45a50134d48A1215220f80a"
      : "0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40",
  2: (isNegRisk) =>
    isNegRisk
      ? "0xe2222d279d744050d28e00520010520000310F59"
      : "0xE111180000d2663C0091e4f400237545B87B996B",
  3: () => "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
};

function viemChecks({ chainIds }: PolymarketOptions): SignatureChecks {
  return {
    authenticates: async ({ address, timestamp, nonce, signature }) => {
      for (const chainId of chainIds) {
        const signer = await recoverTypedDataAddress({
          domain: { name: "ClobAuthDomain", version: "1", chainId },
          types: CLOB_AUTH,
          primaryType: "ClobAuth",
          message: {
            address,
            timestamp,
            nonce: BigInt(nonce),
            message: "This message attests that I control the given wallet",
          },
          signature,
        }).catch(() => null);
        if (signer?.toLowerCase() === address.toLowerCase()) return true;
      }
      return false;
    },
    checkOrder: async (order, isNegRisk) => {
      for (const chainId of chainIds) {
        const hash = orderDigest(order, chainId, isNegRisk);
        const { signature } = order;
        const signedBy = await recoverAddress({ hash, signature }).catch(() => null);
        if (signedBy?.toLowerCase() === order.signer.toLowerCase()) {
          return { kind: "good", orderId: hash, signedBy, chainId };
        }
      }
      return { kind: "bad" };
    },
    close: async () => {},
  };
}

function orderDigest(order: SignedOrder, chainId: number, isNegRisk: boolean): Hex {
  const { version } = order;
  return hashTypedData({
    domain: {
      name: "Polymarket CTF Exchange",
      version: String(version),
      chainId,
      verifyingContract: CONTRACTS[version](isNegRisk),
    },
    types: { Order: ORDERS[version === 1 ? 1 : 2].split(",").map(field) },
    primaryType: "Order",
    message: { ...order, side: order.side === "BUY" ? 0 : 1 },
  });
}
