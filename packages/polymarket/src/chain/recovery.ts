/** Whose key signed a digest: recovery of secp256k1's public keys. */
import { createRequire } from "node:module";
import { secp256k1 } from "@noble/curves/secp256k1";
import type { ecdsaRecover } from "secp256k1";
import { keccak256 } from "./keccak.ts";

/** Signatures have an `s` in the lower half; the other half has the same signatures once more. */
const HALF_ORDER = Buffer.from(
  "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
  "hex",
);
/** r ‖ s ‖ v. */
export const SIGNATURE_BYTES = 65;

/** One of two ways to the same answers. */
export interface Recovery {
  /** `native`: libsecp256k1 as an addon; `js`: twenty times slower, and runs everywhere. */
  readonly kind: "native" | "js";
  /** @param compact r ‖ s, 64 bytes. @returns the public key of 65 bytes, or null if there is none. */
  publicKey(digest: Uint8Array, compact: Uint8Array, parity: 0 | 1): Uint8Array | null;
}

/** What the addon exports, as far as it is used. */
interface Addon {
  readonly ecdsaRecover: typeof ecdsaRecover;
}

const javaScript: Recovery = {
  kind: "js",
  publicKey: (digest, compact, parity) => {
    try {
      return secp256k1.Signature.fromCompact(compact)
        .addRecoveryBit(parity)
        .recoverPublicKey(digest)
        .toRawBytes(false);
    } catch {
      return null;
    }
  },
};

/**
 * The addon, or JavaScript where no addon was built for.
 * @param isPlain never the addon: to compare, and for whoever trusts no binaries.
 */
export function openRecovery(isPlain = false): Recovery {
  const addon = isPlain ? null : loadAddon();
  if (addon === null) return javaScript;
  return {
    kind: "native",
    publicKey: (digest, compact, parity) => {
      try {
        return addon.ecdsaRecover(compact, parity, digest, false);
      } catch {
        return null;
      }
    },
  };
}

/**
 * The address whose key signed. Refuses what the contracts refuse: any length but 65 bytes, any `v`
 * but 27 and 28, an `r` or `s` of 0 or beyond the order, and an `s` of the upper half, with which
 * anybody could make a second signature of the first.
 *
 * @returns 20 bytes, or null.
 */
export function recoverSigner(
  recovery: Recovery,
  digest: Uint8Array,
  signature: Uint8Array,
): Uint8Array | null {
  if (signature.length !== SIGNATURE_BYTES) return null;
  const parity = signature[64]! - 27;
  if (parity !== 0 && parity !== 1) return null;
  const compact = signature.subarray(0, 64);
  if (HALF_ORDER.compare(compact, 32, 64) < 0) return null;
  const key = recovery.publicKey(digest, compact, parity);
  return key === null ? null : addressOfKey(key);
}

/** @param key 65 bytes, not compressed. */
export function addressOfKey(key: Uint8Array): Uint8Array {
  return keccak256(key.subarray(1)).subarray(12);
}

/** By the addon's own file: the package's main one would turn to a third implementation without a word. */
function loadAddon(): Addon | null {
  try {
    return createRequire(import.meta.url)("secp256k1/bindings.js") as Addon;
  } catch {
    return null;
  }
}
