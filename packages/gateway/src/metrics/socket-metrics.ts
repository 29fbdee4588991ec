import type { Registry } from "prom-client";
import { register } from "./series.ts";

/** Live sockets and what goes over them (S1.65). Every adapter counts here, with plain additions. */
export class SocketMetrics {
  /** Messages, control frames of the protocol left out. */
  sent = 0;
  received = 0;
  /** Sockets let go because they did not read. */
  slowReaders = 0;
  readonly #open: (() => number)[] = [];

  constructor(registry: Registry) {
    register(
      registry,
      { name: "ws_connections_active", help: "Live sockets open.", kind: "gauge" },
      () => [{ labels: {}, value: this.connections }],
    );
    register(
      registry,
      {
        name: "ws_messages_sent_total",
        help: "Messages to live sockets; one to many counts for each.",
        kind: "counter",
      },
      () => [{ labels: {}, value: this.sent }],
    );
    register(
      registry,
      { name: "ws_messages_received_total", help: "Messages of live sockets.", kind: "counter" },
      () => [{ labels: {}, value: this.received }],
    );
    register(
      registry,
      {
        name: "ws_slow_readers_total",
        help: "Live sockets closed because they read too slowly.",
        kind: "counter",
      },
      () => [{ labels: {}, value: this.slowReaders }],
    );
  }

  get connections(): number {
    return this.#open.reduce((sum, count) => sum + count(), 0);
  }

  /** An adapter says how many of its sockets are open. */
  addSource(count: () => number): void {
    this.#open.push(count);
  }
}
