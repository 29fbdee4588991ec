import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { KeyBuckets } from "../../key-buckets.ts";
import { OrderConnection } from "./order-connection.ts";
import type { AnswerLog, ConnectionEnds, DoorParts } from "./order-connection.ts";
import { HeadReader } from "./request-head.ts";

const SWEEP_MS = 2_000;

export interface DoorOptions extends Omit<DoorParts, "heads" | "sweeps"> {
  /** How long a client may take to send a request. */
  readonly requestMs: number;
  /** How long a connection may be idle. */
  readonly idleMs: number;
  /** Answers a client who stopped in the middle of a request, and hangs up. */
  readonly giveUp: (socket: Socket, code: string) => void;
}

/**
 * Stands before Node's HTTP parser: takes every new connection first, answers the requests that
 * enter orders, and lets Node have each connection on which anything else is said.
 */
export class OrderDoor implements DoorParts {
  readonly orderEntry: DoorParts["orderEntry"];
  readonly tokens: DoorParts["tokens"];
  readonly buckets: KeyBuckets;
  readonly log: AnswerLog;
  readonly heads = new HeadReader();
  readonly #giveUp: DoorOptions["giveUp"];
  readonly #sweepMs: number;
  readonly #limits: { readonly idle: number; readonly inRequest: number };
  readonly #connections = new Set<OrderConnection>();
  #sweep: NodeJS.Timeout | null = null;
  #sweeps = 0;
  #isClosing = false;

  constructor(options: DoorOptions, sweepMs = SWEEP_MS) {
    this.#sweepMs = sweepMs;
    this.orderEntry = options.orderEntry;
    this.tokens = options.tokens;
    this.buckets = options.buckets;
    this.log = options.log;
    this.#giveUp = options.giveUp;
    this.#limits = { idle: options.idleMs / sweepMs, inRequest: options.requestMs / sweepMs };
  }

  get sweeps(): number {
    return this.#sweeps;
  }

  /** How many connections are ours at present. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Takes the new connections of a server that does not listen yet. */
  attach(server: Server): void {
    const nodes = server.listeners("connection") as ((socket: Socket) => void)[];
    server.removeAllListeners("connection");
    const ends: ConnectionEnds = {
      handOver: (socket) => {
        for (const listener of nodes) listener.call(server, socket);
        socket.resume();
      },
      giveUp: this.#giveUp,
      forget: (connection) => this.#connections.delete(connection),
    };
    server.on("connection", (socket: Socket) => {
      if (this.#isClosing) return void socket.destroy();
      this.#connections.add(new OrderConnection(socket, this, ends));
    });
    if (this.#sweep !== null) return;
    this.#sweep = setInterval(() => {
      this.#sweeps += 1;
      for (const connection of this.#connections) {
        connection.checkAlive(this.#sweeps, this.#limits);
      }
    }, this.#sweepMs);
    this.#sweep.unref();
  }

  /** Answers what is under way on our connections and ends them; the others are Node's. */
  close(): void {
    this.#isClosing = true;
    if (this.#sweep !== null) clearInterval(this.#sweep);
    for (const connection of this.#connections) connection.close();
  }
}
