import type { FastifyRequest } from "fastify";
import { ClobError } from "../clob-errors.ts";
import { QueryString } from "../query-string.ts";

/** What the Data API answers to a wish it cannot read: 400. */
export function badRequest(message: string): ClobError {
  return new ClobError(400, message);
}

/** Several values stand in one parameter, with commas between. */
export function queryOf(request: FastifyRequest): QueryString {
  return new QueryString(request, badRequest, ",");
}
