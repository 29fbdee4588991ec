import type { LiveConnection } from "@probity/client";
import type { Market } from "@probity/protocol";
import { useSyncExternalStore } from "react";
import { live } from "../live/live.ts";
import { SharedStore } from "../live/shared-store.ts";
import { probabilityNow, yesPrice } from "./probability-now.ts";

type Handler = Parameters<LiveConnection["subscribe"]>[1];

/** Prices of YES by market, of the trades that happened since one began to listen. */
export type LivePrices = ReadonlyMap<string, string>;

/** Follows the trades of one event, or with `*` those of all. */
class TradedPrices implements Handler {
  readonly prices = new Map<string, string>();
  resumeFrom: number | null = null;
  readonly #changed: () => void;
  readonly #subscription: { readonly close: () => void };

  constructor(scope: string, changed: () => void) {
    this.#changed = changed;
    this.#subscription = live().subscribe(`trades:${scope}`, this);
  }

  receive(message: Parameters<Handler["receive"]>[0]): void {
    this.resumeFrom = message.seq;
    if (message.type === "market_trade") {
      this.prices.set(message.data.outcome_id, yesPrice(message.data));
    } else if (message.type === "resync") {
      for (const trade of (message.market_trades ?? []).toReversed())
        this.prices.set(trade.outcome_id, yesPrice(trade));
    } else return;
    this.#changed();
  }

  refused(): void {
    this.resumeFrom = null;
  }

  close(): void {
    this.#subscription.close();
  }
}

const NONE: LivePrices = new Map();
const stores = new Map<string, SharedStore<LivePrices>>();

function pricesOf(scope: string): SharedStore<LivePrices> {
  let store = stores.get(scope);
  if (store === undefined) {
    let traded: TradedPrices | null = null;
    store = new SharedStore<LivePrices>(
      (changed) => {
        traded = new TradedPrices(scope, changed);
        return traded;
      },
      () => new Map(traded?.prices ?? NONE),
    );
    stores.set(scope, store);
  }
  return store;
}

/**
 * What a market is worth, as it changes; who shows it is painted anew for its own market alone.
 *
 * @param scope an event's id, or `*` on a page of many events: they share one channel.
 */
export function useProbability(market: Market, scope = "*"): string | null {
  const store = pricesOf(scope);
  return useSyncExternalStore(store.subscribe, () =>
    probabilityNow(market, store.get().get(market.market_id)),
  );
}

/** All of them at once, an animation frame at a time. */
export function useLivePrices(scope: string): LivePrices {
  const store = pricesOf(scope);
  return useSyncExternalStore(store.subscribe, store.get);
}
