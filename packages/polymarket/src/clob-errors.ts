import { Refusal, portRefusal } from "@probity/gateway";
import type { FastifyError, FastifyInstance } from "fastify";

/** What a route throws to answer as Polymarket does: `{"error": "…"}`. */
export class ClobError extends Error {
  override readonly name = "ClobError";
  readonly status: number;
  readonly more: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message exactly as clients compare it. */
  constructor(
    status: number,
    message: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.more = more;
    this.headers = headers;
  }
}

/** Whatever goes wrong below is told in Polymarket's envelope. */
export function clobErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ error: "not found" }));
  app.setErrorHandler((error: unknown, request, reply) => {
    if (error instanceof ClobError) {
      return reply
        .status(error.status)
        .headers(error.headers)
        .send({ error: error.message, ...error.more });
    }
    const refusal = error instanceof Refusal ? error : portRefusal(error);
    if (refusal !== null) {
      const { status, message, retryAfterSeconds } = refusal;
      if (retryAfterSeconds !== null) void reply.header("retry-after", String(retryAfterSeconds));
      return reply.status(status).send({ error: message });
    }
    const { statusCode = 500, code, message } = error as Partial<FastifyError> & Error;
    if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      return reply.status(400).send({ error: "Payload exceeds the limit" });
    }
    if (statusCode < 500) return reply.status(statusCode).send({ error: message });
    request.log.error({ err: error }, "request failed");
    return reply.status(500).send({ error: "internal server error" });
  });
}
