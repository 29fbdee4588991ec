import { queryOptions } from "@tanstack/react-query";
import { lastWrite } from "../app/own-writes.ts";
import { venue } from "../session/venue.ts";

/** What the account has: dollars as decimal text. */
export function balanceQuery(account: string) {
  return queryOptions({
    queryKey: ["balances", account],
    queryFn: async () => {
      const { balances } = await venue.accounts.balances({
        account_id: account,
        min_seq: lastWrite(),
      });
      const [first] = balances;
      return {
        available: first?.available ?? "0",
        held: first?.held ?? "0",
        total: first?.total ?? "0",
      };
    },
    staleTime: 2_000,
  });
}
