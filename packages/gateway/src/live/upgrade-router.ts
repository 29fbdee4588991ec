import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { acceptUpgrade, refuseUpgrade } from "../wire/websocket/handshake.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import type { LiveSocket, OpenSocket } from "./live-socket.ts";

export interface UpgradeParts {
  /** What speaks on which path. */
  readonly paths: ReadonlyMap<string, OpenSocket>;
  /** Takes an upgrade that is meant for a server of its own. */
  readonly takeUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly limits: ConnectionLimits;
  readonly addressOf: (request: IncomingMessage) => string;
}

/** Brings each upgrade to the protocol that its path names; the only one who listens for them. */
export class UpgradeRouter {
  readonly #parts: UpgradeParts;
  readonly sockets = new Set<LiveSocket>();

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
  }

  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#take(request, socket, head),
    );
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { paths, takeUpgrade, limits, addressOf } = this.#parts;
    if (takeUpgrade(request, socket, head)) return;
    const [path = ""] = (request.url ?? "").split("?");
    const open = paths.get(path);
    if (open === undefined) return refuseUpgrade(socket, "404 Not Found");
    const address = addressOf(request);
    const refusal = limits.refusalOf(address);
    if (refusal !== null) return refuseUpgrade(socket, refusal.status, "retry-after: 60\r\n");
    if (!acceptUpgrade(request, socket)) return;
    // Answers are small and wait for nobody; a live socket may be quiet for long.
    (socket as Socket).setNoDelay(true);
    (socket as Socket).setTimeout(0);
    if (head.length > 0) socket.unshift(head);
    const release = limits.add(address);
    const opened: LiveSocket = open(socket, address, () => {
      release();
      this.sockets.delete(opened);
    });
    this.sockets.add(opened);
  }
}
