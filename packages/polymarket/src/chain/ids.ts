/**
 * Ids of conditions and shares as the contracts of Gnosis, Polymarket's NegRiskAdapter and UMA's
 * adapter make them: pure functions, equal to the chain bit by bit.
 * Sources: gnosis/conditional-tokens-contracts CTHelpers.sol, Polymarket/neg-risk-ctf-adapter
 * NegRiskIdLib.sol and MarketDataManager.sol, Polymarket/uma-ctf-adapter UmaCtfAdapter.sol.
 */
import { assert } from "@probity/core";
import type { Address, Hex } from "../ports.ts";
import { bytesOfHex, hexOfBytes } from "./hex.ts";
import { keccak256 } from "./keccak.ts";

/** Prime of the field of alt_bn128. */
const FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** Of the curve y² = x³ + 3. */
const CURVE_B = 3n;
/** As FIELD ≡ 3 (mod 4), `a` to this power is a root of `a` if there is one. */
const ROOT_EXPONENT = (FIELD + 1n) / 4n;
/** A collection's x needs 254 bits; the next one says that y is odd. */
const ODD_Y = 1n << 254n;

/** What NegRiskAdapter holds shares in: Wrapped Collateral on Polygon. */
export const WRAPPED_COLLATERAL: Address = "0x3A3BD7bb9528E159577F7C2e685CC81A765002E2";
/** What shares of other markets are made of: USDC.e on Polygon, under pUSD as well. */
export const USDC_E: Address = "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174";
/** The oracle of neg-risk conditions. */
export const NEG_RISK_ADAPTER: Address = "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296";
/** An oracle of other conditions: one of UMA's adapters. */
export const UMA_ADAPTER: Address = "0x6A9D222616C90FcA5754cd1333cFD9b7fb6a4F74";

/** @returns the id of the condition with which `oracle` answers a question of two outcomes. */
export function conditionIdOf(oracle: Address, questionId: Hex): Hex {
  return hexOfBytes(keccak256(packed(oracle, questionId, 2n)));
}

/**
 * The collection of a condition's outcomes, without a parent: a point on alt_bn128, found by trying,
 * by its x and the parity of its y.
 * @param indexSet one bit an outcome: 1 is YES, 2 is NO.
 */
export function collectionIdOf(conditionId: Hex, indexSet: 1 | 2): Hex {
  const start = BigInt(hexOfBytes(keccak256(packed(conditionId, BigInt(indexSet)))));
  const isOdd = start >> 255n === 1n;
  let x = start % FIELD;
  let y: bigint | null = null;
  while (y === null) {
    x = (x + 1n) % FIELD;
    y = rootOf((((x * x) % FIELD) * x + CURVE_B) % FIELD);
  }
  // Whichever of the two roots has the parity of the start. No x of the curve has a y of zero.
  const point = isOdd === ((y & 1n) === 1n) ? y : FIELD - y;
  return word((point & 1n) === 1n ? x ^ ODD_Y : x);
}

/** The ERC-1155 id of a collection in `collateral`, in decimal: Polymarket's `token_id`. */
export function positionIdOf(collateral: Address, collectionId: Hex): string {
  return BigInt(hexOfBytes(keccak256(packed(collateral, collectionId)))).toString();
}

/** Ids of a condition's YES and NO in decimal; a neg-risk market's are made of Wrapped Collateral. Takes 0.5 ms. */
export function tokenIdsOf(
  conditionId: Hex,
  isNegRisk: boolean,
): readonly [yes: string, no: string] {
  const collateral = isNegRisk ? WRAPPED_COLLATERAL : USDC_E;
  return [
    positionIdOf(collateral, collectionIdOf(conditionId, 1)),
    positionIdOf(collateral, collectionIdOf(conditionId, 2)),
  ];
}

/**
 * The id of a neg-risk market (an event, in our words); its last byte is 0 and counts questions.
 * @param feeBips what conversions cost. @param metadata as given to `prepareMarket`.
 */
export function negRiskMarketIdOf(oracle: Address, feeBips: number, metadata: Uint8Array): Hex {
  // abi.encode(address, uint256, bytes): the length and the bytes stand behind three words.
  const padded = new Uint8Array(Math.ceil(metadata.length / 32) * 32);
  padded.set(metadata);
  const head = packed(word(BigInt(oracle)), BigInt(feeBips), 96n, BigInt(metadata.length));
  const id = keccak256(Buffer.concat([head, padded]));
  id[31] = 0;
  return hexOfBytes(id);
}

/** @param index of the question in its market, 0…254. */
export function negRiskQuestionIdOf(negRiskMarketId: Hex, index: number): Hex {
  assert(Number.isInteger(index) && index >= 0 && index < 255, "a question's index is 0 to 254");
  const id = bytes(negRiskMarketId);
  id[31] = index;
  return hexOfBytes(id);
}

/**
 * The question that `initializer` asks UMA.
 * @param text ancillary data as given to `initialize`: "q: title: …, description: … res_data: …".
 */
export function umaQuestionIdOf(text: string, initializer: Address): Hex {
  const asked = `${text},initializer:${initializer.slice(2).toLowerCase()}`;
  return hexOfBytes(keccak256(Buffer.from(asked)));
}

/** The root of `square` in the field, or null if it has none. */
function rootOf(square: bigint): bigint | null {
  const root = raised(square);
  return (root * root) % FIELD === square ? root : null;
}

/** Its digits of four bits, the highest first. */
const ROOT_DIGITS = Array.from(ROOT_EXPONENT.toString(16), (digit) => Number.parseInt(digit, 16));

/** `base` to ROOT_EXPONENT in the field, four bits at a time: 248 squarings and 62 products. */
function raised(base: bigint): bigint {
  const powers = [1n];
  for (let index = 1; index < 16; index++) powers.push((powers[index - 1]! * base) % FIELD);
  let result = 1n;
  for (const digit of ROOT_DIGITS) {
    for (let bit = 0; bit < 4; bit++) result = (result * result) % FIELD;
    if (digit > 0) result = (result * powers[digit]!) % FIELD;
  }
  return result;
}

function packed(...parts: readonly (Hex | bigint)[]): Buffer {
  return Buffer.concat(parts.map((part) => bytes(typeof part === "bigint" ? word(part) : part)));
}

/** 32 bytes, big-endian. */
function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}

function bytes(hex: Hex): Uint8Array {
  const found = bytesOfHex(hex, (hex.length - 2) / 2);
  assert(found !== null, "an id is whole bytes in hex digits");
  return found;
}
