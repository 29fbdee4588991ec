import type { AccountId, Amount, MarketId, Quantity } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentLists } from "./recent-lists.ts";
import type { SavedLists } from "./recent-lists.ts";

/** Payouts remembered of each account, and of all together; older ones are in the archive. */
const PAYOUTS_KEPT = 1_000;
const PAYOUTS_IN_ALL = 500_000;

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

/** The latest payouts of each account. */
export class Payouts {
  private readonly lists = new RecentLists<AccountId, Payout>(PAYOUTS_KEPT, PAYOUTS_IN_ALL);

  /** The account's latest payouts, newest first. */
  of(account: AccountId): Payout[] {
    return this.lists.newest(account);
  }

  /** Payouts of the account that are forgotten happened here or before; 0: none is. */
  forgottenUntil(account: AccountId): number {
    return this.lists.forgottenBefore(account)?.sequence ?? 0;
  }

  save(): SavedLists<AccountId, Payout> {
    return this.lists.save();
  }

  /** Becomes what was saved; must be new. */
  load(saved: SavedLists<AccountId, Payout>): void {
    this.lists.load(saved);
  }

  apply({ sequence, time, events }: FoldEntry): void {
    for (const event of events) {
      if (event.type !== "PositionPaid") continue;
      const { account, market, yes, no, amount } = event;
      this.lists.push(account, { account, market, yes, no, amount, sequence, time });
    }
  }
}
