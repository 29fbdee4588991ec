/** Times as Polymarket spells them: a whole second has no fraction, and many a bot reads no other. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** The second in which it was. */
export function isoSecond(ms: number): string {
  return isoTime(Math.floor(ms / 1_000) * 1_000);
}
