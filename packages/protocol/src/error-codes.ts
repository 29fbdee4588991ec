/**
 * The one table of public errors: every reason the machine may give and every
 * refusal of the gateway, with its HTTP status, a sentence, and the units of its
 * facts. `docs/reference/errors.md` is made from it. A code never changes its meaning.
 */
import type { Rejection, RejectionCode } from "@probity/core";

/** How a fact is written: as decimal text in `details`, for people in the sentence; a time is ISO 8601 in both. */
export type Unit = "price" | "quantity" | "amount" | "time" | "count" | "text";

/** `{fact}` in the sentence is replaced by the fact as people read it. */
export interface ErrorRow {
  readonly status: number;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, Unit>>;
}

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

const REJECTIONS: RejectionRows = {
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

const REFUSALS = {
  // The request.
  INVALID_JSON: {
    status: 400,
    sentence: "The body is not valid JSON. Check quotes and commas.",
    facts: none,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    sentence: "The body must be JSON. Send it with content-type: application/json.",
    facts: none,
  },
  BODY_TOO_LARGE: {
    status: 413,
    sentence: "The body is larger than {limit} bytes. Send less at a time.",
    facts: { limit: "count" },
  },
  BAD_REQUEST: {
    status: 400,
    sentence: "The request cannot be understood. See /api/docs for what this route takes.",
    facts: none,
  },
  URI_TOO_LONG: {
    status: 414,
    sentence: "The address of the request is too long. Shorten its parts.",
    facts: none,
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    sentence: "The headers of the request are too large. Send fewer or shorter ones.",
    facts: none,
  },
  REQUEST_TIMEOUT: {
    status: 408,
    sentence: "The request did not arrive in time. Send it again.",
    facts: none,
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    sentence: "There is nothing at {method} {path}. See /api/docs for what there is.",
    facts: { method: "text", path: "text" },
  },
  // Who asks.
  NOT_SIGNED_IN: {
    status: 401,
    sentence:
      "This is for people who are signed in. POST /api/v1/auth/login, then send authorization: Bearer <token>, or sign with a key.",
    facts: none,
  },
  TOKEN_INVALID: {
    status: 401,
    sentence: "The access token is not valid, has expired or was revoked. Sign in again.",
    facts: none,
  },
  WRONG_CREDENTIALS: {
    status: 401,
    sentence: "No account has this e-mail address and password. Check both, or register.",
    facts: none,
  },
  EMAIL_TAKEN: {
    status: 409,
    sentence: "Somebody has registered with this e-mail address. Sign in instead.",
    facts: none,
  },
  REFRESH_INVALID: {
    status: 401,
    sentence:
      "There is no good refresh token: it expired, or its session has ended. Sign in again.",
    facts: none,
  },
  REFRESH_REUSED: {
    status: 401,
    sentence:
      "This refresh token was used before, so somebody else may have it; the session was ended. Sign in again.",
    facts: none,
  },
  CROSS_SITE: {
    status: 403,
    sentence:
      "The cookie is not taken from pages of other sites. Send the token in the body, or the header x-probity-request.",
    facts: none,
  },
  SIGNATURE_INVALID: {
    status: 401,
    sentence:
      "The request is not signed as it must be, or its key is not good. Check key, secret and what is signed: time, method, path with query, body.",
    facts: none,
  },
  SIGNATURE_EXPIRED: {
    status: 401,
    sentence:
      "The request was signed more than {window_ms} ms before or after {server_time}, the time here. Set your clock and sign anew.",
    facts: { window_ms: "count", server_time: "text" },
  },
  SCOPE_MISSING: {
    status: 403,
    sentence: "The key was not made for this: it lacks the scope {scope}. Make another key.",
    facts: { scope: "text" },
  },
  KEY_NOT_ENOUGH: {
    status: 403,
    sentence: "This cannot be done with a key. Sign in and do it yourself.",
    facts: none,
  },
  // What it is about.
  QUARANTINED_NOT_FOUND: {
    status: 404,
    sentence: "Nothing is set aside under this id. GET /api/v1/admin/quarantine lists what is.",
    facts: none,
  },
  DEAD_LETTER_NOT_FOUND: {
    status: 404,
    sentence:
      "History has no dead letter under this id. GET /api/v1/admin/dead-letters lists those it has.",
    facts: none,
  },
  MATCH_NOT_FOUND: {
    status: 404,
    sentence:
      "There is no such match. GET /api/v1/fills lists yours, and each market lists its trades.",
    facts: none,
  },
  RULES_NOT_FOUND: {
    status: 404,
    sentence:
      "The rules have no such version. GET /api/v1/events/<ref>/rules lists those there are.",
    facts: none,
  },
  PLAY_MONEY_OFF: {
    status: 403,
    sentence: "This venue does not hand out play money. Ask the operator how to deposit.",
    facts: none,
  },
  PLAY_DEPOSIT_TOO_LARGE: {
    status: 400,
    sentence: "A deposit of play money is at most {limit}. Deposit less at a time.",
    facts: { limit: "amount" },
  },
  MARKET_NOT_SETTLEABLE: {
    status: 409,
    sentence: "The market has not ended, so there is nothing to settle. Wait until it is resolved.",
    facts: none,
  },
  NO_WINNING_OUTCOME: {
    status: 409,
    sentence: "Trading has ended, but nobody has fixed the outcome yet. Wait until it is resolved.",
    facts: none,
  },
  NO_SHARES: {
    status: 409,
    sentence: "The account has no shares of this market. GET /api/v1/account/shares lists yours.",
    facts: none,
  },
  ALREADY_SETTLED: {
    status: 409,
    sentence:
      "Your shares of this market were settled already, for {paid} in all. GET /api/v1/balances shows the money.",
    facts: { paid: "amount" },
  },
  ORACLE_NOT_CONFIGURED: {
    status: 409,
    sentence:
      "This venue has no connection to the source {source}. Use orderbook, or set the probability by hand.",
    facts: { source: "text" },
  },
  NO_QUOTES: {
    status: 409,
    sentence: "The book has an empty side, so it says no probability. Set it by hand, or wait.",
    facts: none,
  },
  MAIL_TOKEN_INVALID: {
    status: 400,
    sentence: "What came by mail is not good, was used, or has expired. Ask for another letter.",
    facts: none,
  },
  WRONG_PASSWORD: {
    status: 403,
    sentence:
      "This is not your present password. Check it, or ask for a letter to choose a new one.",
    facts: none,
  },
  WALLET_PROOF_INVALID: {
    status: 401,
    sentence:
      "This is not a signature of a challenge that waits for one. Ask for a new challenge and sign its message.",
    facts: none,
  },
  EXTERNAL_SIGN_IN_OFF: {
    status: 403,
    sentence: "This venue knows no identity provider. Sign in another way.",
    facts: none,
  },
  CREDENTIAL_TAKEN: {
    status: 409,
    sentence: "Somebody signs in with this already. Use another, or sign in with it.",
    facts: none,
  },
  TOO_MANY_CREDENTIALS: {
    status: 409,
    sentence: "You have as many ways to sign in as one person may. Take one away first.",
    facts: none,
  },
  LAST_CREDENTIAL: {
    status: 409,
    sentence: "Without it you could not sign in any more. Add another way first.",
    facts: none,
  },
  CREDENTIAL_NOT_FOUND: {
    status: 404,
    sentence: "You do not sign in with this. GET /api/v1/auth/me shows with what you do.",
    facts: none,
  },
  USERNAME_TAKEN: {
    status: 409,
    sentence: "Somebody has this username. Choose another.",
    facts: none,
  },
  SIGN_IN_NOT_FOUND: {
    status: 404,
    sentence: "You have no such session. GET /api/v1/auth/sessions lists yours.",
    facts: none,
  },
  USER_NOT_FOUND: {
    status: 404,
    sentence: "There is no such person, or no longer. GET /api/v1/admin/users lists everybody.",
    facts: none,
  },
  LAST_SUPERADMIN: {
    status: 409,
    sentence: "There must be a superadmin, and there is no other. Make another one first.",
    facts: none,
  },
  KEY_NOT_FOUND: {
    status: 404,
    sentence: "You have no such key. GET /api/v1/auth/keys lists yours.",
    facts: none,
  },
  TOO_MANY_KEYS: {
    status: 409,
    sentence: "You have as many keys as one person may. Take one back first.",
    facts: none,
  },
  // The state of the venue.
  RATE_LIMITED: {
    status: 429,
    sentence: "Too many requests. Wait {seconds} seconds (Retry-After) and try again.",
    facts: { seconds: "count" },
  },
  BUSY: {
    status: 429,
    sentence:
      "Too many commands are waiting; this one was not taken. Try again in a moment (Retry-After).",
    facts: none,
  },
  NOT_YET: {
    status: 504,
    sentence:
      "Sequence {min_seq} is not here yet; the last one is {durable_seq}. Ask again, or with a smaller min_seq.",
    facts: { min_seq: "count", durable_seq: "count" },
  },
  OUTCOME_UNKNOWN: {
    status: 503,
    sentence: "It is not known whether this was done. Ask again with the same key.",
    facts: none,
  },
  DISK_FULL: {
    status: 503,
    sentence: "The disk of the venue is full; only cancels are taken. The operator must make room.",
    facts: none,
  },
  CLOCK_JUMP: {
    status: 503,
    sentence:
      "The clock of the venue jumped, so nothing is taken. The operator must confirm the time.",
    facts: none,
  },
  HISTORY_BEHIND: {
    status: 503,
    sentence:
      "History has reached sequence {history_seq}, not {min_seq} yet. Ask again in a moment, or with a smaller min_seq.",
    facts: { min_seq: "count", history_seq: "count" },
  },
  HISTORY_UNAVAILABLE: {
    status: 503,
    sentence:
      "The database behind history cannot be asked now; trading goes on. Ask again in a moment.",
    facts: none,
  },
  EXPORT_UNDER_WAY: {
    status: 429,
    sentence:
      "Another export of this account is under way. Wait for its end, or take a shorter period.",
    facts: none,
  },
  NOT_RUNNING: {
    status: 503,
    sentence: "The venue is starting, recovering or stopping. Try again in a moment.",
    facts: none,
  },
  QUARANTINED: {
    status: 500,
    sentence:
      "This request broke a law of the machine and was set aside as {quarantine_id}; nothing was changed. Tell the operator.",
    facts: { quarantine_id: "text" },
  },
  INTERNAL: {
    status: 500,
    sentence: "The venue made a mistake. Tell the operator, with the request id {request_id}.",
    facts: { request_id: "text" },
  },
  // The live socket.
  BAD_MESSAGE: {
    status: 400,
    sentence: "The message cannot be understood. See the live channels in /api/docs.",
    facts: none,
  },
  CHANNEL_NOT_FOUND: {
    status: 404,
    sentence:
      "There is no channel {channel}. Channels are book:<market>:yes and :no, trades:<market>, market:<market>, trades:<event>, orderbook:<event>, market:<event>, trades:*, orderbook:*, and of your accounts orders, balances, positions and shares; see docs/reference/live.md.",
    facts: { channel: "text" },
  },
  TOO_MANY_CHANNELS: {
    status: 429,
    sentence: "A connection may follow {limit} channels. Unsubscribe from some, or open another.",
    facts: { limit: "count" },
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type RefusalCode = keyof typeof REFUSALS;
export type ErrorCode = PublicRejectionCode | RefusalCode;

/** Every public error by its code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = { ...REJECTIONS, ...REFUSALS };
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
