import type { Connection } from "../database/database.ts";
import { accountQueries } from "./accounts.ts";
import { activityQueries } from "./activity.ts";
import { auditQueries } from "./audit.ts";
import { browseQueries } from "./browse.ts";
import { candleQueries } from "./candles.ts";
import { equityQueries } from "./equity.ts";
import { eventQueries } from "./events.ts";
import { historyQueries } from "./history.ts";
import { holdingQueries } from "./holdings.ts";
import { marketQueries } from "./markets.ts";
import { orderQueries } from "./orders.ts";
import { portfolioQueries } from "./portfolio.ts";
import { positionQueries } from "./positions.ts";
import { readDatabase } from "./read-database.ts";
import { relatedTradeQueries } from "./related-trades.ts";
import { resolutionQueries } from "./resolutions.ts";
import { statementQueries } from "./statement.ts";
import { statisticsQueries } from "./statistics.ts";
import { tradeQueries } from "./trades.ts";

/** All questions the tables answer, stem by stem. A new stem gets its line here. */
export function openQueries(connection: Connection) {
  const database = readDatabase(connection);
  return {
    accounts: accountQueries(database),
    events: eventQueries(database),
    markets: marketQueries(database),
    orders: orderQueries(database),
    trades: tradeQueries(database),
    positions: positionQueries(database),
    statement: statementQueries(database),
    resolutions: resolutionQueries(database),
    audit: auditQueries(database),
    history: historyQueries(database),
    browse: browseQueries(connection),
    candles: candleQueries(connection),
    statistics: statisticsQueries(connection),
    relatedTrades: relatedTradeQueries(connection),
    portfolio: portfolioQueries(connection),
    equity: equityQueries(connection),
    holdings: holdingQueries(connection),
    activity: activityQueries(connection),
  };
}

export type Queries = ReturnType<typeof openQueries>;
