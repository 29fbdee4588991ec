export { CHECKSUM_LEVELS, bookChecksum, checksumText, crc32c } from "./checksum.ts";
export { MarketBook } from "./market-book.ts";
export type { BookSnapshot, BookUpdate, UpdateResult } from "./market-book.ts";
export { flip } from "./level.ts";
export type { DepthView, LadderSide, Level, LevelChange } from "./level.ts";
export { Depth } from "./depth.ts";
export { Tape, TAPE_WINDOW } from "./tape.ts";
export type { Trade } from "./tape.ts";
export { Tickers } from "./ticker.ts";
export type { Ticker } from "./ticker.ts";
export { CANDLE_INTERVALS, CANDLE_MS, CandleFold, candleStart } from "./candles.ts";
export type { Candle, CandleInterval, CandleTrade } from "./candles.ts";
export { RollingVolumes, dayBefore } from "./rolling-volume.ts";
export { outstandingChanges } from "./open-interest.ts";
export type { OutstandingChange } from "./open-interest.ts";
export { UNTRADED_PRICE, equityCurve } from "./equity.ts";
export type { CashChange, EquityPoint, PriceChange, SharesChange } from "./equity.ts";
export { searchWords } from "./search-words.ts";
export { MarketStatuses } from "./market-status.ts";
export type { MarketStatus } from "./market-status.ts";
export { Catalogue } from "./catalogue.ts";
export type { CatalogueEntry, CatalogueEvent, CatalogueMarket } from "./catalogue.ts";
export { FINAL_ORDERS_KEPT, OwnOrders } from "./own-orders.ts";
export type { OwnOrder, OwnOrderStatus } from "./own-orders.ts";
export { FILLS_KEPT, OwnFills } from "./own-fills.ts";
export type { OwnFill } from "./own-fills.ts";
export { Probabilities, clampProbability, weightedMid } from "./probability.ts";
export type { Probability } from "./probability.ts";
export { Payouts } from "./payouts.ts";
export type { Payout } from "./payouts.ts";
export { Timelines } from "./timeline.ts";
export type { Milestone } from "./timeline.ts";
export { MarketData } from "./market-data.ts";
export {
  NO_HOLDING,
  acquired,
  convertedCosts,
  costOf,
  disposed,
  movedOut,
  paidOut,
  setHalf,
} from "./position-cost.ts";
export type { Holding } from "./position-cost.ts";
export type { MarketDataChanges, SavedMarketData } from "./market-data.ts";
export type { FoldEntry } from "./entry.ts";
