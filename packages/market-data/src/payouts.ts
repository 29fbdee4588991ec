import type { AccountId, Amount, MarketId, Quantity } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentList } from "./recent-list.ts";

/** Payouts remembered of each account; older ones are in the archive. */
const PAYOUTS_KEPT = 1_000;

/** Shares of an ended market that went back to the pool, and what they were paid. */
export interface Payout {
  readonly account: AccountId;
  readonly market: MarketId;
  readonly yes: Quantity;
  readonly no: Quantity;
  readonly amount: Amount;
  readonly sequence: number;
  readonly time: number;
}

/** The last `PAYOUTS_KEPT` payouts of each account. */
export class Payouts {
  private readonly byAccount = new Map<AccountId, RecentList<Payout>>();

  /** The account's latest payouts, newest first. */
  of(account: AccountId): Payout[] {
    return this.byAccount.get(account)?.newest(PAYOUTS_KEPT) ?? [];
  }

  apply({ sequence, time, events }: FoldEntry): void {
    for (const event of events) {
      if (event.type !== "PositionPaid") continue;
      const { account, market, yes, no, amount } = event;
      let list = this.byAccount.get(account);
      if (list === undefined) this.byAccount.set(account, (list = new RecentList(PAYOUTS_KEPT)));
      list.push({ account, market, yes, no, amount, sequence, time });
    }
  }
}
