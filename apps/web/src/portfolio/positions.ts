import { queryOptions } from "@tanstack/react-query";
import { lastWrite } from "../app/own-writes.ts";
import { venue } from "../session/venue.ts";

/** What an account holds. @param account null: nobody is signed in. */
export function positionsQuery(account: string | null) {
  return queryOptions({
    queryKey: ["positions", account],
    enabled: account !== null,
    queryFn: async () =>
      (
        await venue.portfolio.positions({
          account_id: account ?? undefined,
          min_seq: lastWrite(),
        })
      ).positions,
    staleTime: 5_000,
  });
}
