import type { IncomingMessage } from "node:http";
import { CLOSE_CODES, errorJson } from "@probity/protocol";
import type { CloseName, ErrorCode, ServerEvent, ServerPayload } from "@probity/protocol";
import type { Namespace, Server, Socket } from "socket.io";
import type { Principal } from "../principal.ts";
import type { OwnerFeed } from "./owner-feed.ts";

/** How long a client that is closed may take to hear of it. */
const CLOSE_MS = 1_000;
/** The same for one that was too slow: it has much to read before it comes to the close. */
const GIVEN_UP_MS = 10_000;
/** What a packet weighs beside its text. */
const PACKET_BYTES = 64;

type Events = { [E in ServerEvent]: (payload: ServerPayload<E>) => void };
/** What a client says is looked into before it is believed. */
type Said = Record<string, (...said: unknown[]) => void>;
export type ClientNamespace = Namespace<Said, Events, object, ClientData>;
export type ClientServer = Server<Said, Events, object, ClientData>;
/** One Socket.IO socket in the namespace. */
export type Client = Socket<Said, Events, object, ClientData>;

export interface ClientData {
  bearer: Principal | null;
  /** Its token is good no longer: it is told nothing more. */
  isCutOff: boolean;
  feed: OwnerFeed | null;
  markets: Set<string>;
}

/** Engine.IO's connection, as far as its types do not say. */
export interface EngineConnection {
  readonly request: IncomingMessage;
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly name: string; readonly socket?: RawSocket };
  once(event: "close", listener: () => void): void;
  /** A packet came in, or goes out. */
  on(event: "packet" | "packetCreate", listener: (packet: { type: string }) => void): void;
  close(discard?: boolean): void;
}
interface RawSocket {
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
  terminate(): void;
}

function connectionOf(client: Client): EngineConnection {
  return client.conn as unknown as EngineConnection;
}

/** Bytes that the kernel has not taken yet. */
export function unsentBytes(client: Client): number {
  const { transport, writeBuffer } = connectionOf(client);
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) {
    bytes += PACKET_BYTES + (typeof data === "string" ? data.length : 0);
  }
  return bytes;
}

/** Ends a client's connection; one over WebSocket is told why. */
export function closeConnection(client: Client, name: CloseName): void {
  const connection = connectionOf(client);
  const raw = connection.transport.name === "websocket" ? connection.transport.socket : undefined;
  if (raw === undefined) {
    client.disconnect(true);
    return;
  }
  raw.close(CLOSE_CODES[name], name);
  const patienceMs = name === "SLOW_CONSUMER" ? GIVEN_UP_MS : CLOSE_MS;
  setTimeout(() => raw.terminate(), patienceMs).unref();
}

/** Tells a client what was not granted, as the answer if it waits for one. */
export function refuse(
  client: Client,
  code: ErrorCode,
  facts: Readonly<Record<string, string | number>> = {},
  answer?: unknown,
): void {
  const { message } = errorJson(code, facts);
  if (typeof answer === "function") answer({ ok: false, code, message });
  else client.emit("refused", { code, message });
}
