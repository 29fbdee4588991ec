import { STATUS_CODES } from "node:http";
import type { RequestCounts } from "../../rate-limit.ts";

/** Seconds that a connection may be idle, as Fastify has it. */
export const KEEP_ALIVE_SECONDS = 72;

/**
 * What helmet says about answers that are no pages: of its headers these are left, the others are
 * about documents and frames.
 */
const ALWAYS =
  "content-type: application/json; charset=utf-8\r\n" +
  "cross-origin-resource-policy: same-origin\r\n" +
  "strict-transport-security: max-age=31536000; includeSubDomains\r\n" +
  "x-content-type-options: nosniff\r\n";
const LASTING = `connection: keep-alive\r\nkeep-alive: timeout=${KEEP_ALIVE_SECONDS}\r\n`;
const LAST = "connection: close\r\n";

export interface ReplyParts {
  readonly status: number;
  readonly body: string;
  readonly bodyBytes: number;
  readonly requestId: string;
  readonly retryAfterSeconds: number | null;
  readonly rate: RateHeaders | null;
  /** Whether the connection ends with this answer. */
  readonly isLast: boolean;
}

/** Of the limit of the address: how many, how many are left, and until when. */
export interface RateHeaders {
  readonly limit: number;
  readonly count: ReturnType<RequestCounts["add"]>;
}

/** A whole answer as it goes on the wire. */
export function replyText(reply: ReplyParts): string {
  const { status, body, bodyBytes, requestId, retryAfterSeconds, rate, isLast } = reply;
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${ALWAYS}x-request-id: ${requestId}\r\n` +
    (rate === null ? "" : rateHeaders(rate)) +
    (retryAfterSeconds === null ? "" : `retry-after: ${retryAfterSeconds}\r\n`) +
    `content-length: ${bodyBytes}\r\n${dateHeader()}${isLast ? LAST : LASTING}\r\n${body}`
  );
}

function rateHeaders({ limit, count }: RateHeaders): string {
  return (
    `x-ratelimit-limit: ${limit}\r\nx-ratelimit-remaining: ${Math.max(0, limit - count.current)}\r\n` +
    `x-ratelimit-reset: ${Math.ceil(count.ttl / 1_000)}\r\n`
  );
}

let dateSecond = 0;
let date = "";

/** Written anew once a second. */
function dateHeader(): string {
  const now = Date.now();
  if (now >= dateSecond + 1_000 || now < dateSecond) {
    dateSecond = now - (now % 1_000);
    date = `date: ${new Date(now).toUTCString()}\r\n`;
  }
  return date;
}
