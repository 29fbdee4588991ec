import type { Connection } from "../database/database.ts";
import { auditQueries } from "./audit.ts";
import { browseQueries } from "./browse.ts";
import { candleQueries } from "./candles.ts";
import { equityQueries } from "./equity.ts";
import { historyQueries } from "./history.ts";
import { portfolioQueries } from "./portfolio.ts";
import { readDatabase } from "./read-database.ts";
import { statementQueries } from "./statement.ts";
import { statisticsQueries } from "./statistics.ts";
import { tradeQueries } from "./trades.ts";

/** All questions the tables answer, stem by stem. A new stem gets its line here. */
export function openQueries(connection: Connection) {
  const database = readDatabase(connection);
  return {
    trades: tradeQueries(database),
    history: historyQueries(database),
    audit: auditQueries(database),
    browse: browseQueries(connection),
    candles: candleQueries(connection),
    statistics: statisticsQueries(connection),
    portfolio: portfolioQueries(connection),
    equity: equityQueries(connection),
    statement: statementQueries(connection),
  };
}

export type Queries = ReturnType<typeof openQueries>;
