import type { EventId, MarketView } from "@probity/core";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

const UNRESOLVED: ReadonlySet<string> = new Set([
  "open",
  "halted",
  "closed",
  "proposed",
  "disputed",
]);

/**
 * The conversion account of an event holds no YES and equally many NO of each of
 * its n unresolved markets, and owes (n − 1) dollars for each of them; where
 * outcomes are being paid out it owes what its NO there will still bring.
 */
export function checkConversions(venue: Venue, id: EventId): void {
  const event = venue.event(id);
  if (event === null) return;
  if (!event.mutuallyExclusive || !event.exhaustive) {
    uphold(LAW, event.conversionDebt === 0, () => `event ${id} owes and cannot convert`);
    return;
  }
  let lots: number | null = null;
  let markets = 0;
  let toCome = 0n;
  for (const market of event.markets) {
    const view = venue.market(market);
    if (view === null) continue;
    const { yes, no } = conversionPosition(venue, view);
    uphold(LAW, yes === 0, () => `event ${id} holds YES of market ${market}`);
    if (UNRESOLVED.has(view.state)) {
      uphold(LAW, lots === null || lots === no, () => `event ${id} holds ${no} NO of ${market}`);
      lots = no;
      markets += 1;
    } else toCome += worth(view, no);
  }
  const owed = BigInt(Math.max(0, markets - 1)) * BigInt(lots ?? 0) * 10_000n + toCome;
  uphold(
    LAW,
    BigInt(event.conversionDebt) === owed,
    () => `event ${id} owes ${event.conversionDebt} and should owe ${owed}`,
  );
}

const LAW = "conversion debt = (n − 1) dollars × NO held";

/** An event's conversion account bears the event's number. */
function conversionPosition(
  venue: Venue,
  { market, event }: MarketView,
): { readonly yes: number; readonly no: number } {
  const holder = venue.holdersOf(market).find(({ account }) => Number(account) === Number(event));
  return holder ?? { yes: 0, no: 0 };
}

function worth({ ending }: MarketView, no: number): bigint {
  if (ending === null || ending.kind === "voided-at-cost") return 0n;
  return BigInt(10_000 - ending.yesPayout) * BigInt(no);
}
