import { createPublicKey } from "node:crypto";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { JWTVerifyGetKey, KeyObject } from "jose";
import type { Subject } from "./people.ts";

/** An identity provider whose tokens are taken. */
export interface ExternalIssuer {
  readonly issuer: string;
  /** Whom its tokens must be made for. */
  readonly audience: string;
  /** Its public key in PEM, or where its keys are listed. */
  readonly keys: { readonly pem: string } | { readonly jwksUrl: string };
}

/** Signed with a private key, so that the key we check with makes no tokens. */
const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];
const CLOCK_TOLERANCE_SECONDS = 5;

/** The provider's keys cannot be had just now, so nothing is known of the token. Try again later. */
export class ProviderUnreachable extends Error {
  override readonly name = "ProviderUnreachable";
  readonly code = "ProviderUnreachable";
}

/** Checks the tokens of one identity provider. */
export class ExternalTokens {
  readonly #issuer: ExternalIssuer;
  readonly #key: KeyObject | JWTVerifyGetKey;

  /** @throws when the PEM holds no public key. */
  constructor(issuer: ExternalIssuer) {
    this.#issuer = issuer;
    this.#key =
      "pem" in issuer.keys
        ? createPublicKey(issuer.keys.pem)
        : keysAt(new URL(issuer.keys.jwksUrl));
  }

  /**
   * @returns who it is about; null when it is not good, or not for us.
   * @throws ProviderUnreachable
   */
  async subjectOf(token: string): Promise<Subject | null> {
    const { issuer, audience } = this.#issuer;
    const options = {
      issuer,
      audience,
      algorithms: ASYMMETRIC,
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    };
    try {
      const { payload } =
        typeof this.#key === "function"
          ? await jwtVerify(token, this.#key, options)
          : await jwtVerify(token, this.#key, options);
      const { sub } = payload;
      return sub === undefined || sub === "" || sub.length > 255 ? null : { issuer, subject: sub };
    } catch (error) {
      if (error instanceof ProviderUnreachable) throw error;
      return null;
    }
  }
}

/** The keys that are listed there, fetched when they are needed and kept for a while. */
function keysAt(url: URL): JWTVerifyGetKey {
  const listed = createRemoteJWKSet(url);
  return async (header, token) => {
    try {
      return await listed(header, token);
    } catch (error) {
      const isOfToken = OF_TOKENS.some((kind) => error instanceof kind);
      if (isOfToken) throw error;
      throw new ProviderUnreachable(`no keys from ${url.origin}`, { cause: error });
    }
  };
}

/** What a list of keys says of a token; anything else is about the list. */
const OF_TOKENS = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
];
