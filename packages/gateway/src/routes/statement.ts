import type { AccountId, AssetId, Exchange } from "@probity/core";
import { UNTRADED_PRICE } from "@probity/market-data";
import { amount, complement } from "@probity/core";
import {
  ClosedPositionsPage,
  ClosedPositionsQuery,
  EquityAnswer,
  EquityQuery,
  PortfolioAnswer,
  PortfolioQuery,
  StatementPage,
  StatementQuery,
  closedPositionJson,
  equityPointJson,
  formatAmount,
  formatId,
  statementEntryJson,
} from "@probity/protocol";
import { assetOf, symbolsOf } from "../assets.ts";
import { accountOf, principalOf, signedIn } from "../caller.ts";
import { fromHistory } from "../history.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { worthOfYes } from "./portfolio.ts";
import { BEARER, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Beyond every time there is. */
const FOREVER = Number.MAX_SAFE_INTEGER;

/** What became of an account's money: its worth now and over time, and every movement. */
export function statementRoutes(app: App, venue: Venue): void {
  const common = { tags: ["portfolio"], security: BEARER };
  const onRequest = signedIn(venue);

  app.get(
    "/portfolio",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What an account is worth, and what it made",
        querystring: PortfolioQuery,
        response: answers(PortfolioAnswer),
      },
    },
    async (request) => {
      const { account_id, asset: symbol, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const asset = await assetOf(venue, symbol);
      const read = await readMachine(venue, (machine) => worthOf(machine, account, asset), min_seq);
      const { available, held, value, cost, openOrders } = read.value;
      const { seq: historySequence, value: totals } = await fromHistory(venue, min_seq, (history) =>
        history.portfolio.totals({ account, asset }),
      );
      return {
        seq: read.sequence,
        account_id: formatId("acc", account),
        asset: symbol,
        cash: {
          available: formatAmount(amount(available)),
          locked: formatAmount(amount(held)),
          total: formatAmount(amount(available + held)),
        },
        positions_value: formatAmount(amount(value)),
        positions_cost: formatAmount(amount(cost)),
        unrealized_pnl: formatAmount(amount(value - cost)),
        realized_pnl: formatAmount(amount(totals.realised)),
        fees_paid: formatAmount(amount(totals.fees)),
        net_deposits: formatAmount(amount(totals.netDeposits)),
        equity: formatAmount(amount(available + held + value)),
        open_orders: openOrders,
        history_seq: historySequence,
      };
    },
  );

  app.get(
    "/portfolio/equity",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What an account was worth from time to time",
        querystring: EquityQuery,
        response: answers(EquityAnswer),
      },
    },
    async (request) => {
      const { account_id, asset: symbol, points, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const asset = await assetOf(venue, symbol);
      const to = Math.min(request.query.to ?? FOREVER, Date.now());
      const { seq, value } = await fromHistory(venue, min_seq, async (history) => {
        const from = request.query.from ?? (await history.equity.openedAt(account)) ?? to;
        return history.equity.curve({ account, asset, from, to, points });
      });
      return {
        seq,
        account_id: formatId("acc", account),
        asset: symbol,
        points: value.map(equityPointJson),
      };
    },
  );

  app.get(
    "/positions/closed",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Positions whose shares are gone, and what was made on them; the last one first",
        querystring: ClosedPositionsQuery,
        response: answers(ClosedPositionsPage),
      },
    },
    async (request) => {
      const { account_id, limit, cursor, min_seq } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.portfolio.closed({ account, limit, cursor }),
      );
      return {
        seq,
        account_id: formatId("acc", account),
        positions: value.rows.map(closedPositionJson),
        next_cursor: value.next,
      };
    },
  );

  app.get(
    "/statement",
    {
      onRequest,
      schema: {
        ...common,
        summary:
          "Every movement of money and shares with its reason and the balance afterwards, newest first",
        querystring: StatementQuery,
        response: answers(StatementPage),
      },
    },
    async (request) => {
      const {
        account_id,
        asset: symbol,
        market_id,
        from,
        to,
        limit,
        cursor,
        min_seq,
      } = request.query;
      const account = await accountOf(venue, principalOf(request), account_id);
      const asset = symbol === undefined ? undefined : await assetOf(venue, symbol);
      const { value: symbols } = await readMachine(venue, symbolsOf, min_seq);
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.statement.of(account, { asset, market: market_id, from, to, limit, cursor }),
      );
      return {
        seq,
        account_id: formatId("acc", account),
        entries: value.rows.map((line) => statementEntryJson(line, symbols)),
        next_cursor: value.next,
      };
    },
  );
}

/** An account's money and shares in one collateral, µ$. Shares without a price count half a dollar. */
function worthOf(machine: Exchange, account: AccountId, asset: AssetId) {
  const view = machine.account(account);
  const balance = view?.balances.find((one) => one.asset === asset);
  let value = 0;
  let cost = 0;
  for (const position of machine.positionsOf(account)) {
    const market = machine.market(position.market);
    if (market === null || machine.event(market.event)?.collateral !== asset) continue;
    const yesPrice = worthOfYes(machine, position) ?? UNTRADED_PRICE;
    value += yesPrice * position.yes + complement(yesPrice) * position.no;
    cost += position.costYes + position.costNo;
  }
  return {
    available: balance?.available ?? 0,
    held: balance?.held ?? 0,
    value,
    cost,
    openOrders: view?.openOrders ?? 0,
  };
}
