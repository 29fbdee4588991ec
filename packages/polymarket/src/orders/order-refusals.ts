/** What the machine refuses, in the words that clients and bots compare (reference §5.5). */
import type { Rejection, RejectionCode } from "@probity/core";
import { ClobError } from "../clob-errors.ts";
import type { Address, Hex } from "../ports.ts";
import { formatDollars, formatShares, formatUnits } from "./decimals.ts";

/** Whose order was refused, and which. */
export interface RefusedOrder {
  readonly id: Hex;
  readonly address: Address;
  /** In ten-thousandths of a dollar, and lots; null of an order that has none. */
  readonly price: number;
  readonly lots: number | null;
}

/** How long post-only mode may last, so that nobody asks all the time. */
const RETRY_SECONDS = 5;
const BAD_PAYLOAD = () => "Invalid order payload";
const DUPLICATED = "Duplicated.";
const NOT_READY = () => "the market is not yet ready to process new orders";
const NO_FUNDS = () => "not enough balance / allowance";
export const FOK_UNFILLED =
  "order couldn't be fully filled. FOK orders are fully filled or killed.";
export const FAK_UNFILLED =
  "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.";

type Sentence<C extends RejectionCode> = (
  rejection: Extract<Rejection, { readonly code: C }>,
  order: RefusedOrder,
) => string | ClobError;

/** One line a reason, in their order of precedence; those no signed order meets are told as a bad payload. */
const SENTENCES: { readonly [C in RejectionCode]: Sentence<C> } = {
  NotAuthorised: () => "the order owner has to be the owner of the API KEY",
  AccountNotFound: NO_FUNDS,
  IdempotencyKeyReused: (_, { id }) => invalid(id, DUPLICATED),
  InvalidField: BAD_PAYLOAD,
  AccountFrozen: (_, { address }) => `'${address}' address banned`,
  AssetNotFound: BAD_PAYLOAD,
  EventNotFound: () => new ClobError(404, "market not found"),
  MarketNotFound: () => new ClobError(404, "market not found"),
  OrderNotFound: BAD_PAYLOAD,
  GroupNotFound: BAD_PAYLOAD,
  SessionNotFound: BAD_PAYLOAD,
  WithdrawalNotFound: BAD_PAYLOAD,
  SlugTaken: BAD_PAYLOAD,
  SymbolTaken: BAD_PAYLOAD,
  IllegalTransition: BAD_PAYLOAD,
  EventMustActAsOne: BAD_PAYLOAD,
  OutcomesFrozen: BAD_PAYLOAD,
  LimitReached: BAD_PAYLOAD,
  PayoutsMustSumToOne: BAD_PAYLOAD,
  MarketNotOpen: NOT_READY,
  MarketCancelOnly: () =>
    new ClobError(
      503,
      "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    ),
  PostOnlyMode: () =>
    new ClobError(
      503,
      "post-only mode: only post-only orders and cancels are allowed",
      { code: "post_only_mode", retry_after_seconds: RETRY_SECONDS },
      { "retry-after": String(RETRY_SECONDS) },
    ),
  AccountClosedOnly: (_, { address }) => `'${address}' address in closed only mode`,
  OwnerExcluded: (_, { address }) => `'${address}' address in closed only mode`,
  ExclusionStands: BAD_PAYLOAD,
  TickSizeChanging: NOT_READY,
  GroupTripped: BAD_PAYLOAD,
  NotConvertible: BAD_PAYLOAD,
  NoLastPrice: BAD_PAYLOAD,
  CostBasisWithConversions: BAD_PAYLOAD,
  ReserveInsufficient: BAD_PAYLOAD,
  ResolutionInProgress: BAD_PAYLOAD,
  NothingToClaim: BAD_PAYLOAD,
  AlreadyReversed: BAD_PAYLOAD,
  ReduceOnlyBuy: BAD_PAYLOAD,
  PriceOffTick: ({ tick }, { id, price }) =>
    invalid(
      id,
      `Price (${formatDollars(price)}) breaks minimum tick size rule: ${formatDollars(tick)}`,
    ),
  PriceOutsideBand: ({ low, high }, { id, price }) =>
    invalid(
      id,
      `Price (${formatDollars(price)}) outside of the price band: ${formatDollars(low)} to ${formatDollars(high)} of Yes`,
    ),
  QuantityBelowMinimum: ({ minimum }, { id, lots }) =>
    invalid(
      id,
      `Size (${formatShares(lots ?? 0)}) lower than the minimum: ${formatShares(minimum)}`,
    ),
  ExpiryInPast: () => "invalid expiration",
  ReplacementElsewhere: BAD_PAYLOAD,
  TooManyOpenOrders: ({ limit }, { id }) => invalid(id, `More than ${limit} open orders`),
  NothingToReduce: BAD_PAYLOAD,
  PostOnlyWouldCross: () => "invalid post-only order: order crosses book",
  PositionLimitExceeded: ({ limit }, { id }) =>
    invalid(id, `Position larger than the maximum: ${formatShares(limit)}`),
  OrderNotionalExceeded: ({ limit }, { id }) =>
    invalid(id, `Value larger than the maximum: ${formatUnits(limit)}`),
  ExposureLimitExceeded: ({ limit }, { id }) =>
    invalid(id, `Exposure larger than the maximum: ${formatUnits(limit)}`),
  DifferentOwners: BAD_PAYLOAD,
  DepositLimitReached: BAD_PAYLOAD,
  DailyDepositExceeded: BAD_PAYLOAD,
  ConversionLimitReached: BAD_PAYLOAD,
  InsufficientCollateral: NO_FUNDS,
  InsufficientShares: NO_FUNDS,
  NotReversible: BAD_PAYLOAD,
  FillOrKillUnfillable: () => FOK_UNFILLED,
  AmendWouldTrade: BAD_PAYLOAD,
  BasketFailed: BAD_PAYLOAD,
};

/** The answer for an order that the machine refused. */
export function refusedOrder(rejection: Rejection, order: RefusedOrder): ClobError {
  const sentence = SENTENCES[rejection.code] as Sentence<RejectionCode>;
  const told = sentence(rejection, order);
  return typeof told === "string" ? new ClobError(400, told) : told;
}

/** The same order again. */
export function duplicated(id: Hex): ClobError {
  return new ClobError(400, invalid(id, DUPLICATED));
}

/** It would have met an order of the same owner before anybody else's. */
export function metItself(id: Hex): ClobError {
  return new ClobError(400, invalid(id, "It would match an order of the same owner"));
}

function invalid(id: Hex, reason: string): string {
  return `order ${id} is invalid. ${reason}`;
}
