import type { AccountId, Event, MarketId } from "@probity/core";
import type { ShareEvent } from "@probity/protocol";

/** What an event did to somebody's shares; `hold`: some were set aside for an order, or freed. */
export type ShareCause = ShareEvent | "hold";

/** Hears of an account whose money may be another now, and with a market whose shares may be. */
export type Touch = (account: AccountId, market: MarketId | null, cause: ShareCause) => void;

/** Tells `touch` whose balances and positions an event may have changed. */
export function touchedBy(event: Event, touch: Touch): void {
  switch (event.type) {
    case "Deposited":
    case "WithdrawalRequested":
    case "WithdrawalConfirmed":
    case "WithdrawalFailed":
      return touch(event.account, null, "hold");
    case "CollateralTransferred":
      touch(event.from, null, "hold");
      return touch(event.to, null, "hold");
    case "SystemTransferred":
      for (const party of [event.from, event.to]) {
        if (party.kind === "account") touch(party.account, null, "hold");
      }
      return;
    case "SharesTransferred":
      touch(event.from, event.market, "transfer");
      return touch(event.to, event.market, "transfer");
    case "OrdersMatched": {
      const cause = event.kind === "complementary" ? "trade" : event.kind;
      for (const { account } of event.legs) touch(account, event.market, cause);
      return;
    }
    case "MatchReversed":
      for (const { account } of event.legs) touch(account, event.market, "reversal");
      return;
    case "OrderRested":
    case "OrderDelayed":
    case "OrderReleased":
    case "OrderAmended":
    case "OrderCompleted":
    case "OrderCancelled":
      return touch(event.account, event.market, "hold");
    case "SetSplit":
      return touch(event.account, event.market, "split");
    case "SetMerged":
      return touch(event.account, event.market, "merge");
    case "PositionsConverted":
      for (const market of [...event.given, ...event.received]) {
        touch(event.account, market, "convert");
      }
      return;
    case "PositionPaid":
      return touch(event.account, event.market, "redeem");
    default:
      return;
  }
}
