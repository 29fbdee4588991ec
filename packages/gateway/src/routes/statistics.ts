import { amount, quantity } from "@probity/core";
import type { MarketId, OwnerId } from "@probity/core";
import { CANDLE_MS, candleStart } from "@probity/market-data";
import type { CandleInterval } from "@probity/market-data";
import {
  CandlesAnswer,
  CandlesQuery,
  EventStatsAnswer,
  HoldersAnswer,
  HoldersQuery,
  LeaderboardAnswer,
  LeaderboardQuery,
  ManyCandlesAnswer,
  ManyCandlesQuery,
  MarketStatsAnswer,
  OpenInterestAnswer,
  OpenInterestQuery,
  ReadQuery,
  SparklinesAnswer,
  SparklinesQuery,
  candleJson,
  formatAmount,
  formatBigAmount,
  formatBigQuantity,
  formatId,
  formatPrice,
  formatQuantity,
  formatTime,
  leaderboardWishOf,
} from "@probity/protocol";
import type { MarketStats } from "@probity/protocol";
import type { Queries } from "@probity/store";
import { cachedList } from "../cached-list.ts";
import { eventOf, marketOf } from "../catalogue-json.ts";
import { fromHistory } from "../history.ts";
import { anybody } from "../needs.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import type { z } from "zod";
import { answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** Beyond every time there is. */
const FOREVER = Number.MAX_SAFE_INTEGER;
const DAY_MS = 86_400_000;

/** How far a sparkline reaches back, and the candles it is made of. */
const SPARKLINE: Readonly<Record<"24h" | "7d" | "30d", readonly [number, CandleInterval]>> = {
  "24h": [DAY_MS, "1h"],
  "7d": [7 * DAY_MS, "4h"],
  "30d": [30 * DAY_MS, "1d"],
};
/** With fewer points a sparkline is looked at from nearer, so far back and with so many points at most. */
const YOUNG_POINTS = 4;
const YOUNG_REACH_MS = 6 * 3_600_000;
const FINE_POINTS = 48;

/** Some of a line, its last point among them. */
function thinned<Point>(line: readonly Point[]): Point[] {
  const every = Math.ceil(line.length / FINE_POINTS);
  return line.filter((_, at) => (line.length - 1 - at) % every === 0);
}

const LEADERBOARD_DAYS = { "1d": 1, "7d": 7, "30d": 30, all: Number.POSITIVE_INFINITY } as const;

/** What trades and holdings add up to, for everybody. */
export function statisticsRoutes(app: App, venue: Venue): void {
  const common = { tags: ["statistics"] };

  app.get(
    "/markets/:ref/candles",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Candles of YES, oldest first",
        params: refParams,
        querystring: CandlesQuery,
        response: answers(CandlesAnswer),
      },
    },
    async ({ params, query }) => {
      const { interval, from = 0, to = FOREVER, limit, min_seq } = query;
      const market = await marketOf(venue, params.ref, min_seq);
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.candles.ofMarket({ market, interval, from, to, limit }),
      );
      return {
        seq,
        market_id: formatId("mkt", market),
        interval,
        candles: value.map(candleJson),
      };
    },
  );

  app.get(
    "/candles",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Candles of YES of up to 8 markets, for one chart",
        querystring: ManyCandlesQuery,
        response: answers(ManyCandlesAnswer),
      },
    },
    async ({ query }) => {
      const { interval, from = 0, to = FOREVER, limit, min_seq } = query;
      const markets = [...new Set(query.market_ids)];
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.candles.ofMarkets({ markets, interval, from, to, limit }),
      );
      const byMarket = Map.groupBy(value, ({ market }) => market);
      return {
        seq,
        interval,
        markets: markets.map((market) => ({
          market_id: formatId("mkt", market),
          candles: (byMarket.get(market) ?? []).map(candleJson),
        })),
      };
    },
  );

  app.get(
    "/markets/:ref/stats",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Volume, open interest and prices of a market",
        params: refParams,
        querystring: ReadQuery,
        response: answers(MarketStatsAnswer),
      },
    },
    async ({ params, query }) => {
      const market = await marketOf(venue, params.ref, query.min_seq);
      const { seq, stats } = await statsOf(venue, [market], query.min_seq);
      const [found] = stats;
      if (found === undefined) throw refuse("MARKET_NOT_FOUND", {}, seq);
      return { seq, stats: found.json };
    },
  );

  app.get(
    "/events/:ref/stats",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Volume and open interest of an event and of each of its markets",
        params: refParams,
        querystring: ReadQuery,
        response: answers(EventStatsAnswer),
      },
    },
    async ({ params, query }) => {
      const { event, markets } = await marketsOf(venue, params.ref, query.min_seq);
      const { seq, stats } = await statsOf(venue, markets, query.min_seq);
      const sum = (part: "notional" | "notional24h") =>
        stats.reduce((total, { figures }) => total + figures[part], 0n);
      const lots = stats.reduce((total, { figures }) => total + figures.openInterest, 0);
      return {
        seq,
        event_id: formatId("evt", event),
        volume: formatBigAmount(sum("notional")),
        volume_24h: formatBigAmount(sum("notional24h")),
        trades: stats.reduce((total, { figures }) => total + figures.trades, 0),
        open_interest: formatQuantity(quantity(lots)),
        markets: stats.map(({ json }) => json),
      };
    },
  );

  app.get(
    "/markets/:ref/holders",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary:
          "Who holds most of an outcome, by account id and the name of whoever wants it shown",
        params: refParams,
        querystring: HoldersQuery,
        response: answers(HoldersAnswer),
      },
    },
    async ({ params, query }) => {
      const { outcome, limit, min_seq } = query;
      const market = await marketOf(venue, params.ref, min_seq);
      const { seq, value } = await fromHistory(venue, min_seq, (history) =>
        history.statistics.holders({ market, outcome, limit }),
      );
      const read = await readMachine(
        venue,
        (machine) => value.holders.map(({ account }) => machine.account(account)?.owner ?? null),
        min_seq,
      );
      const holders = await Promise.all(
        value.holders.map(async ({ account, lots }, place) => ({
          account_id: formatId("acc", account),
          username: await shownName(venue, read.value[place] ?? null),
          quantity: formatQuantity(quantity(lots)),
        })),
      );
      return {
        seq,
        market_id: formatId("mkt", market),
        outcome,
        holders,
        accounts: value.accounts,
      };
    },
  );

  for (const [path, of] of [
    ["/markets/:ref/open-interest", "market"],
    ["/events/:ref/open-interest", "event"],
  ] as const) {
    app.get(
      path,
      {
        onRequest: anybody,
        schema: {
          ...common,
          summary: `Full sets outstanding of ${of === "market" ? "a market" : "an event's markets together"}, now and hour by hour`,
          params: refParams,
          querystring: OpenInterestQuery,
          response: answers(OpenInterestAnswer),
        },
      },
      async ({ params, query }) => {
        const { from = 0, to = FOREVER, limit, min_seq } = query;
        const markets =
          of === "market"
            ? [await marketOf(venue, params.ref, min_seq)]
            : (await marketsOf(venue, params.ref, min_seq)).markets;
        const { seq, value } = await fromHistory(venue, min_seq, async (history) => ({
          series: await history.statistics.openInterest({ markets, from, to, limit }),
          figures: await history.statistics.figures({ markets, at: Date.now() }),
        }));
        const now = value.figures.reduce((total, one) => total + one.openInterest, 0);
        return {
          seq,
          open_interest: formatQuantity(quantity(now)),
          points: value.series.map(({ start, lots }) => ({
            time: formatTime(start),
            open_interest: formatQuantity(quantity(lots)),
          })),
        };
      },
    );
  }

  app.get(
    "/sparklines",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "A few closing prices of up to 50 markets, for small charts",
        querystring: SparklinesQuery,
        response: answers(SparklinesAnswer),
      },
    },
    async ({ query }) => {
      const [reach, interval] = SPARKLINE[query.window];
      const now = Date.now();
      const from = candleStart(now - reach, interval) + CANDLE_MS[interval];
      const markets = [...new Set(query.market_ids)];
      const { seq, value } = await fromHistory(venue, query.min_seq, async (history) => {
        const coarse = await history.candles.closes({ markets, interval, from, to: FOREVER });
        const lines = Map.groupBy(coarse, ({ market }) => market);
        // What has just begun to trade has its line as well, of minutes.
        const young = markets.filter((market) => (lines.get(market)?.length ?? 0) < YOUNG_POINTS);
        const near = candleStart(now - YOUNG_REACH_MS, "1m") + CANDLE_MS["1m"];
        const fine =
          young.length === 0
            ? []
            : await history.candles.closes({
                markets: young,
                interval: "1m",
                from: near,
                to: FOREVER,
              });
        for (const [market, line] of Map.groupBy(fine, (close) => close.market)) {
          if (line.length > (lines.get(market)?.length ?? 0)) lines.set(market, thinned(line));
        }
        return lines;
      });
      return {
        seq,
        sparklines: markets.map((market) => ({
          market_id: formatId("mkt", market),
          // What was closed at before the window is where the line begins.
          points: (value.get(market) ?? []).map(({ start, price }) => ({
            time: formatTime(Math.max(start, from)),
            price: formatPrice(price),
          })),
        })),
      };
    },
  );

  app.get(
    "/leaderboard",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Accounts with the most realised profit or volume, shown as their owners prefer",
        querystring: LeaderboardQuery,
        response: answers(LeaderboardAnswer),
      },
    },
    async ({ query }) => cachedList(venue, "leaderboard", query, () => leaderboard(venue, query)),
  );
}

/** Of the first, how many may be left out before the list gets shorter. */
const HIDDEN_MOST = 400;

interface LeaderShown {
  readonly leader: Awaited<ReturnType<Queries["statistics"]["leaders"]>>[number];
  readonly isNamed: boolean;
  readonly username: string | null;
}

async function leaderboard(
  venue: Venue,
  { by, window, limit, min_seq }: z.output<typeof LeaderboardQuery>,
): Promise<z.output<typeof LeaderboardAnswer>> {
  const today = candleStart(Date.now(), "1d");
  const sinceDay = Math.max(0, today - (LEADERBOARD_DAYS[window] - 1) * DAY_MS);
  // Those who are left out are not known beforehand: a few more are asked for.
  const most = limit + HIDDEN_MOST;
  const { seq, value } = await fromHistory(venue, min_seq, (history) =>
    history.statistics.leaders({ by, sinceDay, limit: most }),
  );
  const shown: LeaderShown[] = [];
  for (const leader of value) {
    if (shown.length === limit) break;
    const wish = leaderboardWishOf(await venue.people.preferences(leader.owner));
    if (wish === "hidden") continue;
    const person = wish === "username" ? await venue.people.person(leader.owner) : null;
    shown.push({ leader, isNamed: wish !== "anonymous", username: person?.username ?? null });
  }
  const entries = shown.map(({ leader, isNamed, username }, place) => ({
    rank: place + 1,
    account_id: isNamed ? formatId("acc", leader.account) : null,
    username,
    profit: formatAmount(amount(leader.profit)),
    volume: formatBigAmount(leader.volume),
    trades: leader.trades,
  }));
  return { seq, entries };
}

/** A person's name, if they want it shown. */
async function shownName(venue: Venue, owner: OwnerId | null): Promise<string | null> {
  if (owner === null) return null;
  const wish = leaderboardWishOf(await venue.people.preferences(owner));
  return wish === "username" ? ((await venue.people.person(owner))?.username ?? null) : null;
}

/** An event that a path names, with its markets. */
async function marketsOf(venue: Venue, ref: string, minSequence: number | undefined) {
  const event = await eventOf(venue, ref);
  const read = await readMachine(venue, (machine) => machine.event(event), minSequence);
  return { event, markets: read.value?.markets ?? [] };
}

/** Figures from history, best prices from the book as it is now. */
async function statsOf(
  venue: Venue,
  markets: readonly MarketId[],
  minSequence: number | undefined,
) {
  const { seq, value } = await fromHistory(venue, minSequence, (history) =>
    history.statistics.figures({ markets, at: Date.now() }),
  );
  await venue.readSide.caughtUp(seq);
  const stats = value.map((figures) => {
    const { bestBid, bestAsk } = venue.readSide.data.tickers.ticker(figures.market);
    const json: MarketStats = {
      market_id: formatId("mkt", figures.market),
      volume: formatBigAmount(figures.notional),
      volume_24h: formatBigAmount(figures.notional24h),
      shares_traded: formatBigQuantity(figures.volume),
      trades: figures.trades,
      open_interest: formatQuantity(quantity(figures.openInterest)),
      last_price: textOrNull(figures.lastPrice, formatPrice),
      price_24h_ago: textOrNull(figures.price24hAgo, formatPrice),
      high_24h: textOrNull(figures.high24h, formatPrice),
      low_24h: textOrNull(figures.low24h, formatPrice),
      best_bid: textOrNull(bestBid, formatPrice),
      best_ask: textOrNull(bestAsk, formatPrice),
      last_trade_at: textOrNull(figures.lastTradeAt, formatTime),
    };
    return { figures, json };
  });
  return { seq, stats };
}

function textOrNull<T>(value: T | null, format: (value: T) => string): string | null {
  return value === null ? null : format(value);
}
