import { queryOptions } from "@tanstack/react-query";
import { lastWrite } from "../app/own-writes.ts";
import { venue } from "../session/venue.ts";

/** Who is signed in, as the venue knows them. */
export function meQuery(owner: string) {
  return queryOptions({ queryKey: ["me", owner], queryFn: () => venue.me() });
}

/** All accounts of the reader, with their money and limits. */
export function accountsQuery(owner: string) {
  return queryOptions({
    queryKey: ["accounts", owner],
    queryFn: async () => (await venue.accounts.list({ min_seq: lastWrite() })).accounts,
    staleTime: 2_000,
  });
}

/** What kind of money the venue deals in. */
export const venueStatusQuery = queryOptions({
  queryKey: ["venue-status"],
  queryFn: () => venue.markets.status(),
  staleTime: Number.POSITIVE_INFINITY,
});

export function preferencesQuery(owner: string) {
  return queryOptions({
    queryKey: ["preferences", owner],
    queryFn: async () => (await venue.person.preferences()).preferences,
    staleTime: 60_000,
  });
}
