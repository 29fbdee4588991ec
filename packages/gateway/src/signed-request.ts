/**
 * Requests of programs, signed with a key: HMAC-SHA-256 over time, method, path and body, in the
 * headers `PROBITY-KEY`, `PROBITY-TIMESTAMP` and `PROBITY-SIGNATURE` (docs/decisions/0026).
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { secretOf } from "@probity/identity";
import type { Identity } from "@probity/identity";
import { BODY_LIMIT } from "./http-errors.ts";
import { principalOfKey } from "./principal.ts";
import type { Principal } from "./principal.ts";
import { refuse } from "./refusal.ts";

export const KEY_HEADER = "probity-key";
const TIMESTAMP_HEADER = "probity-timestamp";
const SIGNATURE_HEADER = "probity-signature";

const TIMESTAMP = /^[1-9][0-9]{12}$/;
/** 32 bytes in base64url, or in base64. */
const SIGNATURE = /^[A-Za-z0-9+/_-]{43}=?$/;
/** What a signature of an unknown key is compared with, so that it takes as long. */
const NOBODYS_SECRET = Buffer.alloc(32).toString("base64url");

/** What a program says about a request. */
export interface Signature {
  readonly keyId: string;
  /** Ms since 1970, as text. */
  readonly timestamp: string;
  readonly signature: string;
}

/** What is signed. `path` is as it was sent, with its query. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** The signature a request must carry, in base64url. @param secret as a key object, or its bytes in base64url. */
export function signatureFor(
  secret: string | KeyObject,
  timestamp: string,
  { method, path, body }: SignedParts,
): string {
  const bytes = typeof secret === "string" ? Buffer.from(secret, "base64url") : secret;
  return createHmac("sha256", bytes)
    .update(`${timestamp}${method}${path}`)
    .update(body)
    .digest("base64url");
}

/** @throws Refusal when the headers are not all there. */
export function signatureIn(headers: IncomingHttpHeaders): Signature {
  const [keyId, timestamp, signature] = [KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER].map(
    (name) => String(headers[name] ?? ""),
  ) as [string, string, string];
  return { keyId, timestamp, signature };
}

/** Knows the keys, and how far clocks may be apart. */
export class SignedRequests {
  readonly #keys: Pick<Identity["keys"], "key" | "noteKeyUse">;
  readonly #skewMs: number;

  /** @param skewMs a request may be signed that long before or after now; that long it may be repeated, too. */
  constructor(keys: Pick<Identity["keys"], "key" | "noteKeyUse">, skewMs: number) {
    this.#keys = keys;
    this.#skewMs = skewMs;
  }

  /**
   * The body is read only once all but the signature itself is right.
   *
   * @throws Refusal when it is not from who it says, or not from now.
   */
  async verify(
    { keyId, timestamp, signature }: Signature,
    parts: Omit<SignedParts, "body">,
    readBody: () => Promise<Buffer>,
  ): Promise<Principal> {
    if (!TIMESTAMP.test(timestamp) || !SIGNATURE.test(signature)) throw refuse("SIGNATURE_INVALID");
    const now = Date.now();
    if (Math.abs(now - Number(timestamp)) > this.#skewMs) {
      throw refuse("SIGNATURE_EXPIRED", { window_ms: this.#skewMs, server_time: String(now) });
    }
    const key = await this.#keys.key(keyId);
    const body = key === null ? Buffer.alloc(0) : await readBody();
    const secret = key === null ? NOBODYS_SECRET : secretOf(key);
    const right = signatureFor(secret, timestamp, { ...parts, body });
    const isRight = timingSafeEqual(
      Buffer.from(right, "base64url"),
      Buffer.from(signature, "base64url"),
    );
    if (key === null || !isRight) throw refuse("SIGNATURE_INVALID");
    this.#keys.noteKeyUse(key.id);
    return principalOfKey(key);
  }
}

/** The whole body as it was sent. */
export async function readRawBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    if (bytes > BODY_LIMIT) throw refuse("BODY_TOO_LARGE", { limit: BODY_LIMIT });
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
