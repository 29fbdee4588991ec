/**
 * A key nobody has used, 128 bits of chance: what is sent twice under it is done once. `randomUUID` is
 * for secure pages alone, and a venue at home is often reached without TLS.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
