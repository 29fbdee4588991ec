/** What the route files have in common: the app's type and the parts of schemas every route has. */
import { ErrorAnswer, clientKey, idField } from "@probity/protocol";
import type { IdPrefix } from "@probity/protocol";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";

/** The app, typed by the zod schemas of its routes. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who may use a route, for the documentation. */
export const BEARER = [{ bearer: [] }];

/** The answer a route gives, and our envelope for every refusal. */
export function answers<T extends z.ZodType>(answer: T) {
  return { 200: answer, "4xx": ErrorAnswer, "5xx": ErrorAnswer };
}

/** Repeating a request with the same key gives the same answer and does nothing again. */
export const KeyHeader = z.looseObject({ "idempotency-key": clientKey.optional() });

export const NoQuery = z.strictObject({});

/** A hook for routes whose body may be left out: it then is an object without fields. */
export async function bodyMayBeAbsent(request: { body: unknown }): Promise<void> {
  if (request.body === undefined) request.body = {};
}

/** `/{name}` as an id of one kind. */
export function idParams<Name extends string, P extends IdPrefix>(name: Name, prefix: P) {
  return z.strictObject({ [name]: idField(prefix) } as Record<Name, ReturnType<typeof idField<P>>>);
}

/** An id or a slug. */
export const refParams = z.strictObject({
  ref: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, "an id or a slug is expected")
    .meta({ description: "An id or a slug.", examples: ["mkt_12-1", "rain-tomorrow"] }),
});
