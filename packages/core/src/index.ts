export { InvariantError, assert } from "./assert.ts";
export {
  Book,
  FILL_OR_KILL,
  Fills,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
} from "./book/book.ts";
export { NO_SLOT, SELF_TRADE_MODES } from "./book/order-pool.ts";
export * from "./commands.ts";
export * from "./event-log.ts";
export type * from "./events.ts";
export { Exchange, RULES_VERSION } from "./exchange.ts";
export { brokenLaws } from "./laws.ts";
export { FeeMeter, feeQuantum, makerFee, worstFee } from "./fees.ts";
export * from "./ids.ts";
export { transfersOf } from "./ledger/transfer.ts";
export type {
  CollateralOf,
  Party,
  Transfer,
  TransferAsset,
  TransferReason,
} from "./ledger/transfer.ts";
export * from "./market.ts";
export type * from "./match.ts";
export * from "./money.ts";
export { isBid, ladderPrice } from "./order.ts";
export type {
  OrderSpec,
  Outcome,
  Pricing,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from "./order.ts";
export { REJECTION_CODES, REJECTION_FACTS } from "./rejections.ts";
export type { Rejection, RejectionCode } from "./rejections.ts";
export type { RecordValue, StateRecord } from "./snapshot/record.ts";
export type * from "./views.ts";
