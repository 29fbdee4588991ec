import { CandleFold } from "@probity/market-data";
import type { CandleTrade } from "@probity/market-data";
import { candles } from "../tables/candles.ts";
import type { Rows, TableWrite } from "./rows.ts";
import { columnsOf, insertSql, shapeOf } from "./table-shape.ts";

const shape = shapeOf(candles);

/** Trades on their way into candles: a batch's are joined with those there, in one statement. */
export class CandleRows implements Rows {
  readonly name = shape.name;
  #trades: CandleTrade[] = [];
  #mark = 0;

  /** Trades come oldest first. */
  add(trade: CandleTrade): void {
    this.#trades.push(trade);
  }

  mark(): void {
    this.#mark = this.#trades.length;
  }

  takeBack(): void {
    this.#trades.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  /** As `joinCandles` does. */
  seal(): TableWrite | null {
    if (this.#trades.length === 0) return null;
    const fold = new CandleFold();
    for (const trade of this.#trades) fold.add(trade);
    this.forget();
    const columns = columnsOf(
      shape,
      fold.candles().map((candle) => ({ ...candle })),
    );
    return async (transaction, schema) => {
      const insert = insertSql(schema, shape, false).replace(`"candles" (`, `"candles" AS t (`);
      await transaction.run(
        `${insert} ON CONFLICT (market, interval, start) DO UPDATE SET
           high = GREATEST(t.high, EXCLUDED.high), low = LEAST(t.low, EXCLUDED.low),
           close = EXCLUDED.close, volume = t.volume + EXCLUDED.volume,
           notional = t.notional + EXCLUDED.notional, trades = t.trades + EXCLUDED.trades`,
        columns,
      );
    };
  }

  settle(): void {}

  forget(): void {
    this.#trades = [];
    this.#mark = 0;
  }
}
