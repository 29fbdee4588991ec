import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { MarketDataChanges } from "@probity/market-data";
import { WebSocketServer } from "ws";
import type { Venue } from "../venue.ts";
import { ChannelLog, RESUME_WINDOW } from "./channel-log.ts";
import { Connection } from "./connection.ts";
import { messagesOf } from "./messages.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Largest message of a client. */
const MESSAGE_BYTES_MAX = 64 << 10;
const PING_MS = 30_000;
/** How long the other side has to close before we hang up. */
const CLOSE_MS = 1_000;

/** The live socket `/ws`: one fold of the events feeds all connections. */
export class LiveSockets {
  readonly #venue: Venue;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  readonly #log: ChannelLog;
  readonly #subscriptions = new Subscriptions<Connection>();
  readonly #connections = new Set<Connection>();
  #pings: NodeJS.Timeout | null = null;

  constructor(venue: Venue) {
    this.#venue = venue;
    this.#log = new ChannelLog(venue.readSide.data);
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Tells everybody who follows what a command changed, once the read side has folded it in. */
  publish(changes: MarketDataChanges): void {
    const behind = this.#venue.sequencer.durableSequence - changes.sequence;
    if (behind > RESUME_WINDOW) return this.#log.pass(changes);
    const entry = this.#log.add(changes);
    if (this.#connections.size === 0) return;
    for (const { channel, make } of messagesOf(entry)) {
      const followers = this.#subscriptions.of(channel);
      if (followers === undefined) continue;
      const text = JSON.stringify(make());
      for (const follower of followers) follower.sendText(text);
    }
  }

  /** Takes the upgrades of `/ws`; other sockets have routers of their own at their own paths. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const [path] = (request.url ?? "").split("?");
      if (path !== "/ws") return refuseUpgrade(socket);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        const live = { venue: this.#venue, log: this.#log, subscriptions: this.#subscriptions };
        const connection = new Connection(webSocket, live);
        this.#connections.add(connection);
        webSocket.on("close", () => this.#connections.delete(connection));
      });
    });
    this.#pings = setInterval(() => {
      for (const connection of this.#connections) connection.checkAlive();
    }, PING_MS);
    this.#pings.unref();
  }

  /** Says goodbye to everybody, and hangs up on those who do not answer. */
  async close(): Promise<void> {
    if (this.#pings !== null) clearInterval(this.#pings);
    for (const connection of this.#connections) connection.close();
    const deadline = Date.now() + CLOSE_MS;
    while (this.#connections.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const connection of this.#connections) connection.terminate();
    this.#server.close();
  }
}

function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => {});
  socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
}
