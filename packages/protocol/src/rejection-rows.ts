/** Every reason the machine may give, as the world sees it; one that is missing does not compile. */
import type { Rejection, RejectionCode } from "@probity/core";
import type { Unit } from "./error-row.ts";

type Screaming<
  S extends string,
  Rest extends string = S,
> = Rest extends `${infer Head}${infer Tail}`
  ? `${Rest extends S ? "" : Head extends Uppercase<Head> ? "_" : ""}${Uppercase<Head>}${Screaming<"", Tail>}`
  : "";
type FactNames<C extends RejectionCode> = Exclude<keyof Extract<Rejection, { code: C }>, "code">;

/** A reason of the machine as the world sees it: `InsufficientCollateral` is `INSUFFICIENT_COLLATERAL`. */
export type PublicRejectionCode = Screaming<RejectionCode>;

type RejectionRows = {
  readonly [C in RejectionCode as Screaming<C>]: {
    readonly status: number;
    readonly sentence: string;
    readonly facts: { readonly [F in FactNames<C>]: Unit };
  };
};

const none = {};

export const REJECTION_ROWS: RejectionRows = {
  // The command itself.
  NOT_AUTHORISED: {
    status: 403,
    sentence: "You may not do this. Sign in as somebody who may, or ask the operator for the role.",
    facts: none,
  },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    sentence: "There is no such account. GET /api/v1/accounts lists yours.",
    facts: none,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    sentence:
      "This key was used before for something else (sequence {original}). Use a new key for a new request.",
    facts: { original: "count" },
  },
  INVALID_FIELD: {
    status: 400,
    sentence: "The field {field} is not valid.",
    facts: { field: "text" },
  },
  ACCOUNT_FROZEN: {
    status: 403,
    sentence: "The account is frozen: it may only cancel orders. Ask the operator.",
    facts: none,
  },
  // What it is about.
  ASSET_NOT_FOUND: {
    status: 404,
    sentence: "There is no such asset. GET /api/v1/status lists the assets of this venue.",
    facts: none,
  },
  EVENT_NOT_FOUND: {
    status: 404,
    sentence: "There is no such event. GET /api/v1/events lists them.",
    facts: none,
  },
  MARKET_NOT_FOUND: {
    status: 404,
    sentence: "There is no such market. GET /api/v1/markets lists them.",
    facts: none,
  },
  ORDER_NOT_FOUND: {
    status: 404,
    sentence:
      "There is no such open order of this account; it may have been filled or cancelled. GET /api/v1/orders shows what became of it.",
    facts: none,
  },
  GROUP_NOT_FOUND: {
    status: 404,
    sentence: "The account has no such order group. Create one with POST /api/v1/order-groups.",
    facts: none,
  },
  SESSION_NOT_FOUND: {
    status: 404,
    sentence: "The account has no such open session. Open one with POST /api/v1/sessions.",
    facts: none,
  },
  WITHDRAWAL_NOT_FOUND: {
    status: 404,
    sentence:
      "There is no such pending withdrawal; it may have been settled already. GET /api/v1/balances shows what you have.",
    facts: none,
  },
  SLUG_TAKEN: {
    status: 409,
    sentence: "The slug {field} is taken, and slugs are never freed. Choose another.",
    facts: { field: "text" },
  },
  SYMBOL_TAKEN: {
    status: 409,
    sentence: "An asset with this symbol is registered already. Choose another symbol.",
    facts: none,
  },
  // Its state.
  ILLEGAL_TRANSITION: {
    status: 409,
    sentence:
      "A market cannot go from {from} to {to}. Read its state and choose a step that is allowed.",
    facts: { from: "text", to: "text" },
  },
  EVENT_MUST_ACT_AS_ONE: {
    status: 409,
    sentence:
      "The outcomes of this event exclude each other and cover everything, so it must act as one. Address the event, not a single market.",
    facts: none,
  },
  OUTCOMES_FROZEN: {
    status: 409,
    sentence: "The event has been opened, so its set of outcomes is final. Create a new event.",
    facts: none,
  },
  LIMIT_REACHED: {
    status: 409,
    sentence: "The limit of {limit} is reached. Remove or reuse one first.",
    facts: { limit: "count" },
  },
  PAYOUTS_MUST_SUM_TO_ONE: {
    status: 409,
    sentence: "The payouts would sum to {sum}, which this event does not allow. Correct them.",
    facts: { sum: "price" },
  },
  MARKET_NOT_OPEN: {
    status: 409,
    sentence: "The market is {state} and does not take this now. Wait until it is open.",
    facts: { state: "text" },
  },
  MARKET_CANCEL_ONLY: {
    status: 409,
    sentence: "The market takes only cancels now. Try again when it is back to normal.",
    facts: none,
  },
  POST_ONLY_MODE: {
    status: 409,
    sentence: "The market takes only post-only limit orders now. Set post_only, or wait.",
    facts: none,
  },
  ACCOUNT_CLOSED_ONLY: {
    status: 403,
    sentence: "The account may only sell. Ask the operator to lift this.",
    facts: none,
  },
  OWNER_EXCLUDED: {
    status: 403,
    sentence:
      "You are excluded from buying and depositing until {until}. Until then you may sell, cancel and withdraw.",
    facts: { until: "time" },
  },
  EXCLUSION_STANDS: {
    status: 409,
    sentence: "An exclusion runs until {until}, and nobody can shorten it. Give a later time.",
    facts: { until: "time" },
  },
  TICK_SIZE_CHANGING: {
    status: 409,
    sentence: "The market's tick size is being changed right now. Try again in a moment.",
    facts: none,
  },
  GROUP_TRIPPED: {
    status: 409,
    sentence: "The order group is tripped. Reset it before placing more orders.",
    facts: none,
  },
  NOT_CONVERTIBLE: {
    status: 409,
    sentence:
      "Only NO shares of open outcomes of one exclusive and exhaustive event can be converted. Check the event and the markets.",
    facts: none,
  },
  NO_LAST_PRICE: {
    status: 409,
    sentence: "A market without a trade has no last price to void at. Choose another policy.",
    facts: none,
  },
  COST_BASIS_WITH_CONVERSIONS: {
    status: 409,
    sentence:
      "Positions of this event were converted, so it cannot be voided at cost. Choose another policy.",
    facts: none,
  },
  RESERVE_INSUFFICIENT: {
    status: 409,
    sentence:
      "The reserve of the market holds {available}, and this void needs {required}. Fill the reserve first, or choose another policy.",
    facts: { required: "amount", available: "amount" },
  },
  RESOLUTION_IN_PROGRESS: {
    status: 409,
    sentence: "The market is still cancelling its orders. Ask again in a moment.",
    facts: none,
  },
  NOTHING_TO_CLAIM: {
    status: 409,
    sentence:
      "There is nothing to claim: the market is not paying out, or you were paid already. GET /api/v1/positions shows what you hold.",
    facts: none,
  },
  ALREADY_REVERSED: {
    status: 409,
    sentence: "The match was reversed before, and is reversed once. The statement shows it.",
    facts: none,
  },
  // The order.
  REDUCE_ONLY_BUY: {
    status: 400,
    sentence: "A reduce-only order must sell. Change the side or drop reduce_only.",
    facts: none,
  },
  PRICE_OFF_TICK: {
    status: 400,
    sentence: "The price is not a multiple of the tick size {tick}. Round it.",
    facts: { tick: "price" },
  },
  PRICE_OUTSIDE_BAND: {
    status: 400,
    sentence: "The market takes prices from {low} to {high} (in YES terms). Change the price.",
    facts: { low: "price", high: "price" },
  },
  QUANTITY_BELOW_MINIMUM: {
    status: 400,
    sentence: "The smallest order of this market is {minimum}. Raise the quantity.",
    facts: { minimum: "quantity" },
  },
  EXPIRY_IN_PAST: {
    status: 400,
    sentence: "The order would have expired already. Choose a later expires_at.",
    facts: none,
  },
  REPLACEMENT_ELSEWHERE: {
    status: 400,
    sentence:
      "A replacement must be in the market of the order it replaces. Cancel and place instead.",
    facts: none,
  },
  TOO_MANY_OPEN_ORDERS: {
    status: 409,
    sentence: "The account may have {limit} open orders. Cancel some first.",
    facts: { limit: "count" },
  },
  NOTHING_TO_REDUCE: {
    status: 409,
    sentence:
      "There are no free shares to sell, so a reduce-only order has nothing to do. Cancel orders that hold shares, or leave reduce_only out.",
    facts: none,
  },
  POST_ONLY_WOULD_CROSS: {
    status: 409,
    sentence:
      "A post-only order must rest, and this one would trade: the best opposite price is {best}. Move the price.",
    facts: { best: "price" },
  },
  POSITION_LIMIT_EXCEEDED: {
    status: 409,
    sentence:
      "With this order you could hold {would} of the outcome; the limit is {limit}. Lower the quantity.",
    facts: { limit: "quantity", would: "quantity" },
  },
  ORDER_NOTIONAL_EXCEEDED: {
    status: 409,
    sentence:
      "The order is worth {would}, and one order of this account may be worth at most {limit}. Make it smaller.",
    facts: { limit: "amount", would: "amount" },
  },
  EXPOSURE_LIMIT_EXCEEDED: {
    status: 409,
    sentence:
      "The account's open orders and positions would come to {would}, and its limit is {limit}. Cancel or sell first.",
    facts: { limit: "amount", would: "amount" },
  },
  // Money.
  DIFFERENT_OWNERS: {
    status: 403,
    sentence: "Transfers go only between accounts of one owner. Choose another of your accounts.",
    facts: none,
  },
  DEPOSIT_LIMIT_REACHED: {
    status: 409,
    sentence: "The venue takes deposits up to {limit} in all. Deposit less.",
    facts: { limit: "amount" },
  },
  DAILY_DEPOSIT_EXCEEDED: {
    status: 409,
    sentence:
      "Today's deposits would come to {would}, and the account's limit is {limit} a day. Deposit less, or tomorrow (UTC).",
    facts: { limit: "amount", would: "amount" },
  },
  CONVERSION_LIMIT_REACHED: {
    status: 409,
    sentence: "The venue cannot take on more conversions of this asset. Convert less.",
    facts: none,
  },
  INSUFFICIENT_COLLATERAL: {
    status: 409,
    sentence:
      "This needs {required}, and {available} is available. Deposit, cancel an order, or ask for less.",
    facts: { required: "amount", available: "amount" },
  },
  INSUFFICIENT_SHARES: {
    status: 409,
    sentence:
      "This needs {required}, and {available} can be used. Cancel a sell order or ask for less.",
    facts: { required: "quantity", available: "quantity" },
  },
  NOT_REVERSIBLE: {
    status: 409,
    sentence:
      "The match cannot go back: account {account} (0 is the venue's fees) lacks {shares} and {collateral} of what it got. Cancel its orders, or ask its owner to make them available.",
    facts: { account: "count", shares: "quantity", collateral: "amount" },
  },
  FILL_OR_KILL_UNFILLABLE: {
    status: 409,
    sentence: "Only {fillable} could be filled at once. Lower the quantity or move the price.",
    facts: { fillable: "quantity" },
  },
  AMEND_WOULD_TRADE: {
    status: 409,
    sentence:
      "In a market that makes takers wait an order cannot be amended to trade at once. Cancel it and place another.",
    facts: none,
  },
  BASKET_FAILED: {
    status: 409,
    sentence: "Another order of the basket was refused, so none was placed. Mend that one.",
    facts: none,
  },
};
