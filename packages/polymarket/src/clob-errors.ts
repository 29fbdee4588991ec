import { Refusal, portRefusal } from "@probity/gateway";
import type { FastifyInstance } from "fastify";

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
      return reply.status(refusal.status).send({ error: refusal.message });
    }
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    if (statusCode < 500) return reply.status(statusCode).send({ error: message });
    request.log.error({ err: error }, "request failed");
    return reply.status(500).send({ error: "internal server error" });
  });
}
