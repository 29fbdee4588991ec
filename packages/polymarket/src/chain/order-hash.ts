/**
 * Hashes that are signed, by EIP-712: orders of three versions, and the statement that opens an API key.
 * Written out by hand over buffers that are used again; `viem`'s general hashing is the twin of the tests.
 * Structs: Polymarket/ctf-exchange OrderStructs.sol (version 1), clob-client-v2 ctfExchangeV2TypedData.ts
 * (2 and 3), both MIT.
 */
import { assert } from "@probity/core";
import type { Address, SignedOrder } from "../ports.ts";
import { keccak256 } from "./keccak.ts";
import { Words } from "./words.ts";

const ORDER_TYPE_V1 =
  "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)";
/** Of versions 2 and 3. */
export const ORDER_TYPE =
  "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";
const TYPED_DATA_SIGN_TYPE = `TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)${ORDER_TYPE}`;
const AUTH_TYPE = "ClobAuth(address address,string timestamp,uint256 nonce,string message)";
const DOMAIN_TYPE =
  "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const AUTH_DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId)";

const ORDER_TYPE_HASH_V1 = hashOf(ORDER_TYPE_V1);
const ORDER_TYPE_HASH = hashOf(ORDER_TYPE);
const TYPED_DATA_SIGN_TYPE_HASH = hashOf(TYPED_DATA_SIGN_TYPE);
const AUTH_TYPE_HASH = hashOf(AUTH_TYPE);
const DOMAIN_TYPE_HASH = hashOf(DOMAIN_TYPE);
const AUTH_DOMAIN_TYPE_HASH = hashOf(AUTH_DOMAIN_TYPE);
const EXCHANGE_NAME_HASH = hashOf("Polymarket CTF Exchange");
const AUTH_NAME_HASH = hashOf("ClobAuthDomain");
const AUTH_MESSAGE_HASH = hashOf("This message attests that I control the given wallet");
const DEPOSIT_WALLET_NAME_HASH = hashOf("DepositWallet");
const VERSION_HASHES = { 1: hashOf("1"), 2: hashOf("2"), 3: hashOf("3") } as const;
const NO_SALT = new Uint8Array(32);

const orderWordsV1 = new Words(13);
const orderWords = new Words(12);
const authWords = new Words(5);
const walletWords = new Words(7);
/** `\x19\x01`, the domain, the struct. */
const digestBytes = Uint8Array.from([0x19, 0x01, ...new Uint8Array(64)]);

/** The hash of what an order says, without whom it is for; null if a field does not fit its type. */
export function orderStructHash(order: SignedOrder): Uint8Array | null {
  const words = order.version === 1 ? orderV1(order) : orderV2(order);
  return words.isWhole() ? keccak256(words.bytes) : null;
}

/** Domain of an exchange. */
export function exchangeDomain(version: 1 | 2 | 3, chainId: number, contract: Address): Uint8Array {
  const words = new Words(5).begin();
  words.raw(DOMAIN_TYPE_HASH).raw(EXCHANGE_NAME_HASH).raw(VERSION_HASHES[version]);
  words.small(chainId).address(contract);
  assert(words.isWhole(), "a contract has an address");
  return keccak256(words.bytes);
}

/** Domain of ClobAuth, which no contract stands behind. */
export function authDomain(chainId: number): Uint8Array {
  const words = new Words(4).begin();
  words.raw(AUTH_DOMAIN_TYPE_HASH).raw(AUTH_NAME_HASH).raw(VERSION_HASHES[1]).small(chainId);
  return keccak256(words.bytes);
}

/** The hash of ClobAuth's statement; null if a field does not fit its type. @param nonce digits. */
export function authStructHash(
  address: string,
  timestamp: string,
  nonce: string,
): Uint8Array | null {
  const words = authWords.begin().raw(AUTH_TYPE_HASH).address(address).raw(hashOf(timestamp));
  words.decimal(nonce).raw(AUTH_MESSAGE_HASH);
  return words.isWhole() ? keccak256(words.bytes) : null;
}

/**
 * What the owner of a deposit wallet signs in place of the order itself, so that no other wallet of
 * theirs is bound by it (ERC-7739): the order, inside the wallet's own domain.
 */
export function walletStructHash(
  contents: Uint8Array,
  chainId: number,
  wallet: Address,
): Uint8Array | null {
  const words = walletWords.begin().raw(TYPED_DATA_SIGN_TYPE_HASH).raw(contents);
  words.raw(DEPOSIT_WALLET_NAME_HASH).raw(VERSION_HASHES[1]);
  words.small(chainId).address(wallet).raw(NO_SALT);
  return words.isWhole() ? keccak256(words.bytes) : null;
}

/** What is signed in the end. Of an order: its id. */
export function signedDigest(domain: Uint8Array, structHash: Uint8Array): Uint8Array {
  digestBytes.set(domain, 2);
  digestBytes.set(structHash, 34);
  return keccak256(digestBytes);
}

function orderV1(order: SignedOrder & { readonly version: 1 }): Words {
  const words = orderWordsV1.begin().raw(ORDER_TYPE_HASH_V1).decimal(order.salt);
  words.address(order.maker).address(order.signer).address(order.taker);
  words.decimal(order.tokenId).decimal(order.makerAmount).decimal(order.takerAmount);
  words.decimal(order.expiration).decimal(order.nonce).decimal(order.feeRateBps);
  return words.small(order.side === "BUY" ? 0 : 1).small(order.signatureType);
}

function orderV2(order: SignedOrder & { readonly version: 2 | 3 }): Words {
  const words = orderWords.begin().raw(ORDER_TYPE_HASH).decimal(order.salt);
  words.address(order.maker).address(order.signer);
  words.decimal(order.tokenId).decimal(order.makerAmount).decimal(order.takerAmount);
  words.small(order.side === "BUY" ? 0 : 1).small(order.signatureType);
  return words.decimal(order.timestamp).bytes32(order.metadata).bytes32(order.builder);
}

function hashOf(text: string): Uint8Array {
  return keccak256(Buffer.from(text));
}
