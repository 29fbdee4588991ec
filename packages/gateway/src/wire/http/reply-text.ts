import { STATUS_CODES } from "node:http";
import type { Allowance } from "../../key-buckets.ts";

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

/** Of the bucket of who asks: how many fit, how many are left, and when there is another. */
export interface RateHeaders {
  readonly limit: number;
  readonly allowance: Allowance;
}

/** A whole answer as it goes on the wire, of as few pieces as can be. */
export function replyText(reply: ReplyParts): string {
  const { status, body, bodyBytes, requestId, retryAfterSeconds, rate, isLast } = reply;
  let head = startOf(status) + requestId;
  if (rate !== null) head += rateHeaders(rate);
  if (retryAfterSeconds !== null) head += `\r\nretry-after: ${retryAfterSeconds}`;
  return `${head}\r\ncontent-length: ${bodyBytes}${isLast ? endings().last : endings().lasting}${body}`;
}

const starts = new Map<number, string>();

/** Everything up to the request id, by status. */
function startOf(status: number): string {
  let start = starts.get(status);
  if (start === undefined) {
    start = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${ALWAYS}x-request-id: `;
    starts.set(status, start);
  }
  return start;
}

function rateHeaders({ limit, allowance }: RateHeaders): string {
  return (
    `\r\nx-ratelimit-limit: ${limit}` +
    `\r\nx-ratelimit-remaining: ${allowance.left}` +
    `\r\nx-ratelimit-reset: ${Math.ceil(allowance.waitMs / 1_000)}`
  );
}

let second = 0;
let present = { lasting: "", last: "" };

/** Everything after the length; written anew once a second. */
function endings(): { readonly lasting: string; readonly last: string } {
  const now = Date.now();
  if (now >= second + 1_000 || now < second) {
    second = now - (now % 1_000);
    const date = `\r\ndate: ${new Date(now).toUTCString()}\r\n`;
    present = { lasting: `${date}${LASTING}\r\n`, last: `${date}${LAST}\r\n` };
  }
  return present;
}
