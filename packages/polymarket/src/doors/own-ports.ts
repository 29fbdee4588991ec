import { lookup as systemLookup } from "node:dns/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { RequestHandler } from "@probity/gateway";

/** How long a client may take to send a request, and a connection may be idle. */
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 72_000;
/** How long requests that are under way have when the venue stops. */
const CLOSE_MS = 5_000;

type Lookup = (
  host: string,
  options: { readonly all: true },
) => Promise<readonly { readonly address: string }[]>;

/** Where one of Polymarket's hosts is found without its prefix. */
export interface OwnPort {
  /** Put before every path, such as `/clob`. */
  readonly prefix: string;
  readonly port: number;
  /** Whether its clients open sockets there, which have no prefix anywhere. */
  readonly hasSockets: boolean;
}

/**
 * Addresses of their own for clients that take no path prefix: what comes in there is answered as if
 * it had come in below the prefix. TLS is a proxy's to take off.
 */
export class OwnPorts {
  readonly #lookup: Lookup;
  readonly #servers: Server[] = [];
  #underWay = 0;

  /** @param lookup of addresses by name, as the system does it. */
  constructor(lookup: Lookup = systemLookup) {
    this.#lookup = lookup;
  }

  /** @throws when a port is taken; those already open are closed with `close`. */
  async listen(host: string, ports: readonly OwnPort[], handler: RequestHandler): Promise<void> {
    const [first = host, ...others] = await this.#addressesOf(host);
    for (const own of ports) {
      await listening(this.#open(own, handler), first, own.port);
      // A machine may know a name by an address that it does not have.
      for (const other of others) {
        await listening(this.#open(own, handler), other, own.port).catch(() => {});
      }
    }
  }

  /** Takes no more and answers what is under way; sockets are their owner's to close. */
  async close(): Promise<void> {
    for (const server of this.#servers) server.close();
    const deadline = Date.now() + CLOSE_MS;
    while (this.#underWay > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const server of this.#servers.splice(0)) server.closeAllConnections();
  }

  /** A name of this machine may have an address of either family, and clients take the one or the other: as the venue's own. */
  async #addressesOf(host: string): Promise<readonly string[]> {
    if (host !== "localhost") return [host];
    return (await this.#lookup(host, { all: true })).map(({ address }) => address);
  }

  #open({ prefix, hasSockets }: OwnPort, handler: RequestHandler): Server {
    const server = createServer((request, response) => {
      this.#underWay += 1;
      response.once("close", () => {
        this.#underWay -= 1;
      });
      request.url = below(prefix, request);
      handler.request(request, response);
    });
    server.requestTimeout = REQUEST_MS;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on("clientError", refuseBytes);
    if (hasSockets) handler.attach(server);
    this.#servers.push(server);
    return server;
  }
}

/** A path that is none (`*`, or a whole address) is none below the prefix, either. */
function below(prefix: string, { url = "/" }: IncomingMessage): string {
  return url.startsWith("/") ? prefix + url : `${prefix}/`;
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** What is not even HTTP. */
function refuseBytes(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  socket.end(
    "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n" +
      'content-length: 23\r\n\r\n{"error":"Bad Request"}',
  );
}
