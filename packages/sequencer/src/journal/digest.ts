import { hash } from "node:crypto";

/** Bytes of a running digest: SHA-256 cut to 128 bits, plenty against accident and useless to forge. */
export const DIGEST_BYTES = 16;

/** The digest before the first command of a stream. */
export function genesisDigest(stream: string): Buffer {
  return hash("sha256", `probity journal of ${stream}`, "buffer").subarray(0, DIGEST_BYTES);
}

/** The next link of the chain. `linked` begins with the digest before and goes on with the encoded events. */
export function nextDigest(linked: Uint8Array): Buffer {
  return hash("sha256", linked, "buffer").subarray(0, DIGEST_BYTES);
}
