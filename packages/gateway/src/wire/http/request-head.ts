import type { OrderOperation } from "../../order-entry/read-body.ts";

/** The head of a request that enters orders, in the one spelling that we read ourselves. */
export interface RequestHead {
  readonly operation: OrderOperation;
  readonly path: string;
  /** The access token. */
  readonly token: string;
  /** The `Idempotency-Key` header. */
  readonly key: string | null;
  /** Bytes of the body. */
  readonly bodyBytes: number;
}

/** Longest head we read, the empty line not counted; Node allows twice as much. */
export const HEAD_BYTES_MAX = 8 << 10;
/** Largest body we read: a full batch of orders fits, what is larger takes its time anyway. */
const BODY_BYTES_MAX = 64 << 10;

const REQUEST_LINE = /^POST (\/api(?:\/v1)?\/orders(?:\/(batch|cancel))?) HTTP\/1\.1$/;
const FIRST_BYTES = "POST /api/";
/** A name, a colon, and text of visible ASCII characters with spaces inside: nothing to fold, trim or decode. */
const FIELD = /^([A-Za-z-]{1,40}): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/;
const HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;
/** No leading zero, so a length has one text. */
const LENGTH = /^[1-9][0-9]{0,6}$/;
const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;
const BEARER = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i;

/** Fields that change nothing about how these requests are read or answered. */
const HARMLESS = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "pragma",
  "sec-fetch-mode",
  "user-agent",
]);

/**
 * Reads a whole head, its lines parted by CR LF and without the empty line at its end.
 *
 * @returns null for whatever is not exactly a request for order entry as nearly everybody writes
 * it. That is no verdict: it may be right, and is then somebody else's to read.
 */
function readHead(text: string): RequestHead | null {
  const [first = "", ...lines] = text.split("\r\n");
  const request = REQUEST_LINE.exec(first);
  if (request === null) return null;
  const fields = readFields(lines);
  if (fields === null) return null;
  const token = BEARER.exec(fields.get("authorization") ?? "")?.[1];
  const length = fields.get("content-length") ?? "";
  const bodyBytes = LENGTH.test(length) ? Number(length) : Number.NaN;
  if (token === undefined || !(bodyBytes <= BODY_BYTES_MAX)) return null;
  if (!HOST.test(fields.get("host") ?? "")) return null;
  if (!JSON_TYPE.test(fields.get("content-type") ?? "")) return null;
  const key = fields.get("idempotency-key");
  if ((fields.get("connection") ?? "keep-alive").toLowerCase() !== "keep-alive") return null;
  return {
    operation: (request[2] ?? "place") as OrderOperation,
    path: request[1]!,
    token: copyOf(token),
    key: key === undefined ? null : copyOf(key),
    bodyBytes,
  };
}

/** Heads that are remembered, and how long they may be for that. */
const REMEMBERED = 2_048;
const REMEMBERED_LENGTH_MAX = 1 << 10;

/**
 * Reads heads and remembers them: those of one client differ in the length of the body, and in
 * nothing else. One with a key of its own will not come again.
 */
export class HeadReader {
  readonly #known = new Map<string, RequestHead>();

  read(text: string): RequestHead | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const head = readHead(text);
    if (head === null || head.key !== null || text.length > REMEMBERED_LENGTH_MAX) return head;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(copyOf(text), head);
    return head;
  }
}

/** The same text without the memory of the text it was cut from, for what is kept. */
function copyOf(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

/** Whether a head that is not complete may still become one of ours. */
export function mayBecomeHead(text: string): boolean {
  if (text.length > HEAD_BYTES_MAX) return false;
  if (!FIRST_BYTES.startsWith(text.slice(0, FIRST_BYTES.length))) return false;
  const lines = text.split("\r\n");
  const unfinished = lines.pop()!;
  const [first, ...fields] = lines;
  if (first !== undefined && !REQUEST_LINE.test(first)) return false;
  // A line end in another spelling is never completed.
  return readFields(fields) !== null && /^[\x20-\x7e]*\r?$/.test(unfinished);
}

/** The fields by name, or null when one is of no kind we know, or says twice what must be said once. */
function readFields(lines: readonly string[]): Map<string, string> | null {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const field = FIELD.exec(line);
    if (field === null) return null;
    const name = field[1]!.toLowerCase();
    // Whoever may want another language is answered by Fastify.
    if (name === "accept-language" && /zh/i.test(field[2]!)) return null;
    if (HARMLESS.has(name)) continue;
    if (!MEANINGFUL.has(name) || fields.has(name)) return null;
    fields.set(name, field[2]!);
  }
  return fields;
}

const MEANINGFUL = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "host",
  "idempotency-key",
]);
