import { randomBytes } from "node:crypto";
import type { Identity, SessionStep } from "@probity/identity";
import { formatOwner, parseOwner } from "@probity/protocol";
import { SignJWT, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import { principalOfSession } from "./principal.ts";
import type { Principal } from "./principal.ts";

/** How long an access token is good for. */
export const ACCESS_TOKEN_MS = 15 * 60_000;
const ISSUER = "probity";
const SECRET_BYTES_MIN = 32;
/** Verified tokens remembered, so that a busy client costs one verification a token. */
const REMEMBERED = 10_000;

/** What signs tokens: HS256, one secret for each use. */
export interface TokenSecrets {
  readonly access: Uint8Array;
  readonly refresh: Uint8Array;
}

/** What a step of a session is handed out as; times in ms since 1970. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: number;
}

/** Where it is known which sessions and keys are good. */
export interface Standing {
  readonly sessions: Pick<Identity["sessions"], "isSessionOpen">;
  readonly keys: Pick<Identity["keys"], "isKeyGood">;
}

/**
 * Makes and checks access and refresh tokens. What was verified once is remembered; whether it is
 * still good is asked each time.
 */
export class Tokens {
  readonly #secrets: TokenSecrets;
  readonly #standing: Standing;
  readonly #verified = new Map<string, Principal>();

  constructor(secrets: TokenSecrets, standing: Standing) {
    for (const secret of [secrets.access, secrets.refresh]) {
      if (secret.length < SECRET_BYTES_MIN) {
        throw new Error(`a secret for tokens has at least ${SECRET_BYTES_MIN} bytes`);
      }
    }
    this.#secrets = secrets;
    this.#standing = standing;
  }

  async issue({ owner, session, rotation, expiresAt }: SessionStep): Promise<IssuedTokens> {
    const accessExpiresAt = wholeSeconds(Date.now() + ACCESS_TOKEN_MS);
    const refreshExpiresAt = wholeSeconds(expiresAt);
    const claims = { sub: formatOwner(owner), sid: session };
    const [accessToken, refreshToken] = await Promise.all([
      sign({ ...claims, use: "access" }, accessExpiresAt, this.#secrets.access),
      sign({ ...claims, use: "refresh", rot: rotation }, refreshExpiresAt, this.#secrets.refresh),
    ]);
    return { accessToken, accessExpiresAt, refreshToken, refreshExpiresAt };
  }

  /** @returns who it is, or null if it is no access token of ours or good no longer. */
  async verify(token: string): Promise<Principal | null> {
    const principal = this.#verified.get(token) ?? (await this.#read(token));
    return principal !== null && this.isLive(principal) ? principal : null;
  }

  /** The same at once, for a token that was verified before and is remembered. */
  remembered(token: string): Principal | null {
    return this.#verified.get(token) ?? null;
  }

  /** Whether somebody let in earlier may still go on: not expired, session open, key good. Known at once. */
  isLive({ expiresAt, sessionId, keyId }: Principal): boolean {
    if (expiresAt <= Date.now()) return false;
    if (sessionId !== null) return this.#standing.sessions.isSessionOpen(sessionId);
    return keyId === null || this.#standing.keys.isKeyGood(keyId);
  }

  /** @returns which step of which session a refresh token is; null if it is none of ours or has expired. */
  async readRefresh(
    token: string,
  ): Promise<{ readonly session: string; readonly rotation: number } | null> {
    const claims = await open(token, this.#secrets.refresh, "refresh");
    if (claims === null) return null;
    const { sid, rot } = claims;
    if (typeof sid !== "string" || typeof rot !== "number") return null;
    return { session: sid, rotation: rot };
  }

  async #read(token: string): Promise<Principal | null> {
    const claims = await open(token, this.#secrets.access, "access");
    const owner = parseOwner(claims?.sub ?? "");
    if (claims?.exp === undefined || owner === null) return null;
    const { exp, sid } = claims;
    if (typeof sid !== "string") return null;
    const principal = principalOfSession(owner, sid, exp * 1_000);
    this.#remember(token, principal);
    return principal;
  }

  #remember(token: string, principal: Principal): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= REMEMBERED && oldest !== undefined) this.#verified.delete(oldest);
    this.#verified.set(token, principal);
  }
}

function sign(claims: JWTPayload, expiresAt: number, secret: Uint8Array): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(ISSUER)
    .setJti(randomBytes(12).toString("base64url"))
    .setIssuedAt()
    .setExpirationTime(expiresAt / 1_000)
    .sign(secret);
}

/** The claims of a token of ours for this use; whatever is wrong with it, it is none. */
async function open(
  token: string,
  secret: Uint8Array,
  use: "access" | "refresh",
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      issuer: ISSUER,
      algorithms: ["HS256"],
      requiredClaims: ["exp", "sub", "sid", "use"],
    });
    return payload["use"] === use ? payload : null;
  } catch {
    return null;
  }
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
