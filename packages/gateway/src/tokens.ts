import { randomBytes } from "node:crypto";
import type { OwnerId } from "@probity/core";
import { formatOwner, parseOwner } from "@probity/protocol";
import { SignJWT, jwtVerify } from "jose";
import type { People } from "./ports.ts";

/** How long an access token is good for. */
export const ACCESS_TOKEN_MS = 15 * 60_000;
const ISSUER = "probity";
/** Verified tokens remembered, so that a busy client costs one verification a token. */
const REMEMBERED = 10_000;

/** Whose token it is, and until when, in ms. */
export interface Bearer {
  readonly owner: OwnerId;
  readonly expiresAt: number;
  /** The token's own id, by which it is revoked. */
  readonly tokenId: string;
  /** The generation of the owner's tokens that it belongs to. */
  readonly generation: number;
}

/** Where it is known which tokens are good no longer. */
type Revocations = Pick<People, "tokenGeneration" | "isRevoked" | "revokeToken">;

/**
 * Makes and checks access tokens: HS256 under one secret of the venue. What was verified once is
 * remembered; whether it is still good is asked each time.
 */
export class Tokens {
  readonly #secret: Uint8Array;
  readonly #revocations: Revocations;
  readonly #verified = new Map<string, Bearer>();

  constructor(secret: Uint8Array, revocations: Revocations) {
    if (secret.length < 32) throw new Error("a secret for tokens has at least 32 bytes");
    this.#secret = secret;
    this.#revocations = revocations;
  }

  async issue(owner: OwnerId): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const expiresAt = Math.floor((Date.now() + ACCESS_TOKEN_MS) / 1_000) * 1_000;
    const token = await new SignJWT({ gen: this.#revocations.tokenGeneration(owner) ?? 0 })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setSubject(formatOwner(owner))
      .setJti(randomBytes(12).toString("base64url"))
      .setIssuedAt()
      .setExpirationTime(expiresAt / 1_000)
      .sign(this.#secret);
    return { token, expiresAt };
  }

  /** @returns whose token it is, or null if it is none of ours or good no longer. */
  async verify(token: string): Promise<Bearer | null> {
    const bearer = this.#verified.get(token) ?? (await this.#read(token));
    return bearer !== null && this.isLive(bearer) ? bearer : null;
  }

  /** The same at once, for a token that was verified before and is remembered. */
  remembered(token: string): Bearer | null {
    return this.#verified.get(token) ?? null;
  }

  /** Whether somebody verified earlier may still go on: not expired, not revoked. Known at once. */
  isLive({ owner, expiresAt, tokenId, generation }: Bearer): boolean {
    return (
      expiresAt > Date.now() &&
      this.#revocations.tokenGeneration(owner) === generation &&
      !this.#revocations.isRevoked(tokenId)
    );
  }

  /** Makes the token worthless, at every door, from the moment this resolves. */
  revoke({ tokenId, expiresAt }: Bearer): Promise<void> {
    return this.#revocations.revokeToken(tokenId, expiresAt);
  }

  async #read(token: string): Promise<Bearer | null> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        issuer: ISSUER,
        algorithms: ["HS256"],
        requiredClaims: ["exp", "sub", "jti", "gen"],
      });
      const { exp, sub = "", jti, gen } = payload;
      const owner = parseOwner(sub);
      if (owner === null || exp === undefined || jti === undefined) return null;
      if (typeof gen !== "number") return null;
      const bearer = { owner, expiresAt: exp * 1_000, tokenId: jti, generation: gen };
      this.#remember(token, bearer);
      return bearer;
    } catch {
      // Whatever is wrong with it, it is not a token of ours.
      return null;
    }
  }

  #remember(token: string, bearer: Bearer): void {
    const [oldest] = this.#verified.keys();
    if (this.#verified.size >= REMEMBERED && oldest !== undefined) this.#verified.delete(oldest);
    this.#verified.set(token, bearer);
  }
}
