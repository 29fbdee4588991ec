import type { IncomingMessage } from "node:http";
import { addressKey } from "../rate-limit.ts";

/** By what the requests of a client are counted: its address, as a trusted proxy tells it, behind whatever the client said. */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers["x-forwarded-for"] : undefined;
  const last = (typeof forwarded === "string" ? forwarded : "").split(",").at(-1) ?? "";
  return addressKey(last.trim() || (request.socket.remoteAddress ?? ""));
}
