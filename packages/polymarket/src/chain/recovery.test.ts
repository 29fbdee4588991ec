import { secp256k1 } from "@noble/curves/secp256k1";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressOfBytes } from "./checksum.ts";
import { bytesOfHex } from "./hex.ts";
import { addressOfKey, openRecovery, recoverSigner } from "./recovery.ts";
import type { Recovery } from "./recovery.ts";
import { knownWallet } from "../../test/recorded-orders.ts";

const NATIVE = openRecovery();
const PLAIN = openRecovery(true);
const ORDER = secp256k1.CURVE.n;

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Secrets of 1 to order − 1. */
const secret = fc.bigInt({ min: 1n, max: ORDER - 1n }).map(word);

function word(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function sign(digest: Uint8Array, key: Uint8Array): Uint8Array {
  const signature = secp256k1.sign(digest, key);
  return Uint8Array.of(...signature.toCompactRawBytes(), 27 + signature.recovery);
}

/** The other `s` of the same signature. */
function malleated(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32, 64)).toString("hex")}`);
  return Uint8Array.of(...signature.subarray(0, 32), ...word(ORDER - s), 55 - signature[64]!);
}

test("here the addon loads, so that two implementations are compared", () => {
  expect([NATIVE.kind, PLAIN.kind]).toEqual(["native", "js"]);
});

test("addon and JavaScript find the same signer of whatever bytes", () => {
  const anySignature = fc
    .tuple(bytes32, bytes32, fc.constantFrom(27, 28))
    .map(([r, s, v]) => Uint8Array.of(...r, s[0]! & 0x7f, ...s.subarray(1), v));
  let found = 0;
  fc.assert(
    fc.property(bytes32, anySignature, (digest, signature) => {
      const native = recoverSigner(NATIVE, digest, signature);
      expect(native).toEqual(recoverSigner(PLAIN, digest, signature));
      if (native !== null) found++;
    }),
    // Half of all r are on the curve: both answers are seen.
    { numRuns: 60, seed: 5 },
  );
  expect(found).toBeGreaterThan(10);
  expect(found).toBeLessThan(50);
});

describe.each([NATIVE, PLAIN])("$kind", (recovery: Recovery) => {
  test("finds whoever signed", () => {
    fc.assert(
      fc.property(bytes32, secret, (digest, key) => {
        const signer = recoverSigner(recovery, digest, sign(digest, key));
        expect(signer).toEqual(addressOfKey(secp256k1.getPublicKey(key, false)));
      }),
      { numRuns: 20 },
    );
  });

  test("refuses the second signature that anybody can make of the first", () => {
    fc.assert(
      fc.property(bytes32, secret, (digest, key) => {
        const other = malleated(sign(digest, key));
        expect(recovery.publicKey(digest, other.subarray(0, 64), asParity(other))).not.toBeNull();
        expect(recoverSigner(recovery, digest, other)).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  test("takes an s up to the half of the order, and none above", () => {
    const digest = new Uint8Array(32).fill(7);
    const r = sign(digest, word(5n)).subarray(0, 32);
    const withS = (s: bigint): Uint8Array => Uint8Array.of(...r, ...word(s), 27);
    expect(recoverSigner(recovery, digest, withS(ORDER / 2n))).not.toBeNull();
    expect(recoverSigner(recovery, digest, withS(ORDER / 2n + 1n))).toBeNull();
    expect(recoverSigner(recovery, digest, withS(1n))).not.toBeNull();
  });

  const digest = new Uint8Array(32).fill(9);
  const good = sign(digest, word(77n));
  const changed = (at: number, values: readonly number[]): Uint8Array => {
    const copy = Uint8Array.from(good);
    copy.set(values, at);
    return copy;
  };
  const zeros = Array.from<number>({ length: 32 }).fill(0);
  test.each([
    ["v of 0", changed(64, [good[64]! - 27])],
    ["v of 26", changed(64, [26])],
    ["v of 29, a recovery of 2", changed(64, [29])],
    ["v of a chain, as in old transactions", changed(64, [37])],
    ["r of 0", changed(0, zeros)],
    ["s of 0", changed(32, zeros)],
    ["r of the order", changed(0, [...word(ORDER)])],
    ["nothing but zeros", new Uint8Array(65)],
    ["64 bytes", good.subarray(0, 64)],
    ["66 bytes", Uint8Array.of(...good, 0)],
    ["no bytes", new Uint8Array(0)],
  ])("refuses %s", (_what, signature) => {
    expect(recoverSigner(recovery, digest, signature)).toBeNull();
  });
});

test("addresses have the checksum that wallets show", () => {
  for (const digit of [1, 2, 3] as const) {
    const { address } = knownWallet(digit);
    expect(addressOfBytes(bytesOfHex(address.toLowerCase(), 20)!)).toBe(address);
  }
});

function asParity(signature: Uint8Array): 0 | 1 {
  return signature[64] === 27 ? 0 : 1;
}
