import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** RFC 6455, section 1.3. */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * Answers a client's wish to speak WebSocket version 13. Neither extensions nor subprotocols are
 * granted: a client that offers some goes on without.
 *
 * @returns whether the socket now speaks WebSocket; if not, it was answered and is ended.
 */
export function acceptUpgrade(request: IncomingMessage, socket: Duplex): boolean {
  const { headers, method } = request;
  const key = headers["sec-websocket-key"] ?? "";
  if (method !== "GET" || headers.upgrade?.toLowerCase() !== "websocket" || !isKey(key)) {
    refuseUpgrade(socket, "400 Bad Request");
    return false;
  }
  if (headers["sec-websocket-version"] !== "13") {
    refuseUpgrade(socket, "426 Upgrade Required", "sec-websocket-version: 13\r\n");
    return false;
  }
  const accept = createHash("sha1").update(key).update(KEY_SUFFIX).digest("base64");
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n" +
      `sec-websocket-accept: ${accept}\r\n\r\n`,
  );
  return true;
}

/** @param status "404 Not Found"; @param more header lines, each with its end. */
export function refuseUpgrade(socket: Duplex, status: string, more = ""): void {
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\n${more}connection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Sixteen bytes in base64. */
function isKey(key: string): boolean {
  return /^[A-Za-z0-9+/]{22}==$/.test(key);
}
