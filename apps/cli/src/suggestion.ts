/** The known word that was probably meant; null when none is near. */
function nearest(word: string, known: readonly string[]): string | null {
  let best: { readonly word: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const isBeginning = word.length > 1 && candidate.startsWith(word);
    const distance = isBeginning ? 1 : editDistance(word, candidate);
    if (best === null || distance < best.distance) best = { word: candidate, distance };
  }
  const isNear = best !== null && best.distance <= Math.max(1, Math.floor(word.length / 3));
  return isNear ? (best?.word ?? null) : null;
}

/** " Did you mean X?", or nothing. */
export function didYouMean(word: string, known: readonly string[], lead = ""): string {
  const near = nearest(word, known);
  return near === null ? "" : ` Did you mean ${lead}${near}?`;
}

/** Letters to insert, remove, replace, or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  // A typing mistake is short; whatever else comes is not worth the work.
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
