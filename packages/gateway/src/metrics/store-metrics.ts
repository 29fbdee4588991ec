import type { Registry } from "prom-client";
import { Counts, Durations, register } from "./series.ts";

/** Bounds in seconds (S1.67). */
const DB_BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** What the database behind history says about itself. */
export interface StoreFigures {
  readonly connectionsActive: number;
  readonly connectionsIdle: number;
  /** Durable commands not projected yet. */
  readonly lagCommands: number;
  /** Events the projector could not take and set aside. */
  readonly deadLetters: number;
}

/** The database (S1.64); nothing is shown of it while there is none. */
export class StoreMetrics {
  readonly #durations = new Durations(DB_BOUNDS);
  readonly #failures = new Counts();
  #figures: (() => StoreFigures) | null = null;

  constructor(registry: Registry) {
    register(
      registry,
      {
        name: "db_query_duration_seconds",
        help: "Time of a query of the database, by query.",
        kind: "histogram",
      },
      (name) => this.#durations.samples(name),
    );
    register(
      registry,
      { name: "db_query_failures_total", help: "Queries that failed, by query.", kind: "counter" },
      () => this.#failures.samples(),
    );
    const gauge = (name: string, help: string, value: (figures: StoreFigures) => number): void =>
      register(registry, { name, help, kind: "gauge" }, () =>
        this.#figures === null ? [] : [{ labels: {}, value: value(this.#figures()) }],
      );
    gauge("db_connections_active", "Connections at work.", (now) => now.connectionsActive);
    gauge("db_connections_idle", "Connections that wait for work.", (now) => now.connectionsIdle);
    gauge("store_lag_commands", "Durable commands not in the database.", (now) => now.lagCommands);
    gauge("store_dead_letters", "Events set aside by the projector.", (now) => now.deadLetters);
  }

  /** Asked at each scrape. */
  watch(figures: () => StoreFigures): void {
    this.#figures = figures;
  }

  /** @param query its name, of which there are as many as there are in the code. */
  queried(query: string, ms: number, hasFailed = false): void {
    this.#durations.of({ query }).record(ms / 1_000);
    if (hasFailed) this.#failures.of({ query }).value += 1;
  }
}
