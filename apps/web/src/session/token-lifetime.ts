/**
 * How long a token is good for from now, in ms. What it says itself counts, end less beginning, for
 * the clock of this machine may be wrong by hours; without that its end by this clock.
 */
export function lifetimeMs({
  access_token: token,
  expires_at: expiresAt,
}: {
  readonly access_token: string;
  readonly expires_at: string;
}): number {
  try {
    const [, middle = ""] = token.split(".");
    const said: unknown = JSON.parse(atob(middle.replaceAll("-", "+").replaceAll("_", "/")));
    const { iat, exp } = said as { readonly iat?: unknown; readonly exp?: unknown };
    if (typeof iat === "number" && typeof exp === "number") return (exp - iat) * 1_000;
  } catch {
    // Another kind of token.
  }
  return Date.parse(expiresAt) - Date.now();
}
