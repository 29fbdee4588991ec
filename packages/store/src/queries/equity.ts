import { complement } from "@probity/core";
import type { AccountId, AssetId, MarketId, Price } from "@probity/core";
import { CANDLE_MS, equityCurve } from "@probity/market-data";
import type { CandleInterval, EquityPoint, PriceChange } from "@probity/market-data";
import type { Connection } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";

/** Candles that prices are taken from, longest first. */
const GRIDS = ["1d", "4h", "1h", "15m", "5m", "1m"] as const satisfies readonly CandleInterval[];

/** Where prices are taken, and when: at the ends of candles, and in the end. */
interface EquityGrid {
  readonly interval: CandleInterval;
  /** Ascending, ms; at most as many as asked for, and one. */
  readonly times: readonly number[];
}

/** At most `points` times after `from`, as even as candles allow, and `to`. */
function equityGrid(from: number, to: number, points: number): EquityGrid {
  const least = Math.max(1, (to - from) / points);
  const interval = GRIDS.find((one) => CANDLE_MS[one] <= least) ?? "1m";
  const length = CANDLE_MS[interval];
  const step = Math.ceil(least / length) * length;
  const times: number[] = [];
  for (let time = Math.ceil(from / length) * length; time < to; time += step) times.push(time);
  return { interval, times: [...times, to] };
}

/** What accounts were worth. */
export function equityQueries(connection: Connection) {
  return {
    curve: (input: EquityInput) => accountEquity(connection, input),

    /** ms; null for an account that history does not know. */
    async openedAt(account: AccountId): Promise<number | null> {
      const [row] = await connection.run(
        `SELECT opened_at FROM "${SCHEMA}"."accounts" WHERE account = $1`,
        [account],
      );
      return row === undefined ? null : Number(row[0]);
    },
  };
}

interface EquityInput {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** What an account's cash and shares were worth from time to time; only shares whose market pays in `asset`. */
async function accountEquity(
  connection: Connection,
  { account, asset, from, to, points }: EquityInput,
): Promise<readonly EquityPoint[]> {
  const { interval, times } = equityGrid(from, to, points);
  const grid = plainArray(times);
  // The number of times before a line's own is the place of the time it counts at.
  const changes = await connection.run(
    `SELECT place, market, outcome, (array_agg(balance ORDER BY sequence DESC, line DESC))[1],
            COALESCE(sum(amount) FILTER (WHERE reason IN ('deposit', 'withdrawal', 'transfer')), 0)::bigint
     FROM (
       SELECT width_bucket(line_.time - 1, $3::bigint[]) AS place, line_.*
       FROM "${SCHEMA}"."statement" line_
       LEFT JOIN "${SCHEMA}"."markets" m ON m.market = line_.market
       LEFT JOIN "${SCHEMA}"."events" e ON e.event = m.event
       WHERE line_.account = $1 AND line_.time <= $4
         AND (line_.asset = $2 OR e.collateral = $2)
     ) placed
     WHERE asset IS NULL OR asset = $2
     GROUP BY place, market, outcome ORDER BY place`,
    [account, asset, grid, to],
  );
  const at = (place: unknown): number => times[Number(place)] ?? to;
  const shares = changes.filter(([, market]) => market !== null);
  const markets = [...new Set(shares.map(([, market]) => Number(market) as MarketId))];
  return equityCurve(times, {
    cash: changes
      .filter(([, market]) => market === null)
      .map(([place, , , balance, deposited]) => ({
        time: at(place),
        balance: Number(balance),
        deposited: Number(deposited),
      })),
    shares: shares.map(([place, market, outcome, lots, deposited]) => ({
      time: at(place),
      key: `${String(market)}/${String(outcome)}`,
      lots: Number(lots),
      deposited: Number(deposited),
    })),
    prices: await pricesOf(connection, markets, interval, times),
  });
}

/** The last price of each market at each time at which it is another candle's. */
async function pricesOf(
  connection: Connection,
  markets: readonly MarketId[],
  interval: CandleInterval,
  times: readonly number[],
): Promise<PriceChange[]> {
  if (markets.length === 0) return [];
  const rows = await connection.run(
    `SELECT place, market, (array_agg(close ORDER BY start DESC))[1] FROM (
       SELECT width_bucket(LEAST(start + $3, $5) - 1, $4::bigint[]) AS place, market, start, close
       FROM "${SCHEMA}"."candles"
       WHERE market = ANY($1::bigint[]) AND interval = $2 AND start < $5
     ) placed GROUP BY place, market ORDER BY place`,
    [plainArray(markets), interval, CANDLE_MS[interval], plainArray(times), times.at(-1) ?? 0],
  );
  return rows.flatMap(([place, market, close]) => {
    const time = times[Number(place)] ?? 0;
    const price = Number(close) as Price;
    return [
      { time, key: `${String(market)}/yes`, price },
      { time, key: `${String(market)}/no`, price: complement(price) },
    ];
  });
}
