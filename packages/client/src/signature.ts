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

/** What is said to the live socket in the place of headers. */
export interface LiveSignature {
  readonly key_id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/**
 * The headers that sign a request: HMAC-SHA-256 over time, method, path and body. The venue takes
 * them for a short while before and after `time`, so each try is signed anew.
 */
export async function signature(key: ApiKey, parts: SignedParts): Promise<Record<string, string>> {
  return {
    "probity-key": key.id,
    "probity-timestamp": String(parts.time),
    "probity-signature": await signed(key, parts),
  };
}

/** The same for the live socket, which signs as for `GET /ws`. */
export async function liveSignature(key: ApiKey, time: number): Promise<LiveSignature> {
  const parts = { method: "GET", path: "/ws", body: "", time };
  return { key_id: key.id, timestamp: String(time), signature: await signed(key, parts) };
}

async function signed(
  { secret }: ApiKey,
  { method, path, body, time }: SignedParts,
): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), algorithm, false, ["sign"]);
  const text = new TextEncoder().encode(`${time}${method}${path}${body}`);
  return base64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, text)));
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
