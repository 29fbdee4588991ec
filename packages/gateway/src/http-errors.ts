/** Turns whatever goes wrong with a request into our envelope. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { languageOf, localisedError } from "@probity/protocol";
import type { ErrorCode, ErrorJson } from "@probity/protocol";
import type { FastifyReply, FastifyRequest, FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { Refusal, badFieldOf, refusalOf, refuse } from "./refusal.ts";

/** Largest body, for a full batch of orders. */
export const BODY_LIMIT = 1 << 20;

/** Answers of the framework, by its code; another of them is `BAD_REQUEST`. */
const OF_FRAMEWORK: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_INVALID_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_EMPTY_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  FST_ERR_CTP_BODY_TOO_LARGE: "BODY_TOO_LARGE",
  FST_ERR_CTP_EMPTY_JSON_BODY: "INVALID_JSON",
  FST_ERR_CTP_INVALID_JSON_BODY: "INVALID_JSON",
  FST_ERR_MAX_PARAM_LENGTH: "URI_TOO_LONG",
};

const OF_PARSER: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TIMEOUT",
};

/** Parses a part of the request by its schema; the first fault becomes the refusal. */
export const validator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    return { error: badFieldOf(parsed.error, httpPart ?? "request") };
  };
};

/** The error handler of the app: refusals as they are, mistakes of ours as 500 and in the log. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOfRequest(error, request);
  const { code } = refusal.error;
  // What is refused on purpose has no stack that would help, and comes with each request while a part is away.
  if (error instanceof Refusal && refusal.status >= 500) {
    request.log.warn({ code }, "request failed");
  } else if (refusal.status >= 500) {
    request.log.error({ err: error, code }, "request failed");
  }
  if (refusal.retryAfterSeconds !== null) {
    void reply.header("retry-after", String(refusal.retryAfterSeconds));
  }
  const { body } = refusal;
  const told = { ...body, error: inLanguageOf(request, body.error) };
  return reply.status(refusal.status).type("application/json").send(told);
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path = ""] = request.originalUrl.split("?");
  const facts = { method: request.method, path: path.slice(0, 200) };
  const { error } = refuse("ROUTE_NOT_FOUND", facts);
  return reply.status(404).send({ error: inLanguageOf(request, error) });
}

/** The error with its sentence in the language the client asked for. */
function inLanguageOf({ headers }: FastifyRequest, error: ErrorJson): ErrorJson {
  return localisedError(error, languageOf(headers["accept-language"]));
}

/** The same for an answer that is text already. */
export function textInLanguageOf(request: FastifyRequest, text: string): string {
  if (languageOf(request.headers["accept-language"]) === "en") return text;
  const body = JSON.parse(text) as { readonly error: ErrorJson };
  return JSON.stringify({ ...body, error: inLanguageOf(request, body.error) });
}

/** Requests that are not even HTTP never reach the app; their sockets are answered and closed. */
export function answerParserError(error: { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const { status, body } = refuse(OF_PARSER[error.code ?? ""] ?? "BAD_REQUEST");
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\ncontent-type: application/json\r\n` +
      `connection: close\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

/** The refusal for whatever a request ended with. */
export function refusalOfRequest(error: unknown, request: FastifyRequest): Refusal {
  // The framework puts a code of its own on what a schema refused.
  if (!(error instanceof Refusal) && isOfFramework(error)) {
    const code = OF_FRAMEWORK[error.code] ?? "BAD_REQUEST";
    return refuse(code, code === "BODY_TOO_LARGE" ? { limit: BODY_LIMIT } : {});
  }
  // A body with `__proto__` in it, or one that is no JSON, comes without a code.
  if (error instanceof SyntaxError) return refuse("INVALID_JSON");
  return refusalOf(error, request.id);
}

/** Errors of the framework about a request have a status below 500; others are ours. */
function isOfFramework(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "statusCode" in error &&
    typeof error.statusCode === "number" &&
    error.statusCode < 500
  );
}
