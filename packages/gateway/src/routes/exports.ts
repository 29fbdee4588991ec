import { Readable } from "node:stream";
import { amount, complement } from "@probity/core";
import type { AccountId, MarketId, MatchId, OrderId } from "@probity/core";
import type { OwnFill, OwnOrder } from "@probity/market-data";
import {
  ExportQuery,
  closedPositionJson,
  csvLine,
  equityPointJson,
  fillJson,
  formatAmount,
  formatId,
  formatQuantity,
  marketOfLine,
  statementEntryJson,
} from "@probity/protocol";
import type { Cell } from "@probity/protocol";
import type { Queries } from "@probity/store";
import { z } from "zod";
import { assetOf, symbolsOf } from "../assets.ts";
import { accountOf, principalOf, signedIn } from "../caller.ts";
import { fromHistory } from "../history.ts";
import { orderJson } from "../order-json.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { worthOfYes } from "./portfolio.ts";
import { BEARER, answers } from "./route.ts";
import type { App } from "./route.ts";

/** Lines fetched at once; the next ones when the reader has taken these. */
const LINES_AT_ONCE = 1_000;
const EQUITY_POINTS = 500;
const FOREVER = Number.MAX_SAFE_INTEGER;

interface Wish {
  readonly venue: Venue;
  readonly account: AccountId;
  /** [`from`, `to`), ms. */
  readonly from: number;
  readonly to: number;
  readonly history: Queries;
}

/** A table: its columns, and its lines in lumps. */
interface Table {
  readonly columns: readonly string[];
  lines(wish: Wish): AsyncGenerator<readonly (readonly Cell[])[]>;
}

const TABLES: Readonly<Record<string, Table>> = {
  orders: {
    columns: [
      "order_id",
      "client_order_id",
      "market_id",
      "question",
      "outcome",
      "side",
      "type",
      "status",
      "price",
      "quantity",
      "filled",
      "notional",
      "fee",
      "created_at",
      "updated_at",
    ],
    lines: orderLines,
  },
  fills: {
    columns: [
      "trade_id",
      "order_id",
      "market_id",
      "question",
      "outcome",
      "side",
      "role",
      "kind",
      "price",
      "quantity",
      "fee",
      "rebate",
      "time",
    ],
    lines: fillLines,
  },
  statement: {
    columns: [
      "seq",
      "time",
      "reason",
      "asset",
      "market_id",
      "question",
      "outcome",
      "change",
      "balance",
    ],
    lines: statementLines,
  },
  positions: {
    columns: [
      "market_id",
      "question",
      "outcome",
      "quantity",
      "cost",
      "value",
      "unrealized_pnl",
      "realized_pnl",
      "fees_paid",
      "closed_at",
    ],
    lines: positionLines,
  },
  equity: {
    columns: ["time", "cash", "positions", "equity", "net_deposits", "profit"],
    lines: equityLines,
  },
};

/** What an account did, as tables for spreadsheets. */
export function exportRoutes(app: App, venue: Venue): void {
  const onRequest = signedIn(venue);
  /** One export an account at a time: however long it is, what it costs at once is bounded. */
  const underWay = new Map<AccountId, symbol>();

  for (const [name, table] of Object.entries(TABLES)) {
    app.get(
      `/exports/${name}.csv`,
      {
        onRequest,
        schema: {
          tags: ["portfolio"],
          security: BEARER,
          summary: `Your ${name} as CSV, ${name === "equity" ? "oldest" : "newest"} first`,
          querystring: ExportQuery,
          response: answers(z.string()),
        },
      },
      async (request, reply) => {
        const { account_id, from = 0, to = FOREVER, min_seq } = request.query;
        const account = await accountOf(venue, principalOf(request), account_id);
        if (underWay.has(account)) throw refuse("EXPORT_UNDER_WAY");
        const mark = Symbol(name);
        underWay.set(account, mark);
        // Of this one, for the next may be under way when it is heard that this was left.
        const end = () => underWay.get(account) === mark && underWay.delete(account);
        try {
          const { value: history } = await fromHistory(venue, min_seq, async (queries) => queries);
          const lumps = table.lines({ venue, account, from, to, history });
          // The first lump is there before the answer begins, so that what fails is refused in words.
          const first = await lumps.next();
          const text = Readable.from(written(table.columns, first, lumps));
          // Until it is read to the end, or the reader has left, its lines are held.
          text.once("end", end).once("close", end);
          await reply
            .type("text/csv; charset=utf-8")
            .header("content-disposition", `attachment; filename="${name}.csv"`)
            .header("cache-control", "no-store")
            // The type of a body knows no streams.
            .send(text as unknown as string);
        } catch (error) {
          end();
          throw error;
        }
      },
    );
  }
}

async function* written(
  columns: readonly string[],
  first: IteratorResult<readonly (readonly Cell[])[]>,
  rest: AsyncGenerator<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield csvLine(columns);
  if (first.done !== true) yield first.value.map(csvLine).join("");
  for await (const lines of rest) yield lines.map(csvLine).join("");
}

async function* orderLines({ venue, account, from, to, history }: Wish) {
  let before = FOREVER as OrderId;
  for (;;) {
    const input = { before, limit: LINES_AT_ONCE, from, to };
    const orders: OwnOrder[] = await history.history.orders(account, input);
    const last = orders.at(-1);
    if (last === undefined) return;
    yield orders.map((order): Cell[] => {
      const json = orderJson(order);
      return [
        json.order_id,
        { text: json.client_order_id ?? "" },
        json.market_id,
        question(venue, order.spec.market),
        json.outcome,
        json.side,
        json.type,
        json.status,
        json.price,
        json.quantity,
        json.filled,
        json.notional,
        json.fee,
        json.created_at,
        json.updated_at,
      ];
    });
    before = last.order;
  }
}

async function* fillLines({ venue, account, from, to, history }: Wish) {
  let before = FOREVER as MatchId;
  for (;;) {
    const input = { before, limit: LINES_AT_ONCE, from, to };
    const fills: OwnFill[] = await history.history.fills(account, input);
    const last = fills.at(-1);
    if (last === undefined) return;
    yield fills.map((fill): Cell[] => {
      const json = fillJson(fill);
      return [
        json.trade_id,
        json.order_id,
        json.market_id,
        question(venue, fill.market),
        json.outcome,
        json.side,
        json.role,
        json.kind,
        json.price,
        json.quantity,
        json.fee,
        json.rebate,
        json.time,
      ];
    });
    before = last.match;
  }
}

async function* statementLines({ venue, account, from, to, history }: Wish) {
  const { value: symbols } = await readMachine(venue, symbolsOf, 0);
  let cursor: string | undefined;
  do {
    const page = await history.statement.of(account, { from, to, limit: LINES_AT_ONCE, cursor });
    yield page.rows.map((row): Cell[] => {
      const json = statementEntryJson(row, symbols);
      const market = marketOfLine(row);
      return [
        json.seq,
        json.time,
        json.reason,
        json.asset,
        json.market_id,
        market === null ? null : question(venue, market),
        json.outcome,
        json.change,
        json.balance,
      ];
    });
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function* positionLines({ venue, account, history }: Wish) {
  const { value: held } = await readMachine(
    venue,
    (machine) =>
      machine.positionsOf(account).map((view) => ({ view, yesPrice: worthOfYes(machine, view) })),
    0,
  );
  yield held.flatMap(({ view, yesPrice }): Cell[][] =>
    (["yes", "no"] as const).flatMap((outcome) => {
      const isYes = outcome === "yes";
      const lots = isYes ? view.yes : view.no;
      if (lots === 0) return [];
      const cost = isYes ? view.costYes : view.costNo;
      const price = yesPrice === null || isYes ? yesPrice : complement(yesPrice);
      const value = price === null ? null : amount(price * lots);
      return [
        [
          formatId("mkt", view.market),
          question(venue, view.market),
          outcome,
          formatQuantity(lots),
          formatAmount(cost),
          value === null ? null : formatAmount(value),
          value === null ? null : formatAmount(amount(value - cost)),
          null,
          null,
          null,
        ],
      ];
    }),
  );
  let cursor: string | undefined;
  do {
    const page = await history.portfolio.closed({ account, limit: LINES_AT_ONCE, cursor });
    yield page.rows.map((row): Cell[] => {
      const json = closedPositionJson(row);
      return [
        json.market_id,
        { text: json.market_question },
        json.outcome,
        "0",
        "0",
        "0",
        "0",
        json.realized_pnl,
        json.fees_paid,
        json.closed_at,
      ];
    });
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function* equityLines({ venue, account, from, to, history }: Wish) {
  const asset = await assetOf(venue, "USD");
  const now = Date.now();
  const start = Math.max(from, (await history.equity.openedAt(account)) ?? now);
  const end = Math.min(to, now);
  const points = await history.equity.curve({
    account,
    asset,
    from: Math.min(start, end),
    to: end,
    points: EQUITY_POINTS,
  });
  yield points.map((point): Cell[] => {
    const json = equityPointJson(point);
    return [json.time, json.cash, json.positions, json.equity, json.net_deposits, json.profit];
  });
}

function question({ readSide }: Venue, market: MarketId): Cell {
  return { text: readSide.data.catalogue.market(market)?.text.question ?? "" };
}
