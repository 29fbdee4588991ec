import type { IncomingMessage } from "node:http";
import { addressKey } from "../rate-limit.ts";

/** By what the requests of a client are counted: its address, as a trusted proxy tells it, behind whatever the client said. */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const forwarded = trustProxy > 0 ? request.headers["x-forwarded-for"] : undefined;
  const addresses = (typeof forwarded === "string" ? forwarded : "").split(",");
  const told = addresses.at(-trustProxy) ?? addresses[0] ?? "";
  return addressKey(told.trim() || (request.socket.remoteAddress ?? ""));
}
