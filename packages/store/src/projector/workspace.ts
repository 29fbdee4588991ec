import { AddedRows } from "../rows/added-rows.ts";
import { CandleRows } from "../rows/candle-rows.ts";
import { KeyedRows } from "../rows/keyed-rows.ts";
import { SummedRows } from "../rows/summed-rows.ts";
import { accounts, assets, exclusions, owners } from "../tables/accounts.ts";
import { audit } from "../tables/audit.ts";
import { balances, systemBalances, withdrawals } from "../tables/balances.ts";
import { eventRules, events } from "../tables/events.ts";
import { marketParameters, markets, marketStates } from "../tables/markets.ts";
import { orders, signedOrders } from "../tables/orders.ts";
import { positions } from "../tables/positions.ts";
import { payouts, probabilities, resolutions } from "../tables/resolutions.ts";
import { eventWords, marketWords } from "../tables/search.ts";
import { statement } from "../tables/statement.ts";
import { accountDays, marketStats, openInterest } from "../tables/statistics.ts";
import { fills, reversals, trades } from "../tables/trades.ts";

/** The rows a batch works on, table by table. A new table gets its line here. */
export function openWorkspace() {
  return {
    assets: new AddedRows(assets),
    owners: new KeyedRows(owners),
    accounts: new KeyedRows(accounts),
    exclusions: new AddedRows(exclusions),
    balances: new KeyedRows(balances),
    systemBalances: new KeyedRows(systemBalances),
    withdrawals: new KeyedRows(withdrawals, ({ status }) => status === "requested"),
    events: new KeyedRows(events),
    eventRules: new AddedRows(eventRules),
    markets: new KeyedRows(markets),
    marketParameters: new AddedRows(marketParameters),
    marketStates: new AddedRows(marketStates),
    orders: new KeyedRows(orders, ({ status }) => status === "open" || status === "delayed"),
    signedOrders: new AddedRows(signedOrders),
    trades: new AddedRows(trades),
    reversals: new AddedRows(reversals),
    fills: new AddedRows(fills),
    positions: new KeyedRows(positions),
    statement: new AddedRows(statement),
    resolutions: new AddedRows(resolutions),
    payouts: new AddedRows(payouts),
    probabilities: new AddedRows(probabilities),
    audit: new AddedRows(audit),
    candles: new CandleRows(),
    marketStats: new SummedRows(marketStats),
    openInterest: new SummedRows(openInterest),
    accountDays: new SummedRows(accountDays),
    eventWords: new KeyedRows(eventWords),
    marketWords: new KeyedRows(marketWords),
  };
}

export type Workspace = ReturnType<typeof openWorkspace>;
