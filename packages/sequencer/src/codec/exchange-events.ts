/**
 * How exchange events lie in the event archive, and what the journal's digests are over. Numbers
 * and the order of fields are the format, as with commands.
 */
import { REJECTION_FACTS } from "@probity/core";
import type {
  AccountId,
  Amount,
  AssetId,
  CancelReason,
  Ending,
  Event,
  EventOf,
  KeyOutcome,
  Rejection,
  RejectionCode,
  WithdrawalId,
} from "@probity/core";
import {
  bool,
  branded,
  int,
  list,
  nat16,
  nullable,
  oneOf,
  struct,
  text,
  u8,
  union,
  varuint,
} from "./codec.ts";
import type { Codec } from "./codec.ts";
import { CodecError } from "./bytes.ts";
import { endingWish, marketTarget } from "./exchange-commands.ts";
import {
  accountLimits,
  amount,
  eventText,
  exclusionKind,
  id,
  key,
  leg,
  marketMode,
  marketParameters,
  marketSpec,
  marketState,
  marketText,
  matchKind,
  namedApart,
  namedMarketSpec,
  namedMarketText,
  natural,
  orderSpec,
  outcome,
  price,
  probabilitySource,
  quantity,
  systemParty,
} from "./exchange-values.ts";

const TEXT_FACTS: ReadonlySet<string> = new Set(["field", "from", "to", "state"]);

/** Each code has its number for ever, whatever its place in the order of precedence. */
const REJECTION_NUMBERS: Readonly<Record<RejectionCode, number>> = {
  NotAuthorised: 1,
  AccountNotFound: 2,
  IdempotencyKeyReused: 3,
  InvalidField: 4,
  AccountFrozen: 5,
  AssetNotFound: 6,
  EventNotFound: 7,
  MarketNotFound: 8,
  OrderNotFound: 9,
  GroupNotFound: 10,
  SessionNotFound: 11,
  WithdrawalNotFound: 12,
  SlugTaken: 13,
  SymbolTaken: 14,
  IllegalTransition: 15,
  EventMustActAsOne: 16,
  OutcomesFrozen: 17,
  LimitReached: 18,
  PayoutsMustSumToOne: 19,
  MarketNotOpen: 20,
  MarketCancelOnly: 21,
  PostOnlyMode: 22,
  AccountClosedOnly: 23,
  GroupTripped: 24,
  NotConvertible: 25,
  NoLastPrice: 26,
  CostBasisWithConversions: 27,
  ReserveInsufficient: 28,
  ResolutionInProgress: 29,
  NothingToClaim: 30,
  ReduceOnlyBuy: 31,
  PriceOffTick: 32,
  PriceOutsideBand: 33,
  QuantityBelowMinimum: 34,
  ExpiryInPast: 35,
  ReplacementElsewhere: 36,
  TooManyOpenOrders: 37,
  NothingToReduce: 38,
  PostOnlyWouldCross: 39,
  PositionLimitExceeded: 40,
  DifferentOwners: 41,
  DepositLimitReached: 42,
  ConversionLimitReached: 43,
  InsufficientCollateral: 44,
  InsufficientShares: 45,
  FillOrKillUnfillable: 46,
  AmendWouldTrade: 47,
  OwnerExcluded: 48,
  ExclusionStands: 49,
  TickSizeChanging: 50,
  OrderNotionalExceeded: 51,
  ExposureLimitExceeded: 52,
  DailyDepositExceeded: 53,
  BasketFailed: 54,
  AlreadyReversed: 55,
  NotReversible: 56,
};

/** Codes and facts as the core's own table has them. */
const rejection: Codec<Rejection> = rejectionCodec();

function rejectionCodec(): Codec<Rejection> {
  const byNumber: RejectionCode[] = [];
  for (const [code, number] of Object.entries(REJECTION_NUMBERS))
    byNumber[number] = code as RejectionCode;
  return {
    encode(writer, value) {
      writer.u8(REJECTION_NUMBERS[value.code]);
      for (const fact of REJECTION_FACTS[value.code]) {
        const found = (value as unknown as Record<string, unknown>)[fact];
        if (TEXT_FACTS.has(fact)) text.encode(writer, found as string);
        else int.encode(writer, found as number);
      }
    },
    decode(reader) {
      const code = byNumber[reader.u8()];
      if (code === undefined) throw new CodecError("unknown rejection");
      const value: Record<string, unknown> = { code };
      for (const fact of REJECTION_FACTS[code]) {
        value[fact] = TEXT_FACTS.has(fact) ? text.decode(reader) : int.decode(reader);
      }
      return value as unknown as Rejection;
    },
  };
}

/** In the order in which they are numbered, which is not the machine's. */
export const STORED_REASONS: readonly CancelReason[] = [
  "requested",
  "replaced",
  "amended",
  "unfilled",
  "self-trade",
  "match-limit",
  "expired",
  "dead-man",
  "session",
  "group",
  "resolution",
  "voided",
  "market-state",
  "tick-size",
  "excluded",
];

const keyOutcome: Codec<KeyOutcome> = struct<KeyOutcome>({
  id: varuint,
  filled: natural(),
  notional: natural(),
  fee: natural(),
  resting: natural(),
});

const ending: Codec<Ending> = union<"kind", Ending>("kind", {
  resolved: [1, { yesPayout: natural() }],
  voided: [2, { yesPayout: natural() }],
  "voided-at-cost": [3, {}],
});

const withdrawal = {
  withdrawal: natural<WithdrawalId>(),
  account: natural<AccountId>(),
  asset: natural<AssetId>(),
  amount: natural<Amount>(),
};

const eventV1: Codec<Event> = union<"type", Event>("type", {
  // Refusals and repetitions
  CommandRejected: [1, { rejection }],
  CommandDuplicated: [2, {}],
  CommandRepeated: [
    3,
    { account: natural(), item: varuint, original: natural(), outcome: keyOutcome },
  ],
  // Accounts and money
  CollateralRegistered: [16, { asset: natural(), symbol: text }],
  AccountOpened: [17, { account: natural(), owner: natural() }],
  RoleSet: [18, { owner: natural(), role: oneOf("user", "admin", "superadmin") }],
  AccountUpdated: [
    19,
    {
      account: natural(),
      status: oneOf("active", "closed-only", "frozen"),
      maxOpenOrders: varuint,
    },
  ],
  Deposited: [20, { account: natural(), asset: natural(), amount: natural(), key: text }],
  WithdrawalRequested: [21, withdrawal],
  WithdrawalConfirmed: [22, withdrawal],
  WithdrawalFailed: [23, withdrawal],
  CollateralTransferred: [
    24,
    { from: natural(), to: natural(), asset: natural(), amount: natural() },
  ],
  SharesTransferred: [
    25,
    {
      from: natural(),
      to: natural(),
      market: natural(),
      outcome,
      quantity: natural(),
      cost: natural(),
    },
  ],
  SystemTransferred: [
    26,
    { from: systemParty, to: systemParty, asset: natural(), amount: natural() },
  ],
  AccountLimitsSet: [27, { account: natural(), ...accountLimits }],
  OwnerExcluded: [28, { owner: natural(), kind: exclusionKind, until: natural() }],
  VenueConfigured: [29, { confirmations: natural() }],
  // Catalogue
  EventCreated: [
    32,
    {
      event: natural(),
      slug: text,
      text: eventText,
      rules: text,
      collateral: natural(),
      mutuallyExclusive: bool,
      exhaustive: bool,
    },
  ],
  MarketCreated: [33, { market: natural(), event: natural(), spec: marketSpec }],
  EventUpdated: [
    34,
    { event: natural(), text: nullable(eventText), rules: nullable(text), rulesVersion: varuint },
  ],
  MarketUpdated: [
    35,
    {
      market: natural(),
      text: nullable(marketText),
      parameters: nullable(marketParameters),
      parametersVersion: varuint,
    },
  ],
  MarketStateChanged: [
    36,
    { market: natural(), from: marketState, to: marketState, mode: marketMode },
  ],
  ResolutionProposed: [37, { market: natural(), yesPayout: natural() }],
  EndingFixed: [38, { market: natural(), ending, reserveIn: branded(int) }],
  PositionPaid: [
    39,
    { market: natural(), account: natural(), yes: natural(), no: natural(), amount: natural() },
  ],
  TickSizeAnnounced: [40, { market: natural(), tickSize: natural(), at: natural() }],
  TickSizeChanged: [41, { market: natural(), tickSize: natural() }],
  ProbabilitySet: [42, { market: natural(), probability: natural(), source: probabilitySource }],
  EndingRequested: [
    43,
    { target: marketTarget, wish: endingWish, actor: natural(), until: natural() },
  ],
  // Complete sets
  SetSplit: [48, { account: natural(), market: natural(), quantity: natural() }],
  SetMerged: [49, { account: natural(), market: natural(), quantity: natural() }],
  PositionsConverted: [
    50,
    {
      account: natural(),
      event: natural(),
      given: list(natural()),
      received: list(natural()),
      quantity: natural(),
      collateral: natural(),
    },
  ],
  // Orders
  OrderRejected: [64, { account: natural(), item: varuint, key, rejection }],
  OrderAccepted: [
    65,
    {
      order: id(),
      account: id(),
      item: nat16,
      key,
      spec: orderSpec,
      parametersVersion: nat16,
    },
  ],
  OrdersMatched: [
    66,
    {
      match: id(),
      market: id(),
      kind: matchKind,
      price,
      quantity,
      legs: list(leg, u8),
    },
  ],
  OrderSigned: [73, { order: id(), account: id(), signed: text }],
  MatchReversed: [74, { market: id(), match: id(), kind: matchKind, legs: list(leg, u8) }],
  OrderRested: [67, { order: id(), account: id(), market: id(), quantity }],
  OrderCancelled: [
    68,
    {
      order: id(),
      account: id(),
      market: id(),
      quantity,
      cash: amount,
      reason: oneOf(...STORED_REASONS),
    },
  ],
  OrderDelayed: [
    71,
    {
      order: natural(),
      account: natural(),
      market: natural(),
      quantity: natural(),
      until: natural(),
    },
  ],
  OrderReleased: [72, { order: natural(), account: natural(), market: natural() }],
  OrderCompleted: [
    69,
    { order: natural(), account: natural(), market: natural(), cash: natural() },
  ],
  OrderAmended: [
    70,
    {
      order: natural(),
      account: natural(),
      market: natural(),
      price: natural(),
      quantity: natural(),
      remaining: natural(),
      keepsPriority: bool,
    },
  ],
  // Safety switches
  HeartbeatSet: [80, { account: natural(), deadline: natural() }],
  DeadManTriggered: [81, { account: natural() }],
  SessionOpened: [82, { session: natural(), account: natural() }],
  SessionClosed: [83, { session: natural(), account: natural() }],
  OrderGroupCreated: [84, { group: natural(), account: natural(), limit: varuint }],
  OrderGroupTripped: [85, { group: natural(), account: natural() }],
  OrderGroupReset: [86, { group: natural(), account: natural() }],
  CancelAllAccepted: [87, { account: natural() }],
  // Time and recovery
  TimeAdvanced: [96, {}],
  WorkContinued: [97, {}],
  VenueResumed: [98, { postOnlyUntil: natural(), deadManFloor: natural() }],
});

type NamedEvent = EventOf<"MarketCreated" | "MarketUpdated">;

const namedEvent: Codec<NamedEvent> = union<"type", NamedEvent>("type", {
  MarketCreated: [33, { market: natural(), event: natural(), spec: namedMarketSpec }],
  MarketUpdated: [
    35,
    {
      market: natural(),
      text: nullable(namedMarketText),
      parameters: nullable(marketParameters),
      parametersVersion: varuint,
    },
  ],
});

/** Whether the event says what a market is called elsewhere. */
function isNamed(event: Event): event is NamedEvent {
  switch (event.type) {
    case "MarketCreated":
      return event.spec.text.external !== "";
    case "MarketUpdated":
      return event.text !== null && event.text.external !== "";
    default:
      return false;
  }
}

/** The definition of the format; `exchangeEventLists` writes and reads the same with less ado. */
export const exchangeEvents: Codec<Event> = namedApart(isNamed, eventV1, namedEvent);
