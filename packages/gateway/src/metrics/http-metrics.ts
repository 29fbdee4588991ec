import type { DurationBuckets } from "@probity/sequencer";
import type { FastifyRequest } from "fastify";
import type { Registry } from "prom-client";
import type { App } from "../routes/route.ts";
import { Counts, Durations, register } from "./series.ts";

/** Bounds in seconds (S1.67). */
const HTTP_BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What requests of no route are counted under, so that nobody makes series by asking for nonsense. */
const NO_ROUTE = "unmatched";

interface Cell {
  readonly total: { value: number };
  readonly durations: DurationBuckets;
}

/** Requests by method, route pattern and status, and how long they took (S1.60). */
export class HttpMetrics {
  readonly #total = new Counts();
  readonly #durations = new Durations(HTTP_BOUNDS);
  /** By route and status, so that a known request costs two look-ups. */
  readonly #cells = new Map<string, Map<number, Cell>>();
  #inFlight = 0;

  constructor(registry: Registry) {
    register(
      registry,
      { name: "http_requests_total", help: "HTTP requests answered.", kind: "counter" },
      () => this.#total.samples(),
    );
    register(
      registry,
      {
        name: "http_request_duration_seconds",
        help: "Time from a request to its answer.",
        kind: "histogram",
      },
      (name) => this.#durations.samples(name),
    );
    register(
      registry,
      { name: "http_requests_in_flight", help: "HTTP requests under way.", kind: "gauge" },
      () => [{ labels: {}, value: this.#inFlight }],
    );
  }

  /** A request came in; `answered` is called once for it. */
  began(): void {
    this.#inFlight += 1;
  }

  /** @param path pattern of the route, with its parameters' names. */
  answered(method: string, path: string, status: number, ms: number): void {
    this.#inFlight -= 1;
    const cell = this.#cell(method, path, status);
    cell.total.value += 1;
    cell.durations.record(ms / 1_000);
  }

  /** Counts the requests of an app. */
  observe(app: App): void {
    // A request is ended once, however: answered, or hung up by the client.
    const underWay = new WeakSet<FastifyRequest>();
    const end = (request: FastifyRequest, status: number, ms: number): void => {
      if (!underWay.delete(request)) return;
      this.answered(request.method, request.routeOptions.url ?? NO_ROUTE, status, ms);
    };
    app.addHook("onRequest", (request, _reply, done) => {
      underWay.add(request);
      this.began();
      done();
    });
    app.addHook("onResponse", (request, reply, done) => {
      end(request, reply.statusCode, reply.elapsedTime);
      done();
    });
    app.addHook("onRequestAbort", async (request) => end(request, 499, 0));
  }

  #cell(method: string, path: string, status: number): Cell {
    const key = `${method} ${path}`;
    let byStatus = this.#cells.get(key);
    if (byStatus === undefined) this.#cells.set(key, (byStatus = new Map()));
    let cell = byStatus.get(status);
    if (cell === undefined) {
      const labels = { method, path, status: String(status) };
      cell = {
        total: this.#total.of(labels),
        durations: this.#durations.of(labels),
      };
      byStatus.set(status, cell);
    }
    return cell;
  }
}
