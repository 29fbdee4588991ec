import type { AccountId, Leg, MarketId, MatchId, MatchKind } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentList } from "./recent-list.ts";

/** Fills remembered of each account; older ones are in the archive. */
export const FILLS_KEPT = 1_000;

/** One leg of a match, as its owner sees it. Price in its own outcome's terms. */
export interface OwnFill extends Leg {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly kind: MatchKind;
  readonly sequence: number;
  readonly time: number;
}

/** The last `FILLS_KEPT` fills of each account. */
export class OwnFills {
  private readonly byAccount = new Map<AccountId, RecentList<OwnFill>>();

  /** The account's latest fills, newest first. */
  fills(account: AccountId, limit: number = FILLS_KEPT): OwnFill[] {
    return this.byAccount.get(account)?.newest(limit) ?? [];
  }

  /** @returns the fills of this command, in their order. */
  apply({ sequence, time, events }: FoldEntry): OwnFill[] {
    const fills: OwnFill[] = [];
    for (const event of events) {
      if (event.type !== "OrdersMatched") continue;
      const { match, market, kind } = event;
      for (const leg of event.legs) {
        const fill = { ...leg, match, market, kind, sequence, time };
        this.listOf(leg.account).push(fill);
        fills.push(fill);
      }
    }
    return fills;
  }

  private listOf(account: AccountId): RecentList<OwnFill> {
    let list = this.byAccount.get(account);
    if (list === undefined) {
      list = new RecentList(FILLS_KEPT);
      this.byAccount.set(account, list);
    }
    return list;
  }
}
