/** Lists whose newest part is in memory and whose whole is in the database. */
import { fromHistory } from "./history.ts";
import type { Venue } from "./venue.ts";
import type { Queries } from "@probity/store";

/** One item of such a list: it has a number that never changes, and the sequence that changed it last. */
interface Numbered {
  readonly sequence: number;
}

interface Sought<T extends Numbered> {
  /** What memory has of the list, whole or in part. */
  readonly remembered: readonly T[];
  /** Of an item, by which the list is ordered, newest first. */
  readonly numberOf: (item: T) => number;
  /** Whether memory has no gaps: it forgets the oldest first. */
  readonly isGapless: boolean;
  /** What memory has forgotten last changed here or before; 0: it has forgotten nothing. */
  readonly forgottenUntil: number;
  readonly limit: number;
  readonly cursor: number | undefined;
  /** Asks the database for `limit` items before a number. */
  readonly ask: (history: Queries, before: number, limit: number) => Promise<readonly T[]>;
}

/**
 * One page. What memory has is as new as memory; the rest does not change any
 * more, so the page tells of everything up to memory's own sequence.
 *
 * @throws Refusal when the database has not come to what memory has forgotten.
 */
export async function pageBeyondMemory<T extends Numbered>(
  venue: Pick<Venue, "store">,
  { remembered, numberOf, isGapless, forgottenUntil, limit, cursor, ask }: Sought<T>,
): Promise<{ readonly items: readonly T[]; readonly next: string | null }> {
  const before = cursor ?? Number.MAX_SAFE_INTEGER;
  const found = new Map<number, T>();
  const known = remembered.filter((item) => numberOf(item) < before);
  const suffices = forgottenUntil === 0 || (isGapless && known.length > limit);
  if (!suffices) {
    const { value } = await fromHistory(venue, forgottenUntil, (history) =>
      ask(history, before, limit + 1),
    );
    for (const item of value) found.set(numberOf(item), item);
  }
  for (const item of known) found.set(numberOf(item), item);
  const sorted = [...found.values()].sort((a, b) => numberOf(b) - numberOf(a));
  const items = sorted.slice(0, limit);
  const last = items.at(-1);
  const hasMore = sorted.length > limit && last !== undefined;
  return { items, next: hasMore ? String(numberOf(last)) : null };
}
