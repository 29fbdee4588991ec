/** A market or an event by id or slug: natively, and as the one thing sources S1 and S3 take it for. */
import type { MarketId, MarketView } from "@probity/core";
import {
  dialectNames,
  formatBigAmount,
  formatId,
  formatPrice,
  formatTime,
  s1EventStatus,
} from "@probity/protocol";
import type { MarketOrEventAnswer } from "@probity/protocol";
import {
  describedEvent,
  describedMarket,
  eventViews,
  probabilityOf,
  referenceIn,
} from "./catalogue-json.ts";
import type { EventViews } from "./catalogue-json.ts";
import { refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** @throws Refusal when nothing is named so. */
export async function marketOrEvent(
  venue: Venue,
  ref: string,
  minSequence: number | undefined,
): Promise<MarketOrEventAnswer> {
  const named = await viewsNamed(venue, ref, minSequence);
  await venue.readSide.caughtUp(named.sequence);
  const { kind, market, views } = named;
  const shown = market === null ? views.markets : [market];
  return {
    seq: named.sequence,
    kind,
    event: describedEvent(venue, views),
    markets: shown.map((one) => describedMarket(venue, one)),
    ...asOneThing(venue, views, market),
  };
}

/** The event that `ref` names or is part of, and the market if it names one. */
interface Named {
  readonly sequence: number;
  readonly kind: "market" | "event";
  readonly market: MarketView | null;
  readonly views: EventViews;
}

/** @throws Refusal when nothing is named so. */
export async function viewsNamed(
  venue: Venue,
  ref: string,
  minSequence: number | undefined = 0,
): Promise<Named> {
  const read = await readMachine(
    venue,
    (machine) => {
      const found = referenceIn(machine, ref);
      if (found === null) return null;
      const market = found.kind === "market" ? machine.market(found.id) : null;
      const event = found.kind === "event" ? found.id : market?.event;
      const views = event === undefined ? null : eventViews(machine, event);
      return views === null ? null : { kind: found.kind, market, views };
    },
    minSequence,
  );
  if (read.value === null) throw refuse("MARKET_NOT_FOUND", {}, read.sequence);
  return { sequence: read.sequence, ...read.value };
}

/**
 * The one market that `ref` means where a market is traded: the market it names, or that of an event which
 * asks a single question.
 *
 * @throws Refusal when nothing is named so, or more than one.
 */
export async function tradedMarketOf(venue: Venue, ref: string): Promise<MarketView> {
  const { market, views, sequence } = await viewsNamed(venue, ref);
  const only = views.markets.length === 1 ? views.markets[0] : undefined;
  const meant = market ?? only;
  if (meant === undefined) throw refuse("MARKET_NOT_FOUND", {}, sequence);
  return meant;
}

/**
 * What a path named, as the one thing sources S1 and S3 take it for.
 *
 * @param views of a sequence that the read side has folded in.
 * @param market null when an event was named.
 */
function asOneThing(
  venue: Venue,
  views: EventViews,
  market: MarketView | null,
): Pick<MarketOrEventAnswer, OneThingField> {
  const { catalogue, dayVolumes, tickers, timelines } = venue.readSide.data;
  const event = catalogue.event(views.event.event);
  const shown = market === null ? views.markets : [market];
  const words = market === null ? null : catalogue.market(market.market);
  const volumes = shown.map((view) => tickers.ticker(view.market).volumeNotional);
  const now = Date.now();
  const dayVolume = shown.reduce((sum, view) => sum + dayVolumes.notional24h(view.market, now), 0);
  const createdAt = words?.createdAt ?? event?.createdAt ?? 0;
  const changes = shown.map((view) => timelines.changedAt(view.market) ?? createdAt);
  return {
    id: market === null ? formatId("evt", views.event.event) : formatId("mkt", market.market),
    slug: market?.slug ?? views.event.slug,
    question: words?.text.question ?? event?.text.title ?? "",
    description: words?.text.description ?? event?.text.description ?? "",
    category: event?.text.category ?? "",
    status: market === null ? s1EventStatus(views.markets) : dialectNames(market).s3,
    outcomes: shown.map((view) => outcomeJson(venue, view)),
    volume_24h: formatBigAmount(BigInt(dayVolume)),
    total_volume: formatBigAmount(volumes.reduce((total, next) => total + next, 0n)),
    created_at: formatTime(createdAt),
    updated_at: formatTime(Math.max(createdAt, ...changes)),
  };
}

type OneThingField =
  | "id"
  | "slug"
  | "question"
  | "description"
  | "category"
  | "status"
  | "outcomes"
  | "volume_24h"
  | "total_volume"
  | "created_at"
  | "updated_at";

function outcomeJson(venue: Venue, { market }: MarketView) {
  const probability = probabilityOf(venue, market);
  return {
    id: formatId("mkt", market),
    name: outcomeName(venue, market),
    probability: probability === null ? null : formatPrice(probability),
  };
}

/** How source S1 would name a market as an outcome: by its question, or "Yes" if the event asks no other. */
export function outcomeName({ readSide }: Venue, market: MarketId): string {
  const { catalogue } = readSide.data;
  const words = catalogue.market(market);
  const event = words === null ? null : catalogue.event(words.event);
  return event?.markets.length === 1 ? "Yes" : (words?.text.question ?? "");
}
