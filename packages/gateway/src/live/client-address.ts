import type { IncomingMessage } from "node:http";
import { addressKey } from "../rate-limit.ts";

/** By what the requests of a client are counted: its address, as a trusted proxy tells it. */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers["x-forwarded-for"] : undefined;
  const [first = ""] = (typeof forwarded === "string" ? forwarded : "").split(",");
  return addressKey(first.trim() || (request.socket.remoteAddress ?? ""));
}
