import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** Bytes of every key here: AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What sealing adds to the length. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM under a fresh nonce: nonce, ciphertext, tag. `purpose` is bound in
 * as additional data, so that one sealed field cannot stand in for another.
 */
export function seal(key: Buffer, purpose: string, content: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @returns the content, or null if `sealed` is not what `seal` made with this key and purpose. */
export function unseal(key: Buffer, purpose: string, sealed: Buffer): Buffer | null {
  if (sealed.length < SEAL_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Text sealed as base64url. */
export function sealText(key: Buffer, purpose: string, content: string): string {
  return seal(key, purpose, Buffer.from(content, "utf8")).toString("base64url");
}

export function unsealText(key: Buffer, purpose: string, sealed: string): string | null {
  return unseal(key, purpose, Buffer.from(sealed, "base64url"))?.toString("utf8") ?? null;
}

/** A key for one purpose out of the master key (HKDF-SHA-256, RFC 5869). */
export function deriveKey(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, Buffer.alloc(0), `probity ${purpose}`, KEY_BYTES));
}

/** The keyed hash by which a person is found, useless without the key. */
export function lookupOf(lookupKey: Buffer, value: string): string {
  return createHmac("sha256", lookupKey).update(value, "utf8").digest("base64url");
}

/** Equal for spellings that mean the same in practice: case, surrounding space, Unicode form. */
export function usualSpelling(value: string): string {
  return value.trim().normalize("NFKC").toLowerCase();
}
