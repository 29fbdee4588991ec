/** One page of a list that is ordered newest first by a number which never changes. */
export function page<T>(
  newestFirst: readonly T[],
  numberOf: (item: T) => number,
  { limit, cursor }: { readonly limit: number; readonly cursor?: number | undefined },
): { readonly items: readonly T[]; readonly next: string | null } {
  const rest =
    cursor === undefined ? newestFirst : newestFirst.filter((item) => numberOf(item) < cursor);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rest.length > items.length && last !== undefined;
  return { items, next: hasMore ? String(numberOf(last)) : null };
}
