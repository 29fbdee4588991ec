import { CandleFold } from "@probity/market-data";
import type { CandleTrade } from "@probity/market-data";
import type { Connection } from "../database/database.ts";
import { candles } from "../tables/candles.ts";
import { columnsOf, insertSql, shapeOf } from "./table-shape.ts";

const shape = shapeOf(candles);

/** Trades on their way into candles: a batch's are joined with those there, in one statement. */
export class CandleRows {
  readonly name = shape.name;
  #trades: CandleTrade[] = [];
  #mark = 0;

  /** Trades come oldest first. */
  add(trade: CandleTrade): void {
    this.#trades.push(trade);
  }

  /** From here on trades can be taken back. */
  mark(): void {
    this.#mark = this.#trades.length;
  }

  /** Takes back what was added since the mark. */
  takeBack(): void {
    this.#trades.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  /** As `joinCandles` does. */
  async flush(connection: Connection, schema: string): Promise<void> {
    if (this.#trades.length === 0) return;
    const fold = new CandleFold();
    for (const trade of this.#trades) fold.add(trade);
    const insert = insertSql(schema, shape, false).replace(`"candles" (`, `"candles" AS t (`);
    await connection.run(
      `${insert} ON CONFLICT (market, interval, start) DO UPDATE SET
         high = GREATEST(t.high, EXCLUDED.high), low = LEAST(t.low, EXCLUDED.low),
         close = EXCLUDED.close, volume = t.volume + EXCLUDED.volume,
         notional = t.notional + EXCLUDED.notional, trades = t.trades + EXCLUDED.trades`,
      columnsOf(
        shape,
        fold.candles().map((candle) => ({ ...candle })),
      ),
    );
  }

  settle(): void {
    this.forget();
  }

  forget(): void {
    this.#trades = [];
    this.#mark = 0;
  }
}
