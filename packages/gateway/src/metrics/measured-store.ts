import type { Store } from "@probity/store";
import type { StoreMetrics } from "./store-metrics.ts";

/** The same store, whose questions are measured and whose state is asked at each scrape. */
export function measuredStore(store: Store, metrics: StoreMetrics): Store {
  metrics.watch(() => {
    const { active, idle } = store.connections();
    return {
      connectionsActive: active,
      connectionsIdle: idle,
      lagCommands: store.lag().sequences,
      deadLetters: store.state().deadLetters,
    };
  });
  let query: Store["query"] | null = null;
  return {
    get query() {
      return (query ??= metrics.measured(store.query));
    },
    get deadLetters() {
      return store.deadLetters;
    },
    caughtUp: (minSequence) => store.caughtUp(minSequence),
    lag: () => store.lag(),
    state: () => store.state(),
    connections: () => store.connections(),
    close: () => store.close(),
  };
}
