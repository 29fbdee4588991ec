import { Registry, collectDefaultMetrics } from "prom-client";
import type { MetricObjectWithValues, MetricValue } from "prom-client";
import type { ExchangeSequencer } from "../ports.ts";
import type { ReadSide } from "../read-side.ts";
import { CacheMetrics } from "./cache-metrics.ts";
import { EngineMetrics } from "./engine-metrics.ts";
import { HttpMetrics } from "./http-metrics.ts";
import { registerMarketMetrics } from "./market-metrics.ts";
import { register } from "./series.ts";
import type { Sample } from "./series.ts";
import { SocketMetrics } from "./socket-metrics.ts";
import { StoreMetrics } from "./store-metrics.ts";
import { registerVenueMetrics } from "./venue-metrics.ts";

/** Names of source S3 for what is there under a canonical name; see docs/decisions/0011-metric-names.md. */
const ALIASES: Readonly<Record<string, string>> = {
  websocket_connections_total: "ws_connections_active",
  websocket_messages_total: "ws_messages_sent_total",
  orders_placed_total: "orders_submitted_total",
  order_matching_duration_seconds: "order_match_duration_seconds",
  database_query_duration_seconds: "db_query_duration_seconds",
};

export interface MetricsOptions {
  /** Markets that have series of their own. */
  readonly marketsMax: number;
  /** Whether the names of source S3 are shown beside ours. */
  readonly aliases: boolean;
  /** Whether the process itself is measured: memory, garbage, event loop. Once a process. */
  readonly ofProcess: boolean;
}

/** Everything `/metrics` says, and where each part of the gateway counts. */
export class Metrics {
  readonly contentType: string;
  readonly http: HttpMetrics;
  readonly engine: EngineMetrics;
  readonly sockets: SocketMetrics;
  readonly cache: CacheMetrics;
  readonly store: StoreMetrics;
  readonly #registry = new Registry();

  constructor(
    { marketsMax, aliases, ofProcess }: MetricsOptions,
    { sequencer, readSide }: { readonly sequencer: ExchangeSequencer; readonly readSide: ReadSide },
  ) {
    const registry = this.#registry;
    this.contentType = registry.contentType;
    this.http = new HttpMetrics(registry);
    this.engine = new EngineMetrics(registry);
    this.sockets = new SocketMetrics(registry);
    this.cache = new CacheMetrics(registry);
    this.store = new StoreMetrics(registry);
    registerVenueMetrics(registry, { sequencer, readSide });
    registerMarketMetrics(registry, { data: readSide.data, engine: this.engine, marketsMax });
    if (ofProcess) collectDefaultMetrics({ register: registry });
    if (aliases) this.#registerAliases();
  }

  /** The text Prometheus reads. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #registerAliases(): void {
    for (const [name, of] of Object.entries(ALIASES)) {
      const original = this.#registry.getSingleMetric(of) as unknown as Collected | undefined;
      if (original === undefined) throw new Error(`there is no metric ${of}`);
      const { help, kind } = original;
      register(this.#registry, { name, help, kind }, async () => {
        const { values } = await original.get();
        return values.map(({ labels, value, metricName }) => ({
          labels: labels as Sample["labels"],
          value,
          ...(metricName === undefined ? {} : { metricName: name + metricName.slice(of.length) }),
        }));
      });
    }
  }
}

interface Collected {
  readonly help: string;
  readonly kind: "counter" | "gauge" | "histogram";
  get(): Promise<MetricObjectWithValues<MetricValue<string> & { readonly metricName?: string }>>;
}
