import type { OwnerId } from "@probity/core";
import { formatOwner, parseOwner } from "@probity/protocol";
import { SignJWT, jwtVerify } from "jose";

/** How long an access token is good for. */
export const ACCESS_TOKEN_MS = 15 * 60_000;
const ISSUER = "probity";
/** Verified tokens remembered, so that a busy client costs one verification a token. */
const REMEMBERED = 10_000;

/** Whose token it is, and until when, in ms. */
export interface Bearer {
  readonly owner: OwnerId;
  readonly expiresAt: number;
}

/** Makes and checks access tokens: HS256 under one secret of the venue. */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #verified = new Map<string, Bearer>();

  constructor(secret: Uint8Array) {
    if (secret.length < 32) throw new Error("a secret for tokens has at least 32 bytes");
    this.#secret = secret;
  }

  async issue(owner: OwnerId): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const expiresAt = Math.floor((Date.now() + ACCESS_TOKEN_MS) / 1_000) * 1_000;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setSubject(formatOwner(owner))
      .setIssuedAt()
      .setExpirationTime(expiresAt / 1_000)
      .sign(this.#secret);
    return { token, expiresAt };
  }

  /** @returns whose token it is, or null if it is none of ours or has expired. */
  async verify(token: string): Promise<Bearer | null> {
    const known = this.#verified.get(token);
    if (known !== undefined) return known.expiresAt > Date.now() ? known : null;
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        issuer: ISSUER,
        algorithms: ["HS256"],
        requiredClaims: ["exp", "sub"],
      });
      const owner = parseOwner(payload.sub ?? "");
      if (owner === null || payload.exp === undefined) return null;
      const bearer = { owner, expiresAt: payload.exp * 1_000 };
      this.#remember(token, bearer);
      return bearer;
    } catch {
      // Whatever is wrong with it, it is not a token of ours.
      return null;
    }
  }

  /** Whether somebody verified earlier may still go on: not expired, not revoked. */
  isLive(bearer: Bearer): boolean {
    return bearer.expiresAt > Date.now();
  }

  #remember(token: string, bearer: Bearer): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= REMEMBERED && oldest !== undefined) this.#verified.delete(oldest);
    this.#verified.set(token, bearer);
  }
}
