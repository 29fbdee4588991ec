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
/** A collection's x needs 254 bits; the next one says that y is odd. */
const ODD_Y = 1n << 254n;

/** What NegRiskAdapter holds shares in: Wrapped Collateral on Polygon. */
const WRAPPED_COLLATERAL: Address = "0x3A3BD7bb9528E159577F7C2e685CC81A765002E2";
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
 * by its x and the parity of its y. Of two roots the contract takes the one with the parity of the
 * start, so it is enough to know that there are roots.
 * @param indexSet one bit an outcome: 1 is YES, 2 is NO.
 */
export function collectionIdOf(conditionId: Hex, indexSet: 1 | 2): Hex {
  const start = BigInt(hexOfBytes(keccak256(packed(conditionId, BigInt(indexSet)))));
  const isOdd = start >> 255n === 1n;
  let x = start % FIELD;
  do x = (x + 1n) % FIELD;
  while (!isSquare((((x * x) % FIELD) * x + CURVE_B) % FIELD));
  return word(isOdd ? x ^ ODD_Y : x);
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

/**
 * Whether `value` has roots in the field: its Jacobi symbol, by Euclid's algorithm and quadratic
 * reciprocity, which is a quarter of the work of finding the root. No x of the curve has a y of zero.
 */
function isSquare(value: bigint): boolean {
  let [top, bottom] = [value, FIELD];
  let isPositive = true;
  while (top > 0n) {
    let low = Number(top & 0xffff_ffffn);
    while (low === 0) {
      // 32 halvings change no sign.
      top >>= 32n;
      low = Number(top & 0xffff_ffffn);
    }
    const halvings = 31 - Math.clz32(low & -low);
    top >>= BigInt(halvings);
    const eighth = Number(bottom & 7n);
    if (halvings % 2 === 1 && (eighth === 3 || eighth === 5)) isPositive = !isPositive;
    if (Number(top & 3n) === 3 && eighth % 4 === 3) isPositive = !isPositive;
    [top, bottom] = [bottom % top, top];
  }
  return bottom === 1n && isPositive;
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
