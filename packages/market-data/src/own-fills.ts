import type { AccountId, Leg, MarketId, MatchId, MatchKind } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentLists } from "./recent-lists.ts";
import type { SavedLists } from "./recent-lists.ts";

/** Fills remembered of each account; older ones are in the archive. */
export const FILLS_KEPT = 1_000;
/** Fills remembered of all accounts together. */
const ALL_FILLS_KEPT = 100_000;

/** One leg of a match, as its owner sees it. Price in its own outcome's terms. */
export interface OwnFill extends Leg {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly kind: MatchKind;
  readonly sequence: number;
  readonly time: number;
}

/** The last `FILLS_KEPT` fills of each account, as far as they are among the last of all accounts. */
export class OwnFills {
  private readonly recent = new RecentLists<AccountId, OwnFill>(FILLS_KEPT, ALL_FILLS_KEPT);

  /** The account's latest fills, newest first. */
  fills(account: AccountId, limit: number = FILLS_KEPT): OwnFill[] {
    return this.recent.newest(account, limit);
  }

  /** Fills up to this sequence may be forgotten; 0: none is. */
  forgottenUntil(account: AccountId): number {
    return this.recent.forgottenBefore(account)?.sequence ?? 0;
  }

  /** @returns the fills of this command, in their order. */
  apply({ sequence, time, events }: FoldEntry): OwnFill[] {
    const fills: OwnFill[] = [];
    for (const event of events) {
      if (event.type !== "OrdersMatched") continue;
      const { match, market, kind } = event;
      for (const leg of event.legs) {
        const fill = { ...leg, match, market, kind, sequence, time };
        this.recent.push(leg.account, fill);
        fills.push(fill);
      }
    }
    return fills;
  }

  save(): SavedLists<AccountId, OwnFill> {
    return this.recent.save();
  }

  /** Becomes what was saved; must be new. */
  load(saved: SavedLists<AccountId, OwnFill>): void {
    this.recent.load(saved);
  }
}
