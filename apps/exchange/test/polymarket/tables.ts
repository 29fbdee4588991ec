/** For each client, every public method: what checks it, or why it cannot exist here. */
import { account } from "./clob-account.ts";
import { keys, newestKeys } from "./clob-keys.ts";
import { marketData, newestMarketData } from "./clob-market-data.ts";
import { newestOrders, orders } from "./clob-orders.ts";
import type { Absent, Table } from "./methods.ts";
import { olderChecks } from "./older-client.ts";
import { discovery } from "./sdk-discovery.ts";
import { sdkMarketData } from "./sdk-market-data.ts";
import { sessions } from "./sdk-sessions.ts";
import { sdkAccount, trading } from "./sdk-trading.ts";

/** Of @polymarket/clob-client-v2. */
export const NEWEST_TABLE: Table = {
  ...marketData,
  ...newestMarketData,
  ...keys,
  ...newestKeys,
  ...orders,
  ...newestOrders,
  ...account,
};

const quotes: Absent = {
  why: "Requests for quotes were a service of their own, which the newer client no longer knows; orders meet in the book here.",
};

/** Of @polymarket/clob-client. */
export const OLDER_TABLE: Table = {
  ...marketData,
  ...keys,
  ...orders,
  ...account,
  ...olderChecks,
  getBuilderTrades: {
    why: "A builder of version 1 signed each order once more with a key of its own, which is not recorded; the newer client names builders in the order and lists their trades.",
  },
  "rfq.createRfqRequest": quotes,
  "rfq.cancelRfqRequest": quotes,
  "rfq.getRfqRequests": quotes,
  "rfq.createRfqQuote": quotes,
  "rfq.getRfqRequesterQuotes": quotes,
  "rfq.getRfqQuoterQuotes": quotes,
  "rfq.getRfqBestQuote": quotes,
  "rfq.cancelRfqQuote": quotes,
  "rfq.rfqConfig": quotes,
  "rfq.acceptRfqQuote": quotes,
  "rfq.approveRfqOrder": quotes,
};

const chain: Absent = {
  why: "It sends a transaction, and there is no chain: money and shares are the venue's ledger, which needs no approvals. Full sets are split and merged by `POST /api/v1/sets/split` and `/merge`; what a market pays comes by itself.",
};
const combos: Absent = {
  why: "Parlays are quoted and settled by a service and contracts of their own, beside the CLOB.",
};
const perpetuals: Absent = {
  why: "Perpetual futures are another exchange of Polymarket's, with hosts, accounts and orders of its own.",
};
const nobodyComments: Absent = {
  why: "Nobody comments here, so no comment has an id; lists of comments are empty.",
};

/** Of @polymarket/client. */
export const SDK_TABLE: Table = {
  ...discovery,
  ...sdkMarketData,
  ...trading,
  ...sdkAccount,
  ...sessions,
  fetchSeries: { why: "The venue has no series of events; `listSeries` is empty." },
  fetchCommentsById: nobodyComments,
  listComboMarkets: combos,
  listComboPositions: combos,
  listComboActivity: combos,
  openRfqSession: combos,
  planCollateralReturn: combos,
  executeCollateralReturnPlan: combos,
  setupTradingApprovals: chain,
  approveErc20: chain,
  approveErc1155ForAll: chain,
  transferErc20: chain,
  splitPosition: chain,
  mergePositions: chain,
  redeemPositions: chain,
  fetchPerpsBook: perpetuals,
  fetchPerpsFees: perpetuals,
  fetchPerpsInstruments: perpetuals,
  fetchPerpsTicker: perpetuals,
  fetchPerpsTickers: perpetuals,
  listPerpsCandles: perpetuals,
  listPerpsFundingHistory: perpetuals,
  listPerpsTrades: perpetuals,
  depositToPerps: perpetuals,
  openPerpsSession: perpetuals,
  revokePerpsCredentials: perpetuals,
  withdrawFromPerps: perpetuals,
};
