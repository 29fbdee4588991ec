import type { IncomingHttpHeaders } from "node:http";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Address, Hex } from "../ports.ts";
import { readAddress } from "./address.ts";

/** Who signed a request of level 1, and for which key. */
export interface Attestation {
  readonly address: Address;
  /** Whole, in decimal, without zeros in front. */
  readonly nonce: string;
}

const SIGNATURE = /^0x[0-9a-fA-F]{130}$/;
/** Fifteen digits are seconds of the next thirty million years. */
const TIMESTAMP = /^\d{1,15}$/;
const NONCE = /^\d{1,78}$/;
const NONCE_MAX = 2n ** 256n;

/** Why a request is not from who it says; that text also for a bad HMAC. */
export function notSigned(): ClobError {
  return new ClobError(401, "Invalid L1 Request headers");
}

/**
 * Level 1: the wallet attests with EIP-712 "ClobAuth" that whoever asks controls it (reference §4.1).
 *
 * @throws ClobError 401 when it does not, or not now.
 */
export async function readAttestation(
  { signatures, options }: Pick<Desk, "signatures" | "options">,
  headers: IncomingHttpHeaders,
): Promise<Attestation> {
  const address = readAddress(headers["poly_address"]);
  const signature = String(headers["poly_signature"] ?? "");
  const timestamp = String(headers["poly_timestamp"] ?? "");
  const nonceText = String(headers["poly_nonce"] ?? "0");
  if (address === null || !SIGNATURE.test(signature)) throw notSigned();
  if (!isTimely(timestamp, options.clockSkewSeconds) || !NONCE.test(nonceText)) throw notSigned();
  const nonce = BigInt(nonceText);
  if (nonce >= NONCE_MAX) throw notSigned();
  const claim = { address, timestamp, nonce: String(nonce), signature: signature as Hex };
  if (!(await signatures.authenticates(claim))) throw notSigned();
  return { address, nonce: String(nonce) };
}

/** Whether a time of the client's, in seconds, is near enough to ours. */
export function isTimely(timestamp: string, skewSeconds: number): boolean {
  if (!TIMESTAMP.test(timestamp)) return false;
  return Math.abs(Date.now() / 1_000 - Number(timestamp)) <= skewSeconds;
}
