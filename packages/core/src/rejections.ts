/**
 * Every reason for which a wish is not granted, in order of precedence: of two
 * that hold, the earlier is given. The value lists the facts needed to mend the
 * wish. Public sentences and HTTP statuses stand in `protocol/error-codes.ts`.
 */
export const REJECTION_FACTS = {
  // The command itself.
  NotAuthorised: [],
  AccountNotFound: [],
  IdempotencyKeyReused: ["original"],
  InvalidField: ["field"],
  AccountFrozen: [],
  // What it is about.
  AssetNotFound: [],
  EventNotFound: [],
  MarketNotFound: [],
  OrderNotFound: [],
  GroupNotFound: [],
  SessionNotFound: [],
  WithdrawalNotFound: [],
  SlugTaken: ["field"],
  SymbolTaken: [],
  // Its state.
  IllegalTransition: ["from", "to"],
  EventMustActAsOne: [],
  OutcomesFrozen: [],
  LimitReached: ["limit"],
  PayoutsMustSumToOne: ["sum"],
  MarketNotOpen: ["state"],
  MarketCancelOnly: [],
  PostOnlyMode: [],
  AccountClosedOnly: [],
  OwnerExcluded: ["until"],
  ExclusionStands: ["until"],
  TickSizeChanging: [],
  GroupTripped: [],
  NotConvertible: [],
  NoLastPrice: [],
  CostBasisWithConversions: [],
  ReserveInsufficient: ["required", "available"],
  ResolutionInProgress: [],
  NothingToClaim: [],
  AlreadyReversed: [],
  // The order.
  ReduceOnlyBuy: [],
  PriceOffTick: ["tick"],
  PriceOutsideBand: ["low", "high"],
  QuantityBelowMinimum: ["minimum"],
  ExpiryInPast: [],
  ReplacementElsewhere: [],
  TooManyOpenOrders: ["limit"],
  NothingToReduce: [],
  PostOnlyWouldCross: ["best"],
  PositionLimitExceeded: ["limit", "would"],
  OrderNotionalExceeded: ["limit", "would"],
  ExposureLimitExceeded: ["limit", "would"],
  // Money.
  DifferentOwners: [],
  DepositLimitReached: ["limit"],
  DailyDepositExceeded: ["limit", "would"],
  ConversionLimitReached: [],
  InsufficientCollateral: ["required", "available"],
  InsufficientShares: ["required", "available"],
  // What an account has too little of to give a match back, in lots and µ$; account 0 is the venue's fees.
  NotReversible: ["account", "shares", "collateral"],
  FillOrKillUnfillable: ["fillable"],
  AmendWouldTrade: [],
  // Of a basket: another item of it was refused.
  BasketFailed: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RejectionCode = keyof typeof REJECTION_FACTS;
type TextFact = "field" | "from" | "to" | "state";
type FactsOf<C extends RejectionCode> = (typeof REJECTION_FACTS)[C][number];

/** A reason with its facts: prices, quantities and amounts in the units of `money.ts`. */
export type Rejection = {
  [C in RejectionCode]: { readonly code: C } & {
    readonly [F in FactsOf<C>]: F extends TextFact ? string : number;
  };
}[RejectionCode];

/** The reasons in order of precedence. */
export const REJECTION_CODES = Object.keys(REJECTION_FACTS) as readonly RejectionCode[];
