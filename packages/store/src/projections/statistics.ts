import { notional } from "@probity/core";
import { candleStart, outstandingChanges } from "@probity/market-data";
import type { Projection } from "../projector/projection.ts";

/** Candles, volumes and open interest of markets. */
export const statistics: Projection = {
  name: "statistics",
  writes: ["candles", "marketStats", "openInterest"],
  prepare() {},
  fold({ event, time }, rows) {
    if (event.type === "OrdersMatched") {
      const { market, price, quantity } = event;
      rows.candles.add({ market, time, price, quantity });
      rows.marketStats.add({
        market,
        volume: BigInt(quantity),
        notional: BigInt(notional(price, quantity)),
        trades: 1,
        openInterest: 0,
      });
    }
    for (const { market, lots } of outstandingChanges(event)) {
      rows.marketStats.add({ market, volume: 0n, notional: 0n, trades: 0, openInterest: lots });
      rows.openInterest.add({ market, start: candleStart(time, "1h"), change: lots });
    }
  },
};
