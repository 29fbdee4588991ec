import type { AccountId, OwnerId, WithdrawalId } from "@probity/core";
import { and, asc, desc, eq, lt } from "drizzle-orm";
import { accounts, exclusions, owners } from "../tables/accounts.ts";
import { balances, withdrawals } from "../tables/balances.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type AccountRow = typeof accounts.$inferSelect;
export type OwnerRow = typeof owners.$inferSelect;
export type BalanceRow = typeof balances.$inferSelect;
export type ExclusionRow = typeof exclusions.$inferSelect;
export type WithdrawalRow = typeof withdrawals.$inferSelect;

export function accountQueries(database: ReadDatabase) {
  return {
    async byId(account: AccountId): Promise<AccountRow | null> {
      const [row] = await database
        .select()
        .from(accounts)
        .where(eq(accounts.account, account))
        .limit(1);
      return row ?? null;
    },

    async owner(owner: OwnerId): Promise<OwnerRow | null> {
      const [row] = await database.select().from(owners).where(eq(owners.owner, owner)).limit(1);
      return row ?? null;
    },

    /** An owner's accounts in the order they were opened. */
    async ofOwner(owner: OwnerId): Promise<AccountRow[]> {
      return database
        .select()
        .from(accounts)
        .where(eq(accounts.owner, owner))
        .orderBy(asc(accounts.account));
    },

    /** An account's collateral, by asset. */
    async balances(account: AccountId): Promise<BalanceRow[]> {
      return database
        .select()
        .from(balances)
        .where(eq(balances.account, account))
        .orderBy(asc(balances.asset));
    },

    /** How long an owner wished to stay away, newest first. */
    async exclusions(owner: OwnerId): Promise<ExclusionRow[]> {
      return database
        .select()
        .from(exclusions)
        .where(eq(exclusions.owner, owner))
        .orderBy(desc(exclusions.sequence));
    },

    async withdrawal(withdrawal: WithdrawalId): Promise<WithdrawalRow | null> {
      const [row] = await database
        .select()
        .from(withdrawals)
        .where(eq(withdrawals.withdrawal, withdrawal))
        .limit(1);
      return row ?? null;
    },

    /** An account's withdrawals, newest first. */
    async withdrawals(
      account: AccountId,
      { cursor, limit }: PageRequest,
    ): Promise<Page<WithdrawalRow>> {
      const after = decodeCursor(cursor, ["number"]);
      const rows = await database
        .select()
        .from(withdrawals)
        .where(
          and(
            eq(withdrawals.account, account),
            after === null ? undefined : lt(withdrawals.withdrawal, after[0] as number),
          ),
        )
        .orderBy(desc(withdrawals.withdrawal))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.withdrawal]);
    },
  };
}
