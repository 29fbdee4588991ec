import { createHash } from "node:crypto";
import type { Cacheable } from "./cache/cache.ts";
import type { Venue } from "./venue.ts";

/**
 * A list that the database ranks, kept for a moment under what was asked for; `min_seq` is heeded and not
 * part of it. Nothing of one person's belongs here.
 *
 * @param query as it was parsed.
 */
export function cachedList<T extends Cacheable>(
  { cache }: Pick<Venue, "cache">,
  name: string,
  {
    min_seq,
    ...asked
  }: { readonly min_seq?: number | undefined; readonly [field: string]: unknown },
  load: () => Promise<T>,
): Promise<T> {
  const digest = createHash("sha256").update(JSON.stringify(asked)).digest("base64url");
  return cache.through("market-list", [name, digest], load, min_seq);
}
