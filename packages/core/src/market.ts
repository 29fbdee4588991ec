import type { AccountId, AssetId, EventId, MarketId, Timestamp } from "./ids.ts";
import type { Price, Quantity } from "./money.ts";

/**
 * Life of a market. `open` trades in a mode; `resolving` pays out in steps;
 * `resolved`, `voided` and `deleted` are final.
 */
export type MarketState =
  | "draft"
  | "open"
  | "halted"
  | "closed"
  | "proposed"
  | "disputed"
  | "resolving"
  | "resolved"
  | "voided"
  | "deleted";

/** How an open market takes orders. */
export type MarketMode = "normal" | "post-only" | "cancel-only";

/** The only source of legal transitions; whatever is not here is refused as `IllegalTransition`. */
export const TRANSITIONS: Readonly<Record<MarketState, readonly MarketState[]>> = {
  draft: ["open", "deleted"],
  open: ["halted", "closed", "resolving"],
  halted: ["open", "closed", "resolving"],
  closed: ["open", "halted", "proposed", "resolving"],
  proposed: ["disputed", "resolving"],
  disputed: ["proposed", "resolving"],
  resolving: ["resolved", "voided"],
  resolved: [],
  voided: [],
  deleted: [],
};

/** States in which complete sets are split, merged and converted, and shares transferred. */
export const SETS_ALLOWED: ReadonlySet<MarketState> = new Set<MarketState>([
  "open",
  "halted",
  "closed",
  "proposed",
  "disputed",
]);

/** Tick sizes a market may have, as prices: 0.1, 0.01, 0.005, 0.0025, 0.001, 0.0001. */
export const TICK_SIZES: readonly number[] = [1_000, 100, 50, 25, 10, 1];

/**
 * Fees of a market. Rates are basis points, 0 to 10 000, of
 * `min(p, 1 − p) × shares` (`symmetric`) or `(p(1 − p))^exponent × shares`
 * (`quadratic`, Polymarket's). The taker's fee is rounded once a command, half
 * up, to 1 µ$ (`symmetric`) or 10 µ$ (`quadratic`); a maker's fee and rebate
 * round down per fill.
 */
export interface FeeSchedule {
  readonly formula: "symmetric" | "quadratic";
  /** 1 or 2; 1 for `symmetric`. */
  readonly exponent: number;
  readonly takerBps: number;
  readonly makerBps: number;
  /** Paid to the maker with the fill, never more than the taker's fee of that fill. */
  readonly rebateBps: number;
}

/** What may change while a market lives; a change binds new orders only. */
export interface MarketParameters {
  /** Smallest quantity of a limit or market order, in lots. */
  readonly minQuantity: Quantity;
  readonly fees: FeeSchedule;
  /** Largest holding plus open buys of one outcome for one account, in lots; 0 is no limit. */
  readonly positionLimit: Quantity;
  /** Limit prices allowed, in YES terms, both ends included. */
  readonly bandLow: Price;
  readonly bandHigh: Price;
  /** The market closes by itself at this time; 0 is never. */
  readonly closeTime: Timestamp;
  /** How long an order that would trade at once is set aside first, ms; 0 is not at all. */
  readonly takerDelayMs: number;
}

/** Text for people; it travels through the journal and events, the machine forgets it. */
export interface MarketText {
  readonly question: string;
  readonly description: string;
  readonly image: string;
  /** What the market is called elsewhere, for whoever imported it: opaque, at most `EXTERNAL_TEXT_MAX` characters, "" usually. */
  readonly external: string;
}

export const EXTERNAL_TEXT_MAX = 4_096;

/** A market as its creator wishes it. */
export interface MarketSpec {
  /** Lower-case letters, digits and hyphens, at most 128; unique across events and markets. */
  readonly slug: string;
  readonly text: MarketText;
  readonly tickSize: Price;
  readonly parameters: MarketParameters;
}

/** Text for people about an event. */
export interface EventText {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly image: string;
}

/**
 * What a void pays. `split`: `yesPayout` to YES and the rest to NO (for an
 * exclusive and exhaustive event the field is ignored and the outcomes get equal
 * parts). `last-price`: the last traded price. `cost-basis`: to each
 * holder what the shares cost; a shortfall comes from the market's reserve, a
 * surplus goes to it.
 */
export type VoidPolicy =
  | { readonly kind: "split"; readonly yesPayout: Price }
  | { readonly kind: "last-price" }
  | { readonly kind: "cost-basis" };

/** A place value can be moved from or to by the operator. Reserves are one a market, in its event's collateral. */
export type SystemParty =
  | { readonly kind: "account"; readonly account: AccountId }
  | { readonly kind: "fees" }
  | { readonly kind: "rewards" }
  | { readonly kind: "reserve"; readonly market: MarketId };

/** What a command about market states is aimed at: one market, or all live markets of an event. */
export type MarketTarget =
  | { readonly kind: "market"; readonly market: MarketId }
  | { readonly kind: "event"; readonly event: EventId };

/** An event as the machine knows it. */
export interface EventFlags {
  readonly collateral: AssetId;
  /** At most one outcome is YES. */
  readonly mutuallyExclusive: boolean;
  /** At least one outcome is YES. */
  readonly exhaustive: boolean;
}
