let latest: number | undefined;

/** What this page wrote is in every read made after it, whichever process answers. @param seq of the answer. */
export function noteWrite(seq: number): void {
  latest = Math.max(latest ?? 0, seq);
}

/** For `min_seq` of reads; undefined while nothing was written. */
export function lastWrite(): number | undefined {
  return latest;
}
