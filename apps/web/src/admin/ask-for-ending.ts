import type { EndingRequestsAnswer, MarketsAnswer, VoidJson } from "@probity/protocol";
import { venue } from "../session/venue.ts";

type Wish = EndingRequestsAnswer["requests"][number];

/** The same wish in the words it was first told in: a second operator's carries it out. */
function voidWords({ policy, yes_payout: payout }: Wish): VoidJson {
  if (policy !== "split") return { policy: policy ?? "last-price" };
  return { policy, yes_payout: payout ?? "0.5" };
}

/** Asks for what another operator asked for. */
export function askForEnding(wish: Wish): Promise<MarketsAnswer> {
  const { event_id: event, market_id: market, payouts } = wish;
  if (wish.wish === "void") {
    return event === null
      ? venue.admin.void("markets", market ?? "", voidWords(wish))
      : venue.admin.void("events", event, voidWords(wish));
  }
  if (event !== null) return venue.admin.resolveEvent(event, { payouts });
  return venue.admin.resolveMarket(market ?? "", { yes_payout: payouts[0]?.yes_payout ?? "0" });
}
