/** Level 2: requests of programs with a key, signed by HMAC (reference §4.2). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { secretOf } from "@probity/identity";
import type { ApiKey, Scope } from "@probity/identity";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { Trader } from "../ports.ts";
import { isSameAddress, readAddress } from "./address.ts";
import { isTimely, notSigned } from "./attestation.ts";
import { readLabel } from "./key-labels.ts";
import { rawBodyOf } from "./raw-body.ts";

const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** 32 bytes in base64 of either alphabet. */
const HMAC = /^[A-Za-z0-9+/_-]{43}=?$/;

const traders = new WeakMap<FastifyRequest, Trader>();
/** What the headers of a signature begin with: a trader's key, and that of a builder alone. */
type Signer = "poly_" | "poly_builder_";
/** Requests whose signature is looked at once the body is there. */
const claimed = new WeakMap<FastifyRequest, { readonly key: ApiKey; readonly signer: Signer }>();

/** Who asks. Only on routes below `withKey`. */
export function traderOf(request: FastifyRequest): Trader {
  const trader = traders.get(request);
  if (trader === undefined) throw new Error("the route has no hook that asks who is there");
  return trader;
}

/** Who asks, if that is known by now; a signature is looked at before the handler. */
export function traderBehind(request: FastifyRequest): Trader | null {
  return traders.get(request) ?? null;
}

/**
 * Lets in whoever has a key. All but the signature itself is looked at before the body is read.
 *
 * @param app a scope of its own, whose routes need it all. @param needs what the key must be good for.
 * @param takesBuilders whether the key of a builder does, whose headers have names of their own.
 * @param prefix of the scope, which is not signed.
 */
export function withKey(
  app: FastifyInstance,
  desk: Desk,
  needs: Scope,
  { takesBuilders = false, prefix = "/clob" } = {},
): void {
  app.addHook("onRequest", async (request) => {
    const { headers } = request;
    const isBuilder =
      takesBuilders &&
      headers["poly_api_key"] === undefined &&
      headers["poly_builder_api_key"] !== undefined;
    const key = isBuilder ? await builderKeyOf(desk, request) : await keyOf(desk, request, needs);
    if (key !== null) claimed.set(request, { key, signer: isBuilder ? "poly_builder_" : "poly_" });
  });
  app.addHook("preValidation", (request, _reply, done) => {
    const claim = claimed.get(request);
    if (claim !== undefined) {
      checkSignature(claim.key, request, claim.signer, prefix);
      desk.venue.keys.noteKeyUse(claim.key.id);
    }
    done();
  });
}

/** Who stands behind a triple that came without a signature, as over the user socket; null: nobody. */
export async function traderOfTriple(
  { venue }: Pick<Desk, "venue">,
  triple: { readonly apiKey: string; readonly secret: string; readonly passphrase: string },
): Promise<Trader | null> {
  const key = KEY_ID.test(triple.apiKey) ? await venue.keys.key(triple.apiKey) : null;
  const name = key === null ? null : readLabel(key.label);
  if (key === null || name?.kind !== "trading") return null;
  const isRight =
    isSame(bytesOf(triple.secret), bytesOf(key.secret)) &&
    isSame(Buffer.from(triple.passphrase), Buffer.from(key.passphrase));
  return isRight ? { owner: key.owner, address: name.address, key } : null;
}

function unauthorized(): ClobError {
  return new ClobError(401, "Unauthorized/Invalid api key");
}

/** @returns null when the key needs no signature, and the trader is known. */
async function keyOf(desk: Desk, request: FastifyRequest, needs: Scope): Promise<ApiKey | null> {
  const { headers } = request;
  const readOnly = headers["poly_readonly_api_key"];
  const id = String(readOnly ?? headers["poly_api_key"] ?? "").toLowerCase();
  const address = readAddress(headers["poly_address"]);
  if (!KEY_ID.test(id) || address === null) throw unauthorized();
  const key = await desk.venue.keys.key(id);
  const name = key === null ? null : readLabel(key.label);
  if (key === null || name === null || !isSameAddress(name.address, address)) throw unauthorized();
  if (name.kind !== (readOnly === undefined ? "trading" : "read-only")) throw unauthorized();
  if (!key.scopes.includes(needs) || (readOnly !== undefined && request.method !== "GET")) {
    throw unauthorized();
  }
  const trader: Trader = { owner: key.owner, address: name.address, key };
  if (readOnly !== undefined) {
    traders.set(request, trader);
    desk.venue.keys.noteKeyUse(key.id);
    return null;
  }
  checkClaim(desk, key, request, "poly_");
  traders.set(request, trader);
  return key;
}

async function builderKeyOf(desk: Desk, request: FastifyRequest): Promise<ApiKey> {
  const id = String(request.headers["poly_builder_api_key"]).toLowerCase();
  const key = KEY_ID.test(id) ? await desk.venue.keys.key(id) : null;
  const name = key === null ? null : readLabel(key.label);
  if (key === null || name?.kind !== "builder") throw unauthorized();
  checkClaim(desk, key, request, "poly_builder_");
  traders.set(request, { owner: key.owner, address: name.address, key });
  return key;
}

/** All of a signature that can be looked at without the body. */
function checkClaim(desk: Desk, key: ApiKey, { headers }: FastifyRequest, signer: Signer): void {
  const passphrase = Buffer.from(String(headers[`${signer}passphrase`] ?? ""));
  if (!isSame(passphrase, Buffer.from(key.passphrase))) throw unauthorized();
  const timestamp = String(headers[`${signer}timestamp`] ?? "");
  if (!isTimely(timestamp, desk.options.clockSkewSeconds)) throw notSigned();
  if (!HMAC.test(String(headers[`${signer}signature`] ?? ""))) throw notSigned();
}

/** Over time, method, path without prefix and query, and the bytes of the body. */
function checkSignature(
  key: ApiKey,
  request: FastifyRequest,
  signer: Signer,
  prefix: string,
): void {
  const [whole = ""] = request.originalUrl.split("?", 1);
  const path = whole.startsWith(`${prefix}/`) ? whole.slice(prefix.length) : whole;
  const timestamp = String(request.headers[`${signer}timestamp`]);
  const right = createHmac("sha256", secretOf(key))
    .update(`${timestamp}${request.method}${path}`)
    .update(rawBodyOf(request))
    .digest();
  if (!isSame(bytesOf(String(request.headers[`${signer}signature`])), right)) throw notSigned();
}

/** Of base64 in either alphabet. */
function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
