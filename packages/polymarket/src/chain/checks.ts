/** Whether signatures are good, decided in the thread that asks; `signature-checks.ts` asks other threads. */
import { assert } from "@probity/core";
import type { Contracts } from "../options.ts";
import type { Address, BadSignature, OrderCheck, SignedOrder } from "../ports.ts";
import { addressOfBytes } from "./checksum.ts";
import { exchangeOf } from "./contracts.ts";
import { bytesOfHex, hexOfBytes } from "./hex.ts";
import {
  ORDER_TYPE,
  authDomain,
  authStructHash,
  exchangeDomain,
  orderStructHash,
  signedDigest,
  walletStructHash,
} from "./order-hash.ts";
import { SIGNATURE_BYTES, recoverSigner } from "./recovery.ts";
import type { Recovery } from "./recovery.ts";
import { depositWalletsOf, proxyWalletOf, safeOf } from "./wallets.ts";

/** A chain whose signatures are good, and whom orders are signed for there. */
export interface SigningChain {
  readonly chainId: number;
  readonly contracts: Contracts;
}

/** What is signed to open an API key. */
export interface AuthClaim {
  readonly address: Address;
  /** Seconds since 1970, as in the header. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: `0x${string}`;
}

/** A longer timestamp is no time. */
const TIMESTAMP_CHARACTERS = 20;
const ORDER_TYPE_BYTES = Buffer.from(ORDER_TYPE);
/** The owner's signature, the exchange's domain, the order's hash, its type, and how long that is. */
const WALLET_SIGNATURE_BYTES = SIGNATURE_BYTES + 32 + 32 + ORDER_TYPE_BYTES.length + 2;

/** Domains of some chains, hashed once. */
export class Checks {
  readonly #recovery: Recovery;
  readonly #chains: readonly Domains[];

  constructor(chains: readonly SigningChain[], recovery: Recovery) {
    assert(chains.length > 0, "a signature is of one of the venue's chains");
    this.#recovery = recovery;
    this.#chains = chains.map(({ chainId, contracts }) => ({
      chainId,
      auth: authDomain(chainId),
      exchanges: new Map(
        EXCHANGES.map(([version, isNegRisk]) => {
          const contract = exchangeOf(contracts, version, isNegRisk);
          return [exchangeKey(version, isNegRisk), exchangeDomain(version, chainId, contract)];
        }),
      ),
    }));
  }

  /** Whether `address` signed ClobAuth on one of the chains. */
  authenticates(claim: AuthClaim): boolean {
    const signature = bytesOfHex(claim.signature, SIGNATURE_BYTES);
    const address = bytesOfHex(claim.address, 20);
    if (signature === null || address === null) return false;
    if (claim.timestamp.length > TIMESTAMP_CHARACTERS) return false;
    const hash = authStructHash(claim.address, claim.timestamp, claim.nonce);
    if (hash === null) return false;
    return this.#chains.some(({ auth }) => {
      const signer = recoverSigner(this.#recovery, signedDigest(auth, hash), signature);
      return signer !== null && isSame(signer, address);
    });
  }

  /**
   * Whether an order was signed by whoever it says. By signature type:
   * 0: signer and maker are the address that signed; 1 and 2: signer is, and maker is its proxy wallet or
   * its Safe; 3: signer and maker are a deposit wallet of whoever signed.
   * The first chain that fits is it: no digest is of two.
   */
  checkOrder(order: SignedOrder, isNegRisk: boolean): OrderCheck {
    const structHash = orderStructHash(order);
    const maker = bytesOfHex(order.maker, 20);
    const signer = bytesOfHex(order.signer, 20);
    if (structHash === null || maker === null || signer === null) return bad("malformed");
    if (order.signatureType === 3) {
      return this.#checkWalletOrder(order, isNegRisk, structHash, maker, signer);
    }
    const signature = bytesOfHex(order.signature, SIGNATURE_BYTES);
    if (signature === null) return bad("malformed");
    const key = exchangeKey(order.version, isNegRisk);
    for (const { chainId, exchanges } of this.#chains) {
      const digest = signedDigest(exchanges.get(key)!, structHash);
      const recovered = recoverSigner(this.#recovery, digest, signature);
      // Malleable, or no point of the curve: so it is on every chain.
      if (recovered === null) return bad("malformed");
      if (!isSame(recovered, signer)) continue;
      if (!isSame(walletOf(order.signatureType, signer), maker)) return bad("wallet");
      return {
        kind: "good",
        orderId: hexOfBytes(digest),
        signedBy: addressOfBytes(signer),
        chainId,
      };
    }
    return bad("signer");
  }

  /** Of a deposit wallet: the owner's signature is wrapped in what their wallet needs to check it (ERC-7739). */
  #checkWalletOrder(
    order: SignedOrder,
    isNegRisk: boolean,
    structHash: Uint8Array,
    maker: Uint8Array,
    signer: Uint8Array,
  ): OrderCheck {
    // Version 1 had no such wallets.
    if (order.version === 1) return bad("malformed");
    if (!isSame(maker, signer)) return bad("wallet");
    const wrapped = bytesOfHex(order.signature, WALLET_SIGNATURE_BYTES);
    // Newer clients wrap once more for a key of a session; who may sign for whom stands on the chain alone.
    if (wrapped === null) return bad(isLonger(order.signature) ? "session key" : "malformed");
    const parts = partsOf(wrapped);
    if (parts === null) return bad("malformed");
    if (!isSame(parts.contents, structHash)) return bad("contents");
    const key = exchangeKey(order.version, isNegRisk);
    const chain = this.#chains.find(({ exchanges }) => isSame(exchanges.get(key)!, parts.domain));
    if (chain === undefined) return bad("domain");
    const inside = walletStructHash(structHash, chain.chainId, order.signer);
    assert(inside !== null, "the signer was an address");
    const signed = signedDigest(parts.domain, inside);
    const owner = recoverSigner(this.#recovery, signed, parts.signature);
    if (owner === null) return bad("malformed");
    if (!depositWalletsOf(owner).some((wallet) => isSame(wallet, maker))) return bad("signer");
    return {
      kind: "good",
      orderId: hexOfBytes(signedDigest(parts.domain, structHash)),
      signedBy: addressOfBytes(owner),
      chainId: chain.chainId,
    };
  }
}

interface Domains {
  readonly chainId: number;
  readonly auth: Uint8Array;
  readonly exchanges: ReadonlyMap<string, Uint8Array>;
}

const EXCHANGES = [
  [1, false],
  [1, true],
  [2, false],
  [2, true],
  [3, false],
  [3, true],
] as const;

function exchangeKey(version: 1 | 2 | 3, isNegRisk: boolean): string {
  return `${version} ${isNegRisk}`;
}

function walletOf(type: 0 | 1 | 2, owner: Uint8Array): Uint8Array {
  switch (type) {
    case 0:
      return owner;
    case 1:
      return proxyWalletOf(owner);
    case 2:
      return safeOf(owner);
  }
}

interface WrappedSignature {
  readonly signature: Uint8Array;
  readonly domain: Uint8Array;
  readonly contents: Uint8Array;
}

/** Null if it is not about an order, letter by letter. */
function partsOf(wrapped: Uint8Array): WrappedSignature | null {
  const typeAt = SIGNATURE_BYTES + 64;
  const lengthAt = typeAt + ORDER_TYPE_BYTES.length;
  const length = wrapped[lengthAt]! * 256 + wrapped[lengthAt + 1]!;
  if (length !== ORDER_TYPE_BYTES.length) return null;
  if (!isSame(wrapped.subarray(typeAt, lengthAt), ORDER_TYPE_BYTES)) return null;
  return {
    signature: wrapped.subarray(0, SIGNATURE_BYTES),
    domain: wrapped.subarray(SIGNATURE_BYTES, SIGNATURE_BYTES + 32),
    contents: wrapped.subarray(SIGNATURE_BYTES + 32, typeAt),
  };
}

function isLonger(signature: string): boolean {
  return signature.length > 2 + 2 * WALLET_SIGNATURE_BYTES;
}

/** Not in constant time: nothing here is secret. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function bad(why: BadSignature): OrderCheck {
  return { kind: "bad", why };
}
