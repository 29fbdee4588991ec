/** Every refusal of the gateway, before a wish comes to the machine or instead of it. */
import type { ErrorRow } from "./error-row.ts";

const none = {};

export const REFUSAL_ROWS = {
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
  PROVIDER_UNREACHABLE: {
    status: 503,
    sentence:
      "The identity provider cannot be asked about its tokens just now. Try again in a moment, or sign in another way.",
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

export type RefusalCode = keyof typeof REFUSAL_ROWS;
