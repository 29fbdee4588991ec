/** Events and markets as people read them: the machine's view with the read side's words. */
import { createHash } from "node:crypto";
import type { EventId, EventView, Exchange, MarketId, MarketView, Price } from "@probity/core";
import { weightedMid } from "@probity/market-data";
import type { CatalogueEvent } from "@probity/market-data";
import { eventJson, marketJson, parseId } from "@probity/protocol";
import type { EventAnswer, EventSummary, Market } from "@probity/protocol";
import { symbolsOf } from "./assets.ts";
import { refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** What an id or a slug in a path names. */
export type Reference =
  | { readonly kind: "event"; readonly id: EventId }
  | { readonly kind: "market"; readonly id: MarketId };

/** An event's view with those of its markets and the symbol of its collateral. */
export interface EventViews {
  readonly event: EventView;
  readonly markets: readonly MarketView[];
  readonly symbol: string;
}

/** What `ref`, an id or a slug, names; null when nothing does. */
export function referenceIn(machine: Exchange, ref: string): Reference | null {
  const market = parseId("mkt", ref);
  if (market !== null) return machine.market(market) && { kind: "market", id: market };
  const event = parseId("evt", ref);
  if (event !== null) return machine.event(event) && { kind: "event", id: event };
  return machine.findSlug(ref);
}

/** The market that a path names, by id or slug. */
export async function marketOf(venue: Venue, ref: string, minSequence?: number): Promise<MarketId> {
  const view = await readMachine(venue, (machine) => referenceIn(machine, ref), minSequence);
  if (view.value?.kind === "market") return view.value.id;
  throw refuse("MARKET_NOT_FOUND", {}, view.sequence);
}

/** The event that a path names, by id or slug. */
export async function eventOf(venue: Venue, ref: string): Promise<EventId> {
  const view = await readMachine(venue, (machine) => referenceIn(machine, ref), 0);
  if (view.value?.kind === "event") return view.value.id;
  throw refuse("EVENT_NOT_FOUND", {}, view.sequence);
}

export function eventViews(machine: Exchange, id: EventId): EventViews | null {
  const event = machine.event(id);
  if (event === null) return null;
  const markets = event.markets.flatMap((market) => machine.market(market) ?? []);
  return { event, markets, symbol: symbolsOf(machine)(event.collateral) };
}

/** An event with its markets as they are at `minSequence` or later. */
export async function eventAnswer(
  venue: Venue,
  event: EventId,
  minSequence: number | undefined,
): Promise<EventAnswer> {
  const read = await readMachine(venue, (machine) => eventViews(machine, event), minSequence);
  if (read.value === null) throw refuse("EVENT_NOT_FOUND", {}, read.sequence);
  await venue.readSide.caughtUp(read.sequence);
  return {
    seq: read.sequence,
    event: describedEvent(venue, read.value),
    markets: read.value.markets.map((market) => describedMarket(venue, market)),
  };
}

/** Markets as they are at `minSequence` or later, in the order given. */
export async function describedMarkets(
  venue: Venue,
  markets: readonly MarketId[],
  minSequence: number,
): Promise<{ readonly seq: number; readonly markets: Market[] }> {
  const read = await readMachine(
    venue,
    (machine) => markets.flatMap((market) => machine.market(market) ?? []),
    minSequence,
  );
  await venue.readSide.caughtUp(read.sequence);
  return {
    seq: read.sequence,
    markets: read.value.map((market) => describedMarket(venue, market)),
  };
}

/** @param view of a sequence that the read side has folded in. */
export function describedMarket(venue: Venue, view: MarketView): Market {
  const { catalogue, dayVolumes, tickers } = venue.readSide.data;
  const words = catalogue.market(view.market);
  return marketJson(
    view,
    words?.text ?? { question: "", description: "", image: "", external: "" },
    {
      probability: probabilityOf(venue, view.market),
      volume24h: dayVolumes.notional24h(view.market, Date.now()),
      volume: tickers.ticker(view.market).volumeNotional,
    },
  );
}

/** What a market is shown to be worth: of its last trade or set by hand, else the middle of its book. */
export function probabilityOf({ readSide }: Venue, market: MarketId): Price | null {
  const { depth, probabilities } = readSide.data;
  const known = probabilities.of(market);
  if (known !== null) return known.yes;
  const book = depth.book(market);
  return book === null ? null : weightedMid(book.view("yes", 1));
}

/** @param views of a sequence that the read side has folded in. */
export function describedEvent(
  venue: Venue,
  { event, symbol }: Omit<EventViews, "markets">,
): EventSummary {
  const { catalogue, dayVolumes, tickers } = venue.readSide.data;
  const now = Date.now();
  const figures = {
    volume24h: event.markets.reduce((sum, id) => sum + dayVolumes.notional24h(id, now), 0),
    volume: event.markets.reduce((sum, id) => sum + tickers.ticker(id).volumeNotional, 0n),
  };
  const words = catalogue.event(event.event);
  if (words === null)
    return eventJson(event, { ...NO_WORDS, rulesHash: hashOf("") }, symbol, figures);
  return eventJson(event, { ...words, rulesHash: rulesHashOf(words) }, symbol, figures);
}

const hashes = new WeakMap<CatalogueEvent, string>();

/** The hash by which anybody can tell whether the rules are still those they read. */
function rulesHashOf(event: CatalogueEvent): string {
  const known = hashes.get(event);
  if (known !== undefined) return known;
  const hash = hashOf(event.rules);
  hashes.set(event, hash);
  return hash;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const NO_WORDS = {
  text: { title: "", description: "", category: "", tags: [], image: "" },
  rules: "",
};
