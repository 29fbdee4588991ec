import type { Registry } from "prom-client";
import { Counts, Durations, register } from "./series.ts";

/** Bounds in seconds (S1.67). */
const CACHE_BOUNDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1];

/** What the cache did, by kind of answer (S1.63). */
export class CacheMetrics {
  readonly #hits = new Counts();
  readonly #misses = new Counts();
  readonly #failures = new Counts();
  readonly #durations = new Durations(CACHE_BOUNDS);

  constructor(registry: Registry) {
    const counter = (name: string, help: string, counts: Counts): void =>
      register(registry, { name, help, kind: "counter" }, () => counts.samples());
    counter("cache_hits_total", "Answers found in the cache, by kind.", this.#hits);
    counter("cache_misses_total", "Answers that had to be loaded, by kind.", this.#misses);
    counter(
      "cache_failures_total",
      "Operations the cache failed at; no request does, by operation.",
      this.#failures,
    );
    register(
      registry,
      {
        name: "cache_operation_duration_seconds",
        help: "Time of an operation of the cache.",
        kind: "histogram",
      },
      (name) => this.#durations.samples(name),
    );
  }

  hit(kind: string): void {
    this.#hits.of({ kind }).value += 1;
  }

  miss(kind: string): void {
    this.#misses.of({ kind }).value += 1;
  }

  failed(operation: string): void {
    this.#failures.of({ operation }).value += 1;
  }

  took(operation: string, ms: number): void {
    this.#durations.of({ operation }).record(ms / 1_000);
  }
}
