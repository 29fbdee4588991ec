import { CreateEventRequest } from "@probity/protocol";
import type { CreateEventJson, EventSummary, Market } from "@probity/protocol";

export const TICK_SIZES = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"] as const;

/** An event's own texts, as they stand in a form. */
export interface EventWords {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  /** With commas between them. */
  readonly tags: string;
  readonly image: string;
  readonly rules: string;
}

/** How orders of a market are taken and charged, as it stands in a form. */
export interface Terms {
  readonly minQuantity: string;
  readonly formula: "symmetric" | "quadratic";
  readonly exponent: "1" | "2";
  /** In basis points. */
  readonly takerFee: string;
  readonly makerFee: string;
  readonly rebate: string;
  readonly positionLimit: string;
  readonly bandLow: string;
  readonly bandHigh: string;
  /** Of the reader's zone, as a field for date and time has it; "": never. */
  readonly closeTime: string;
  readonly takerDelayMs: string;
}

export interface EventDraft extends EventWords, Terms {
  /** "": made of the title. */
  readonly slug: string;
  readonly isMultiple: boolean;
  readonly outcomes: readonly string[];
  readonly isExclusive: boolean;
  readonly isExhaustive: boolean;
  readonly tickSize: string;
}

const USUAL_TERMS: Terms = {
  minQuantity: "1",
  formula: "symmetric",
  exponent: "1",
  takerFee: "0",
  makerFee: "0",
  rebate: "0",
  positionLimit: "0",
  bandLow: "0.0001",
  bandHigh: "0.9999",
  closeTime: "",
  takerDelayMs: "0",
};

export const EMPTY_DRAFT: EventDraft = {
  title: "",
  description: "",
  category: "",
  tags: "",
  image: "",
  rules: "",
  ...USUAL_TERMS,
  slug: "",
  isMultiple: false,
  outcomes: ["", ""],
  isExclusive: true,
  isExhaustive: true,
  tickSize: "0.01",
};

const SLUG_MAX = 128;

/** The words of a text in lower-case letters, digits and hyphens; "" when none of them can be. */
export function slugOf(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
}

function slugOfDraft({ slug, title }: EventDraft): string {
  return slug === "" ? slugOf(title) : slug;
}

export function tagsOf(text: string): string[] {
  const tags = text.split(/[,，]/).map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

/** @param local as a field for date and time has it. @returns ISO 8601 in UTC; null: none. */
export function instantOf(local: string): string | null {
  const time = local === "" ? Number.NaN : new Date(local).getTime();
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** An instant as a field for date and time has it, in the reader's zone. */
export function localTime(instant: string | null): string {
  if (instant === null) return "";
  const time = new Date(instant);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Empty is not a number; anything else is for the schema to judge. */
function number(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** The terms of trading as the venue takes them. */
export function termsJson(terms: Terms) {
  return {
    min_quantity: terms.minQuantity,
    fees: {
      formula: terms.formula,
      exponent: terms.formula === "symmetric" ? 1 : number(terms.exponent),
      taker_bps: number(terms.takerFee),
      maker_bps: number(terms.makerFee),
      rebate_bps: number(terms.rebate),
    },
    position_limit: terms.positionLimit,
    band_low: terms.bandLow,
    band_high: terms.bandHigh,
    close_time: instantOf(terms.closeTime),
    taker_delay_ms: number(terms.takerDelayMs),
  };
}

/** A market's terms as they stand in a form. */
export function termsOf(market: Market): Terms {
  return {
    minQuantity: market.min_quantity,
    formula: market.fees.formula,
    exponent: market.fees.exponent === 2 ? "2" : "1",
    takerFee: String(market.fees.taker_bps),
    makerFee: String(market.fees.maker_bps),
    rebate: String(market.fees.rebate_bps),
    positionLimit: market.position_limit ?? "0",
    bandLow: market.band_low,
    bandHigh: market.band_high,
    closeTime: localTime(market.close_time),
    takerDelayMs: String(market.taker_delay_ms),
  };
}

/** A slug for an outcome that begins with its event's. */
export function outcomeSlug(event: string, outcome: string, index: number): string {
  const own = slugOf(outcome);
  return `${event.slice(0, SLUG_MAX - 41)}-${own === "" ? index + 1 : own.slice(0, 40)}`;
}

/** The draft as the venue takes it, whether or not it will. */
export function eventJson(draft: EventDraft): CreateEventJson {
  const slug = slugOfDraft(draft);
  const each = { ...termsJson(draft), tick_size: draft.tickSize };
  const single = [
    { slug: `${slug.slice(0, SLUG_MAX - 7)}-market`, question: draft.title.trim(), ...each },
  ];
  return {
    slug,
    title: draft.title.trim(),
    description: draft.description,
    category: draft.category.trim(),
    tags: tagsOf(draft.tags),
    image: draft.image.trim(),
    rules: draft.rules,
    mutually_exclusive: draft.isMultiple && draft.isExclusive,
    exhaustive: draft.isMultiple && draft.isExclusive && draft.isExhaustive,
    markets: draft.isMultiple
      ? draft.outcomes.map((outcome, index) => ({
          slug: outcomeSlug(slug, outcome, index),
          question: outcome.trim(),
          ...each,
        }))
      : single,
  };
}

/** The form's field an issue of the request's schema is about. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const [first, index, ...rest] = path;
  if (first !== "markets") return path.at(-1) === undefined ? "" : String(first);
  if (index === undefined) return "outcomes";
  const [own] = rest;
  if (own === "question") return `outcome.${String(index)}`;
  if (own === "slug") return "slug";
  return String(rest.at(-1) ?? "outcomes");
}

/** Which fields are not right yet; each is a key of what to say below it. */
export function problemsOf(draft: EventDraft): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const wish = eventJson(draft);
  const judged = CreateEventRequest.safeParse(wish);
  for (const { path } of judged.error?.issues ?? []) {
    const field = fieldOf(path);
    const key = field.startsWith("outcome.") ? "outcome" : field;
    if (!problems.has(field)) problems.set(field, `admin.wrong.${key}`);
  }
  // A single question's market asks what the title asks.
  if (problems.has("outcome.0") && !draft.isMultiple) {
    problems.delete("outcome.0");
    problems.set("title", "admin.wrong.title");
  }
  if (draft.isMultiple) {
    const seen = new Set<string>();
    for (const [index, { slug }] of (wish.markets ?? []).entries()) {
      if (seen.has(slug)) problems.set(`outcome.${index}`, "admin.wrong.outcomeTwice");
      seen.add(slug);
    }
    if (draft.outcomes.length < 2) problems.set("outcomes", "admin.wrong.outcomes");
  }
  const closes = instantOf(draft.closeTime);
  if (closes !== null && Date.parse(closes) <= Date.now()) {
    problems.set("close_time", "admin.wrong.close_time");
  }
  return problems;
}

/** The draft as if it were there, for pages and cards to show. */
export function previewOf(draft: EventDraft): { event: EventSummary; markets: Market[] } {
  const wish = eventJson(draft);
  const markets = (wish.markets ?? []).map((market, index): Market => {
    const id = `mkt_0-${index}`;
    return {
      market_id: id,
      id,
      event_id: "evt_0-0",
      slug: market.slug,
      question: market.question,
      description: "",
      image: "",
      state: "draft",
      status: "DRAFT",
      mode: "normal",
      tick_size: draft.tickSize,
      min_quantity: draft.minQuantity,
      fees: { formula: draft.formula, exponent: 1, taker_bps: 0, maker_bps: 0, rebate_bps: 0 },
      position_limit: null,
      band_low: "0.0001",
      band_high: "0.9999",
      close_time: instantOf(draft.closeTime),
      taker_delay_ms: 0,
      parameters_version: 1,
      last_price: null,
      probability: null,
      volume_24h: "0",
      total_volume: "0",
      tick_change: null,
      outstanding: "0",
      pool: "0",
      reserve: "0",
      proposed_payout: null,
      ending: null,
      open_orders: 0,
    };
  });
  return {
    event: {
      event_id: "evt_0-0",
      slug: wish.slug,
      title: wish.title,
      description: draft.description,
      category: draft.category,
      tags: tagsOf(draft.tags),
      image: draft.image.trim(),
      rules: draft.rules,
      rules_version: 1,
      rules_hash: "",
      collateral: "USD",
      mutually_exclusive: wish.mutually_exclusive ?? false,
      exhaustive: wish.exhaustive ?? false,
      conversion_debt: "0",
      volume_24h: "0",
      total_volume: "0",
      market_ids: markets.map(({ market_id: id }) => id),
    },
    markets,
  };
}
