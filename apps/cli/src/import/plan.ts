import { createHash } from "node:crypto";
import { tokenIdsOf, writeExternal } from "@probity/polymarket";
import type { ExternalJson } from "@probity/polymarket";
import { CreateEventRequest, MarketRequest } from "@probity/protocol";
import type { CreateEventJson } from "@probity/protocol";
import { problemIn } from "./upstream.ts";
import type { BadRecord, UpstreamEvent, UpstreamMarket } from "./upstream.ts";
import type { VenueNames } from "./venue-names.ts";

export interface PlanWishes {
  /** Markets at most; events are never cut. */
  readonly limit: number;
  /** Categories or tags in lower case; none: all. */
  readonly categories: readonly string[];
  /** Whether what is closed is wanted, too. */
  readonly withClosed: boolean;
}

type MarketJson = NonNullable<CreateEventJson["markets"]>[number];

export interface PlannedMarket {
  readonly body: MarketJson;
  /** Its slug at Polymarket is a market's of the venue. */
  readonly isRenamed: boolean;
  readonly place: string;
}

/** What is to be made of one event of the files. */
export interface PlannedEvent {
  /** The event at the venue that has some of its markets already; null: it is to be created. */
  readonly existing: string | null;
  readonly body: Omit<CreateEventJson, "markets">;
  readonly markets: readonly PlannedMarket[];
}

export interface Plan {
  readonly events: readonly PlannedEvent[];
  /** Events whose markets, or some, are at the venue and still drafts. */
  readonly drafts: readonly string[];
  readonly refused: readonly BadRecord[];
  /** Markets at the venue already, closed ones that nobody wanted, and those beyond filter or limit. */
  readonly there: number;
  readonly closed: number;
  readonly leftOut: number;
  /** Of the planned markets, those that Gamma tells by another slug, for theirs is a market's of the venue. */
  readonly renamed: number;
}

/** Polymarket's least size of an order, in shares. */
const USUAL_SIZE = "5";
const SLUG_CHARS = 128;

/** Decides what of the files is to be created at a venue that knows `names`, which learns the new ones. */
export function planImport(
  events: readonly UpstreamEvent[],
  names: VenueNames,
  wishes: PlanWishes,
): Plan {
  const planned: PlannedEvent[] = [];
  const drafts = new Set<string>();
  const refused: BadRecord[] = [];
  const count = { there: 0, closed: 0, leftOut: 0, taken: 0, renamed: 0 };
  // Markets keep their slugs; an event that has the same gives way.
  const ofMarkets = new Set(events.flatMap(({ markets }) => markets.map(({ slug }) => slug ?? "")));
  for (const event of events) {
    const open = wishes.withClosed
      ? event.markets
      : event.markets.filter((market) => !market.isClosed);
    count.closed += event.markets.length - open.length;
    if (!isWanted(event, wishes.categories)) {
      count.leftOut += open.length;
      continue;
    }
    const fresh: UpstreamMarket[] = [];
    let existing: string | null = null;
    for (const market of open) {
      const known = names.find(market);
      if (known.kind === "there") {
        existing ??= known.event;
        if (known.isDraft) drafts.add(known.event);
        count.there += 1;
      } else if (known.kind === "taken") {
        refused.push({ place: market.place, problem: `its ${known.what} is ${known.of}'s` });
      } else if (known.kind === "new") {
        names.learn(market);
        fresh.push(market);
      }
    }
    if (count.taken + fresh.length > wishes.limit) {
      count.leftOut += fresh.length;
      continue;
    }
    const isWhole = event.isWhole && fresh.length === open.length;
    const plan = planEvent({ ...event, isWhole }, fresh, existing, names, ofMarkets);
    refused.push(...plan.refused);
    if (plan.event === null) continue;
    planned.push(plan.event);
    count.taken += plan.event.markets.length;
    count.renamed += plan.event.markets.filter(({ isRenamed }) => isRenamed).length;
  }
  const { there, closed, leftOut, renamed } = count;
  return { events: planned, drafts: [...drafts], refused, there, closed, leftOut, renamed };
}

function isWanted({ category, tags }: UpstreamEvent, categories: readonly string[]): boolean {
  if (categories.length === 0) return true;
  return [category, ...tags].some((name) => categories.includes(name.toLowerCase()));
}

function planEvent(
  event: UpstreamEvent,
  fresh: readonly UpstreamMarket[],
  existing: string | null,
  names: VenueNames,
  ofMarkets: ReadonlySet<string>,
): { readonly event: PlannedEvent | null; readonly refused: readonly BadRecord[] } {
  const refused: BadRecord[] = [];
  const markets: PlannedMarket[] = [];
  for (const market of fresh) {
    try {
      const external = writeExternal(externalOf(market, event));
      const slug = names.freeSlug(venueSlug(market.slug ?? market.question), tailOf(market));
      const body = marketBody(market, slug, external);
      // Judged alone: what the venue refuses of one would cost its event all the others.
      MarketRequest.parse(body);
      names.take(slug);
      const isRenamed = market.slug !== null && names.isOwn(market.slug);
      markets.push({ place: market.place, body, isRenamed });
    } catch (error) {
      refused.push({ place: market.place, problem: problemIn(error) });
    }
  }
  const [first] = fresh;
  if (markets.length === 0 || first === undefined) return { event: null, refused };
  const isExclusive = fresh.every(({ isNegRisk }) => isNegRisk) && fresh.length > 1;
  const wanted = venueSlug(event.slug ?? event.title);
  // Slugs are unique across events and markets here, and Polymarket often has one for both.
  const own =
    !ofMarkets.has(wanted) && names.isFree(wanted)
      ? wanted
      : `${wanted.slice(0, SLUG_CHARS - 6)}-event`;
  const body = {
    slug: names.freeSlug(own, event.gammaId ?? tailOf(first)),
    title: clipped(event.title, 1_000),
    description: event.description,
    category: clipped(event.category, 200),
    tags: event.tags.slice(0, 50).map((tag) => clipped(tag, 200)),
    image: clipped(event.image, 2_000),
    rules: event.description || first.description,
    mutually_exclusive: isExclusive,
    exhaustive: isExclusive && event.isWhole && refused.length === 0,
  };
  names.take(body.slug);
  const judged = CreateEventRequest.safeParse({ ...body, markets: markets.map((one) => one.body) });
  if (judged.success) return { event: { existing, body, markets }, refused };
  const problem = problemIn(judged.error);
  return {
    event: null,
    refused: [...refused, ...markets.map(({ place }) => ({ place, problem }))],
  };
}

function marketBody(market: UpstreamMarket, slug: string, external: string): MarketJson {
  const { tickSize, minQuantity, fees } = market;
  return {
    slug,
    question: clipped(market.question, 1_000),
    description: market.description,
    image: clipped(market.image, 2_000),
    external,
    ...(tickSize === null || Number(tickSize) === 0 ? {} : { tick_size: tickSize }),
    min_quantity: minQuantity === null || Number(minQuantity) === 0 ? USUAL_SIZE : minQuantity,
    ...(fees === null
      ? {}
      : {
          fees: {
            formula: "quadratic" as const,
            exponent: fees.exponent,
            taker_bps: Math.round(fees.rate * 10_000),
            rebate_bps: Math.round(fees.rate * fees.rebateRate * 10_000),
          },
        }),
  };
}

/** The names a market keeps. What Polymarket left out follows from what it told. */
function externalOf(market: UpstreamMarket, event: UpstreamEvent): ExternalJson {
  const { conditionId, questionId, isNegRisk } = market;
  if (conditionId === null && market.tokens !== null) {
    throw new TypeError("it has token ids, and no condition id to go with them");
  }
  const tokens =
    market.tokens ??
    (conditionId === null ? null : tokenIdsOf(conditionId as `0x${string}`, isNegRisk));
  const endDate = market.endDate === null ? null : instantOf(market.endDate);
  return {
    polymarket: 1,
    ...(conditionId !== null &&
      tokens !== null && {
        chain: {
          condition_id: conditionId,
          ...(questionId !== null && { question_id: questionId }),
          tokens: [...tokens],
          neg_risk: isNegRisk,
          neg_risk_market_id: market.negRiskMarketId,
        },
      }),
    ...(market.gammaId !== null && { gamma_id: market.gammaId }),
    ...(market.slug !== null && { slug: market.slug }),
    ...(market.outcomes !== null && { outcomes: [...market.outcomes] }),
    ...(market.groupItemTitle !== "" && { group_item_title: market.groupItemTitle }),
    ...(endDate !== null && { end_date: endDate }),
    event: {
      ...(event.gammaId !== null && { gamma_id: event.gammaId }),
      ...(event.slug !== null && { slug: event.slug }),
    },
  };
}

/** ISO 8601 with seconds and a zone; a day is its first moment, and without a zone it is UTC. Null: no time at all. */
function instantOf(text: string): string | null {
  const found = TIME.exec(text);
  if (found === null) return null;
  const [, day = "", minutes = "00:00", seconds = ":00", hours = "+00", rest = "00"] = found;
  // February has no 31st, and an hour no 61 minutes.
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
  const isUtc = `${hours}${rest}` === "+0000";
  const instant = `${day}T${minutes}${seconds}${isUtc ? "Z" : `${hours}:${rest}`}`;
  return isDay && !Number.isNaN(Date.parse(instant)) ? instant : null;
}

const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(?:Z|([+-]\d{2}):?(\d{2})?)?)?$/;

/** As Polymarket spells it if the venue can, else as near as can be: lower case, digits and hyphens. */
function venueSlug(text: string): string {
  if (/^[a-z0-9-]{1,128}$/.test(text)) return text;
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036F']/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (plain !== "" && plain.length <= SLUG_CHARS) return plain;
  const tail = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${plain.slice(0, SLUG_CHARS - 9)}-${tail}`.replace(/^-/, "");
}

/** Tells markets apart whose slugs are alike. */
function tailOf({ gammaId, conditionId, question }: UpstreamMarket): string {
  if (gammaId !== null) return gammaId;
  if (conditionId !== null) return conditionId.slice(2, 10).toLowerCase();
  return createHash("sha256").update(question).digest("hex").slice(0, 8);
}

function clipped(text: string, chars: number): string {
  if (text.length <= chars) return text;
  // The last character may be half of one.
  return `${text.slice(0, chars - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
