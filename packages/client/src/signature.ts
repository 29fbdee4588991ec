/** A program's key: its id, and the secret shown when it was made (base64url). */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

/** What is signed. */
interface SignedParts {
  readonly method: string;
  /** As it is sent, with its query. */
  readonly path: string;
  readonly body: string;
  /** Ms since 1970. */
  readonly time: number;
}

/**
 * The headers that sign a request: HMAC-SHA-256 over time, method, path and body. The venue takes
 * them for a short while before and after `time`, so each try is signed anew.
 */
export async function signature(
  { id, secret }: ApiKey,
  { method, path, body, time }: SignedParts,
): Promise<Record<string, string>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), algorithm, false, ["sign"]);
  const text = new TextEncoder().encode(`${time}${method}${path}${body}`);
  const signed = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  return {
    "probity-key": id,
    "probity-timestamp": String(time),
    "probity-signature": base64Url(signed),
  };
}

function bytesOf(secret: string): Uint8Array<ArrayBuffer> {
  const text = atob(secret.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
