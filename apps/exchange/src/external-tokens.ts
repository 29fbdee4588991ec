import { ExternalTokens } from "@probity/identity";
import type { Config } from "./config.ts";
import { ConfigError } from "./read-config.ts";

/**
 * What checks the tokens of the identity provider; null when none is configured.
 *
 * @throws ConfigError when it is configured by halves, or its key is none.
 */
export function externalTokens(config: Config): ExternalTokens | null {
  const { IDP_ISSUER: issuer, IDP_AUDIENCE: audience, IDP_JWKS_URL: jwksUrl } = config;
  const pem = config.IDP_PUBLIC_KEY?.replaceAll("\\n", "\n");
  if (issuer === undefined && audience === undefined && !pem && jwksUrl === undefined) return null;
  if (issuer === undefined || audience === undefined || (pem === undefined) === !jwksUrl) {
    throw new ConfigError(
      "An identity provider needs IDP_ISSUER, IDP_AUDIENCE, and one of IDP_PUBLIC_KEY and IDP_JWKS_URL",
    );
  }
  try {
    const keys = pem === undefined ? { jwksUrl: jwksUrl ?? "" } : { pem };
    return new ExternalTokens({ issuer, audience, keys });
  } catch (error) {
    throw new ConfigError("IDP_PUBLIC_KEY is not usable: a public key in PEM is expected", {
      cause: error,
    });
  }
}
