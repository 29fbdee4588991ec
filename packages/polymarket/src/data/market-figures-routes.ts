import { PRICE_ONE } from "@probity/core";
import type { MarketId } from "@probity/core";
import { fromHistory, readMachine } from "@probity/gateway";
import type { Queries } from "@probity/store";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { PublicNames } from "../public-names.ts";
import { badRequest, queryOf } from "./data-errors.ts";
import { average, dollars, shares } from "./data-numbers.ts";
import { isAscending, maybeUser, ofConditions, ofEvents, placesIn } from "./data-query.ts";
import { outcomeFacts, priceUnits } from "./outcomes.ts";
import { UNSAID, traderWords } from "./trader-words.ts";

const OUTCOMES = ["yes", "no"] as const;
const HOLDERS_MOST = 500;
/** Markets whose holders are told at once. */
const MARKETS_MOST = 20;
const POSITIONS_MOST = 500;
const SORTS = {
  TOKENS: "shares",
  CASH_PNL: "unrealised",
  REALIZED_PNL: "realised",
  TOTAL_PNL: "total",
} as const;
const STATUSES = { OPEN: "open", CLOSED: "closed", ALL: "all" } as const;
/** How long the open interest of all markets is good for. */
const GLOBAL_MS = 5_000;

/** Who holds what of a market, and how much of it there is. */
export function marketFiguresRoutes(app: FastifyInstance, desk: Desk, names: PublicNames): void {
  app.get("/holders", async (request) => {
    const query = queryOf(request);
    const conditions = query.texts("market");
    if (conditions === null) throw badRequest("required query param 'market' not provided");
    if (conditions.length > MARKETS_MOST) throw badRequest("too many markets");
    const limit = Math.min(HOLDERS_MOST, query.whole("limit", 0, Number.MAX_SAFE_INTEGER, 20));
    const leastShares = query.number("minBalance") ?? 1;
    const wanted = ofConditions(desk, conditions);
    const answer: unknown[] = [];
    for (const market of limit === 0 ? [] : wanted) {
      for (const outcome of OUTCOMES) {
        const facts = outcomeFacts(desk, market, outcome);
        if (facts === null) continue;
        const { value } = await fromHistory(desk.venue, undefined, ({ statistics }) =>
          statistics.holders({ market, outcome, limit }),
        );
        const holders = value.holders.filter(({ lots }) => shares(lots) >= leastShares);
        const traders = await traderWords(
          desk,
          names,
          holders.map(({ account }) => account),
        );
        answer.push({
          token: facts.asset,
          holders: holders.flatMap(({ account, lots }) => {
            const trader = traders.get(account);
            if (trader === undefined) return [];
            return {
              ...trader,
              ...UNSAID,
              asset: facts.asset,
              amount: shares(lots),
              displayUsernamePublic: trader.name !== "",
              outcomeIndex: facts.outcomeIndex,
              verified: false,
            };
          }),
        });
      }
    }
    return answer;
  });

  app.get("/v1/market-positions", async (request) => {
    const query = queryOf(request);
    const condition = query.text("market");
    if (condition === null) throw badRequest("required query param 'market' not provided");
    const [market] = ofConditions(desk, [condition]);
    const user = await maybeUser(desk, query);
    const sorts = Object.keys(SORTS) as (keyof typeof SORTS)[];
    const statuses = Object.keys(STATUSES) as (keyof typeof STATUSES)[];
    const input = {
      account: user?.trader?.account ?? null,
      sort: SORTS[query.choice("sortBy", sorts, "TOTAL_PNL")],
      status: STATUSES[query.choice("status", statuses, "ALL")],
      ascending: isAscending(query),
      ...placesIn(query, 50, POSITIONS_MOST),
    };
    if (market === undefined || (user !== null && user.trader === null)) return [];
    const answer: unknown[] = [];
    for (const outcome of OUTCOMES) {
      const positions = await positionsOf(market, outcome, input);
      if (positions !== null) answer.push(positions);
    }
    return answer;
  });

  async function positionsOf(
    market: MarketId,
    outcome: (typeof OUTCOMES)[number],
    input: Omit<Wanted, "market" | "outcome" | "price">,
  ) {
    const facts = outcomeFacts(desk, market, outcome);
    if (facts === null) return null;
    const price = priceUnits(facts.price);
    const { value } = await fromHistory(desk.venue, undefined, ({ holdings }) =>
      holdings.ofMarket({ ...input, market, outcome, price }),
    );
    const traders = await traderWords(
      desk,
      names,
      value.map(({ account }) => account),
    );
    return {
      token: facts.asset,
      positions: value.flatMap((row) => {
        const trader = traders.get(row.account);
        if (trader === undefined) return [];
        const worth = row.shares * price;
        return {
          ...trader,
          profileImage: "",
          verified: false,
          asset: facts.asset,
          conditionId: facts.conditionId,
          avgPrice: average(row.paid, row.bought),
          size: shares(row.shares),
          currPrice: facts.price,
          currentValue: dollars(worth),
          cashPnl: dollars(worth - row.cost),
          totalBought: shares(row.bought),
          realizedPnl: dollars(row.realised),
          totalPnl: dollars(worth - row.cost + row.realised),
          outcome: facts.outcome,
          outcomeIndex: facts.outcomeIndex,
        };
      }),
    };
  }

  const globally = new Remembered(async () => {
    const { value } = await fromHistory(desk.venue, undefined, ({ holdings }) =>
      holdings.outstanding(),
    );
    return value;
  });

  app.get("/oi", async (request) => {
    const conditions = queryOf(request).texts("market");
    if (conditions === null) {
      return [{ market: "GLOBAL", value: dollars((await globally.value()) * PRICE_ONE) }];
    }
    const wanted = ofConditions(desk, conditions);
    const { value } = await readMachine(
      desk.venue,
      (machine) => wanted.map((market) => machine.market(market)?.outstanding ?? 0),
      undefined,
    );
    return wanted.flatMap((market, place) => {
      const conditionId = desk.markets.of(market)?.conditionId;
      if (conditionId === undefined) return [];
      return { market: conditionId, value: dollars((value[place] ?? 0) * PRICE_ONE) };
    });
  });

  app.get("/live-volume", (request) => {
    const id = queryOf(request).text("id");
    if (id === null) throw badRequest("required query param 'id' not provided");
    if (!/^[0-9]{1,16}$/.test(id)) throw badRequest("invalid id");
    const { tickers } = desk.venue.readSide.data;
    let total = 0;
    const markets = ofEvents(desk, [id]).map((market) => {
      const volume = Number(tickers.ticker(market).volumeNotional);
      total += volume;
      return { market: desk.markets.of(market)?.conditionId ?? "", value: dollars(volume) };
    });
    return [{ total: dollars(total), markets }];
  });
}

type Wanted = HoldingsOfMarket extends (input: infer Input) => unknown ? Input : never;
type HoldingsOfMarket = Queries["holdings"]["ofMarket"];

/** One answer for everybody who asks within a moment. */
class Remembered {
  readonly #load: () => Promise<number>;
  #until = 0;
  #loading: Promise<number> = Promise.resolve(0);

  constructor(load: () => Promise<number>) {
    this.#load = load;
  }

  value(): Promise<number> {
    if (Date.now() < this.#until) return this.#loading;
    this.#until = Date.now() + GLOBAL_MS;
    this.#loading = this.#load();
    this.#loading.catch(() => {
      this.#until = 0;
    });
    return this.#loading;
  }
}
